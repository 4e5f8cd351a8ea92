import type { OutboxMail } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import type { en } from '../../../locales/en.ts';
import { Chip } from '../../../ui/chip.tsx';
import { Moment } from '../../../ui/moment.tsx';
import type { Column } from '../../../ui/table-parts.ts';
import { AccountLink } from '../account-link.tsx';

/** Everything about a mail but what it says and to whom. */
export function useMailColumns(): Column<OutboxMail>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'kind',
      head: t('administration.mail.kind'),
      part: 'title',
      className: 'min-w-40',
      cell: ({ kind }) => <MailKind kind={kind} />,
    },
    {
      key: 'status',
      head: t('administration.mail.status'),
      className: 'min-[90rem]:whitespace-nowrap',
      cell: (mail) => <MailStatus mail={mail} />,
    },
    {
      key: 'account',
      head: t('administration.audit.account'),
      className: 'max-w-36',
      cell: ({ account_id: id }) => (id === null ? null : <AccountLink id={id} />),
    },
    {
      key: 'created',
      head: t('administration.mail.queued'),
      className: 'min-[90rem]:whitespace-nowrap',
      cell: ({ created_at: at }) => <Moment at={at} />,
    },
    { key: 'tries', head: t('administration.mail.tries'), cell: ({ tries }) => tries },
    {
      key: 'next',
      head: t('administration.mail.next_try'),
      className: 'min-[90rem]:whitespace-nowrap',
      cell: ({ status, next_try_at: at }) => (status === 'waiting' && at !== null ? <Moment at={at} /> : null),
    },
    {
      key: 'error',
      head: t('administration.mail.last_error'),
      className: 'max-w-64',
      cell: ({ last_error: error }) =>
        error === null ? null : (
          <span title={error} className="wordy line-clamp-2 font-mono text-12">
            {error}
          </span>
        ),
    },
  ];
}

const tones = { waiting: 'accent', sent: 'success', failed: 'warning' } as const;

/** How it stands, and since when where that is its end. */
function MailStatus({ mail: { status, sent_at, failed_at } }: { mail: OutboxMail }) {
  const { t } = useTranslation();
  const at = sent_at ?? failed_at;
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <Chip tone={tones[status]}>{t(`administration.mail.statuses.${status}`)}</Chip>
      {at !== null && <Moment at={at} />}
    </span>
  );
}

type Kind = keyof typeof en.administration.mail.kinds;

/** A service that is newer than this page may know of more. */
function MailKind({ kind }: { kind: string }) {
  const { t, i18n } = useTranslation();
  const isKnown = (name: string): name is Kind => i18n.exists(`administration.mail.kinds.${name}`);
  return (
    <span className="wordy flex flex-col leading-5">
      {isKnown(kind) && <span>{t(`administration.mail.kinds.${kind}`)}</span>}
      <span className={`wordy font-mono text-12 leading-4 ${isKnown(kind) ? 'text-muted' : ''}`}>{kind}</span>
    </span>
  );
}
