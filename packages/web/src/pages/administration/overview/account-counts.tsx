import type { Statistics } from '@portress/sdk';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { Row, Rows, Section } from '../../../ui/rows.tsx';
import { type AccountsSearch, roles, statuses } from '../read-search.ts';

/** How many there are of each kind; each number leads to them. */
export function AccountCounts({ accounts }: { accounts: Statistics['accounts'] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('nav.accounts')}>
      <Rows>
        <Row label={t('administration.overview.total')}>
          <Count count={accounts.total} search={{}} label={t('administration.overview.total')} />
        </Row>
        {roles.map((role) => (
          <Row key={role} label={t(`administration.overview.by_role.${role}`)}>
            <Count
              count={accounts.by_role[role]}
              search={{ role }}
              label={t(`administration.overview.by_role.${role}`)}
            />
          </Row>
        ))}
        {statuses.map((status) => (
          <Row key={status} label={t(`administration.overview.by_status.${status}`)}>
            <Count
              count={accounts.by_status[status]}
              search={{ status }}
              label={t(`administration.overview.by_status.${status}`)}
            />
          </Row>
        ))}
      </Rows>
    </Section>
  );
}

function Count({ count, search, label }: { count: number; search: AccountsSearch; label: string }) {
  const number = new Intl.NumberFormat(spokenLanguage()).format(count);
  return (
    <Link
      to="/administration/accounts"
      search={search}
      aria-label={`${label}: ${number}`}
      className="text-link tabular-nums"
    >
      {number}
    </Link>
  );
}
