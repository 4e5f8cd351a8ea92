import type { AuditEvent } from '@portress/sdk';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { exactTime } from '../../../ui/time.ts';
import { known } from '../read-search.ts';

/** All of one line, under the names that the audit log has for it. */
export function EventDetails({ event }: { event: AuditEvent }) {
  const { t } = useTranslation();
  const { id, account_id, actor_id, session_id, request_id, user_agent, ip } = event;
  const facts = { ...event.details, account_id, actor_id, session_id, ip, user_agent, request_id, id };
  const told = Object.entries(facts).filter(([, value]) => value !== null);
  return (
    <div className="flex flex-col gap-3 rounded-control bg-sunken px-4 py-3 text-13">
      <p>{exactTime(new Date(event.created_at), spokenLanguage())}</p>
      <dl className="flex flex-col gap-1 font-mono">
        {told.map(([name, value]) => (
          <div key={name} className="grid gap-x-4 wide:grid-cols-[144px_minmax(0,1fr)]">
            <dt className="text-muted">{name}</dt>
            <dd className="wordy select-all">{String(value)}</dd>
          </div>
        ))}
      </dl>
      <p className="flex flex-wrap gap-x-4 gap-y-1">
        <Link
          to="/administration/audit-log"
          search={(before) => known({ ...before, type: event.type })}
          className="text-link"
        >
          {t('administration.audit.only_type')}
        </Link>
        {account_id !== null && (
          <Link
            to="/administration/audit-log"
            search={(before) => known({ ...before, account: account_id })}
            className="text-link"
          >
            {t('administration.audit.only_account')}
          </Link>
        )}
      </p>
    </div>
  );
}
