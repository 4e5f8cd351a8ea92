import type { AuditEvent } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { Moment } from '../../../ui/moment.tsx';
import type { Column } from '../../../ui/table-parts.ts';
import { AccountLink } from '../account-link.tsx';
import { EventName } from '../event-name.tsx';

/** What happened, when, to whom and by whom, and where to look it up in the service's own log. */
export function useEventColumns(): Column<AuditEvent>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'type',
      head: t('administration.audit.event'),
      part: 'title',
      cell: ({ type, details }) => <EventName type={type} details={details} />,
    },
    {
      key: 'when',
      head: t('administration.audit.when'),
      className: 'min-[80rem]:whitespace-nowrap',
      cell: ({ created_at: at }) => <Moment at={at} />,
    },
    {
      key: 'account',
      head: t('administration.audit.account'),
      className: 'max-w-44',
      cell: ({ account_id: id }) => (id === null ? null : <AccountLink id={id} />),
    },
    {
      key: 'actor',
      head: t('administration.audit.actor'),
      className: 'max-w-44',
      cell: ({ actor_id: id }) => (id === null ? null : <AccountLink id={id} />),
    },
    {
      key: 'ip',
      head: t('administration.audit.ip'),
      className: 'max-w-36',
      cell: ({ ip }) => (ip === null ? null : <Code text={ip} />),
    },
    {
      key: 'request',
      head: t('common.request'),
      className: 'max-w-28 max-[85rem]:hidden',
      cell: ({ request_id: id }) => (id === null ? null : <Code text={id} />),
    },
  ];
}

function Code({ text }: { text: string }) {
  return (
    <span title={text} className="block truncate font-mono text-13">
      {text}
    </span>
  );
}
