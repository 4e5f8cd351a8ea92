import type { Activity } from '@portress/sdk';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { usePages } from '../../../session/use-pages.ts';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { MoreOfList } from '../../../ui/more-of-list.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Section } from '../../../ui/rows.tsx';
import { activityQuery } from './activity-query.ts';
import { ActivitySkeleton } from './activity-skeleton.tsx';
import { Event } from './event.tsx';
import { useDays } from './use-days.ts';

export function ActivityPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('nav.activity')}>{() => <ActivityOfAccount />}</SignedInOnly>;
}

function ActivityOfAccount() {
  const { t } = useTranslation();
  const { items, error, retry, more, isBusyWithMore } = usePages(activityQuery);
  const list = useRef<HTMLDivElement>(null);
  return (
    <>
      <div className="flex flex-col gap-4">
        <div className="flex flex-col gap-2">
          <Heading>{t('nav.activity')}</Heading>
          <p className="text-muted">{t('account_pages.activity.about')}</p>
        </div>
        <div className="flex flex-wrap gap-3">
          <ButtonLink to="/account/password">{t('account_pages.activity.set_password')}</ButtonLink>
          <ButtonLink to="/account/devices">{t('account_pages.activity.see_devices')}</ButtonLink>
        </div>
      </div>
      {error === null && !items && <ActivitySkeleton />}
      {items?.length === 0 && <Empty>{t('account_pages.activity.empty')}</Empty>}
      {items && items.length > 0 && (
        <div ref={list} className="flex flex-col gap-8">
          <Days events={items} />
        </div>
      )}
      {error !== null && (
        <>
          <ProblemNotice error={error} />
          <div>
            <Button onClick={items && more ? more : retry}>{t('common.try_again')}</Button>
          </div>
        </>
      )}
      {error === null && <MoreOfList listRef={list} count={items?.length ?? 0} more={more} isBusy={isBusyWithMore} />}
      {items && items.length > 0 && !more && <p className="text-13 text-muted">{t('account_pages.activity.end')}</p>}
    </>
  );
}

function Days({ events }: { events: Activity[] }) {
  const days = useDays(events);
  return days.map(({ day, name, isToday, events: eventsOfDay }) => (
    <Section key={day} title={name}>
      <ul className="border-b border-line">
        {eventsOfDay.map((event) => (
          <Event key={event.id} event={event} isToday={isToday} />
        ))}
      </ul>
    </Section>
  ));
}
