import type { Account } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { pagesQuery, usePages } from '../../../session/use-pages.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { administration, administrationKey } from '../administration.ts';
import { AdministratorsOnly } from '../administrators-only.tsx';
import { FilterChips } from '../filter-chips.tsx';
import { PagedTable } from '../paged-table.tsx';
import { type AccountsSearch, roles, statuses } from '../read-search.ts';
import { useAccountColumns } from './account-columns.tsx';
import { Total } from './total.tsx';
import { useAccountsSearch } from './use-accounts-search.ts';
import { useTypedSearch } from './use-typed-search.ts';
import { useWait } from './use-wait.ts';

export function AccountsPage() {
  const { t } = useTranslation();
  return <AdministratorsOnly title={t('nav.accounts')}>{(me) => <Accounts me={me} />}</AdministratorsOnly>;
}

const accountsQuery = (search: AccountsSearch) =>
  pagesQuery([administrationKey, 'accounts', search], ({ signal, ...page }) =>
    administration.accounts.list({ ...search, ...page }, { signal }),
  );

function Accounts({ me }: { me: Account }) {
  const { t } = useTranslation();
  const { search, choose, clear } = useAccountsSearch();
  const { q = '', role, status, sort = 'created_at', order = 'desc' } = search;
  const pages = usePages(accountsQuery(search));
  const { isWaiting, endWait } = useWait(pages.error);
  const [typed, setTyped] = useTypedSearch(q, (text) => choose({ q: text || undefined }, true), isWaiting);
  const columns = useAccountColumns(me);
  return (
    <>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <Heading>{t('nav.accounts')}</Heading>
        <Total first={pages.first} isSearched={q !== ''} />
      </div>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <div className="min-w-64 grow basis-80 wide:max-w-[420px]">
          <SearchField label={t('administration.accounts.search')} value={typed} onChange={setTyped} />
        </div>
        <FilterChips
          label={t('administration.role')}
          value={role}
          options={roles.map((value) => ({ value, label: t(`administration.roles.${value}`) }))}
          onChoose={(value) => choose({ role: value })}
        />
        <FilterChips
          label={t('administration.status')}
          value={status}
          options={statuses.map((value) => ({ value, label: t(`administration.statuses.${value}`) }))}
          onChoose={(value) => choose({ status: value })}
        />
      </div>
      <PagedTable
        label={t('nav.accounts')}
        pages={pages}
        columns={columns}
        idOf={(account) => account.id}
        sorting={{ by: sort, order, onSort: (by, next) => choose({ sort: by, order: next }) }}
        onWaitOver={() => {
          endWait();
          if (typed.trim() === q) pages.retry();
        }}
        empty={
          <Empty action={<Button onClick={clear}>{t('administration.clear_filters')}</Button>}>
            {t('administration.accounts.no_match')}
          </Empty>
        }
      />
    </>
  );
}
