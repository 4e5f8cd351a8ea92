import type { Account, AccountSearch } from '@portress/sdk';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { nameOf } from '../../../ui/account-name.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { Email } from '../../../ui/email.tsx';
import { Moment } from '../../../ui/moment.tsx';
import type { Column } from '../../../ui/table-parts.ts';
import { StatusChip } from '../status-chip.tsx';

type Sort = NonNullable<AccountSearch['sort']>;

/** Everything of an account that tells it from others at a glance. */
export function useAccountColumns(me: Account): Column<Account, Sort>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'person',
      head: t('administration.email'),
      sort: 'email',
      part: 'title',
      cell: (account) => <Person account={account} isMe={account.id === me.id} />,
    },
    {
      key: 'username',
      head: t('administration.username'),
      sort: 'username',
      className: 'max-w-40',
      cell: ({ username }) => (username === null ? null : <span className="block truncate">{username}</span>),
    },
    { key: 'role', head: t('administration.role'), cell: ({ role }) => t(`administration.roles.${role}`) },
    { key: 'status', head: t('administration.status'), cell: ({ status }) => <StatusChip status={status} /> },
    {
      key: 'verified',
      head: t('administration.verified'),
      part: 'wide',
      className: 'max-[75rem]:hidden',
      cell: ({ email_verified: isVerified }) => t(isVerified ? 'administration.yes' : 'administration.no'),
    },
    {
      key: 'created',
      head: t('administration.created'),
      sort: 'created_at',
      className: 'min-[80rem]:whitespace-nowrap',
      cell: ({ created_at: at }) => <Moment at={at} />,
    },
    {
      key: 'updated',
      head: t('administration.updated'),
      sort: 'updated_at',
      part: 'wide',
      className: 'min-[80rem]:whitespace-nowrap max-[90rem]:hidden',
      cell: ({ updated_at: at }) => <Moment at={at} />,
    },
  ];
}

/** Its link covers the whole row. */
function Person({ account, isMe }: { account: Account; isMe: boolean }) {
  const { t } = useTranslation();
  const name = nameOf(account);
  return (
    <div className="flex items-center gap-3">
      <Avatar account={account} size={32} />
      <div className="wordy">
        <p className="flex flex-wrap items-center gap-x-2 leading-5">
          <Link
            to="/administration/accounts/$id"
            params={{ id: account.id }}
            className="font-medium after:absolute after:inset-0 hover:text-accent"
          >
            {name}
          </Link>
          {isMe && <Chip tone="accent">{t('administration.you')}</Chip>}
        </p>
        {name !== account.email && (
          <p className="text-13 leading-4 text-muted">
            <Email address={account.email} />
          </p>
        )}
      </div>
    </div>
  );
}
