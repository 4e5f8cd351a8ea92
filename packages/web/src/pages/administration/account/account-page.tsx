import { type Account, PortressProblem } from '@portress/sdk';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { AdministratorsOnly } from '../administrators-only.tsx';
import { TableSkeleton } from '../paged-table.tsx';
import { AccountActivity } from './account-activity.tsx';
import { AccountDeeds } from './account-deeds.tsx';
import { AccountHead } from './account-head.tsx';
import { accountQuery } from './account-queries.ts';
import { AccountSessions } from './account-sessions.tsx';
import { Facts } from './facts.tsx';

const route = getRouteApi('/administration/accounts/$id');

export function AccountPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  return (
    <AdministratorsOnly title={t('administration.account.title')} width="column">
      {(me) => <OneAccount key={id} id={id} me={me} />}
    </AdministratorsOnly>
  );
}

function OneAccount({ id, me }: { id: string; me: Account }) {
  const { t } = useTranslation();
  const { data: account, error, refetch } = useQuery(accountQuery(id));
  if (error instanceof PortressProblem && error.status === 404) return <Gone id={id} />;
  if (!account) {
    return (
      <>
        <Heading>{t('administration.account.title')}</Heading>
        {error ? <Failed error={error} retry={() => void refetch()} /> : <TableSkeleton />}
      </>
    );
  }
  return (
    <>
      <AccountHead account={account} isMe={account.id === me.id} />
      {error && <Failed error={error} retry={() => void refetch()} />}
      <Facts account={account} isMe={account.id === me.id} />
      <AccountSessions account={account} />
      <AccountActivity id={account.id} />
      <AccountDeeds account={account} isMe={account.id === me.id} />
    </>
  );
}

function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <ProblemNotice error={error} />
      <div>
        <Button onClick={retry}>{t('common.try_again')}</Button>
      </div>
    </>
  );
}

/** Never there, or deleted: only the audit log may know. */
function Gone({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="flex flex-col gap-2">
        <Heading>{t('administration.account.gone_title')}</Heading>
        <p className="text-muted">{t('administration.account.gone')}</p>
        <p className="wordy font-mono text-13 select-all">{id}</p>
      </div>
      <div className="flex flex-wrap gap-3">
        <ButtonLink to="/administration/accounts">{t('administration.account.all')}</ButtonLink>
        <ButtonLink kind="quiet" to="/administration/audit-log" search={{ account: id }}>
          {t('administration.account.its_events')}
        </ButtonLink>
      </div>
    </>
  );
}
