import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../../session/use-pages.ts';
import { Button } from '../../../ui/button.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Section } from '../../../ui/rows.tsx';
import { Skeleton, SkeletonLine } from '../../../ui/skeleton.tsx';
import { AccountLink } from '../account-link.tsx';
import { EventName } from '../event-name.tsx';
import { eventsQuery } from './account-queries.ts';

/** What happened to an account lately; all of it stands in the audit log. */
export function AccountActivity({ id }: { id: string }) {
  const { t } = useTranslation();
  const { items, error, retry, more } = usePages(eventsQuery(id));
  return (
    <Section title={t('administration.account.activity')}>
      {error !== null && (
        <div className="flex flex-col items-start gap-4">
          <ProblemNotice error={error} />
          <Button onClick={retry}>{t('common.try_again')}</Button>
        </div>
      )}
      {items === undefined && error === null && (
        <Skeleton>
          {['w-56', 'w-40', 'w-48'].map((width) => (
            <div key={width} className="border-t border-line py-3">
              <SkeletonLine className={`h-5 ${width}`} />
            </div>
          ))}
        </Skeleton>
      )}
      {items?.length === 0 && <p className="border-y border-line py-4 text-muted">{t('administration.audit.empty')}</p>}
      {items && items.length > 0 && (
        <ul className="border-b border-line">
          {items.map((event) => (
            <li
              key={event.id}
              className="flex min-h-11 flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-t border-line py-2.5"
            >
              <EventName type={event.type} details={event.details} />
              <span className="wordy flex flex-wrap items-baseline gap-x-3 text-13 text-muted">
                {event.actor_id !== null && event.actor_id !== id && (
                  <span className="wordy">
                    {t('administration.audit.by')} <AccountLink id={event.actor_id} />
                  </span>
                )}
                {event.ip && <span className="font-mono">{event.ip}</span>}
                <Moment at={event.created_at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {items && items.length > 0 && (
        <p className="pt-4">
          <Link to="/administration/audit-log" search={{ account: id }} className="text-link">
            {t(more ? 'administration.account.all_events' : 'administration.account.its_events')}
          </Link>
        </p>
      )}
    </Section>
  );
}
