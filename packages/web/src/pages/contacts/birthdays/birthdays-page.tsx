import type { Account } from '@portress/sdk';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { Choice } from '../../../ui/choice.tsx';
import { todayIn, weekdayOf } from '../../../ui/days.ts';
import { Empty } from '../../../ui/empty.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Skeleton, SkeletonLine } from '../../../ui/skeleton.tsx';
import { StillWorking } from '../../../ui/still-working.tsx';
import { BackToList } from '../detail/back-to-list.tsx';
import { useIsWide } from '../use-is-wide.ts';
import { Calendar } from './calendar.tsx';
import { DayList } from './day-list.tsx';
import { useBirthdays } from './use-birthdays.ts';
import { readWindowSearch, type Weeks, weeksOf, windows } from './window-search.ts';

/** The birthdays of the coming weeks: a calendar, or on a phone a list by day. */
export function BirthdaysPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly title={t('contacts.birthdays.title')} width="table">
      {(account) => <Birthdays account={account} />}
    </SignedInOnly>
  );
}

function Birthdays({ account }: { account: Account }) {
  const { t } = useTranslation();
  const given: unknown = useSearch({ strict: false });
  const weeks = weeksOf(readWindowSearch(given));
  const today = todayIn(account.time_zone);
  const isYear = weeks === 52;
  // The last week of the calendar is whole; a year is one.
  const days = isYear ? 365 : weeks * 7 - weekdayOf(today);
  const { birthdays, error, retry, more, isBusyWithMore } = useBirthdays(days);
  const isWide = useIsWide();
  return (
    <>
      <div className="flex flex-col gap-2">
        <BackToList />
        <div className="flex flex-wrap items-center justify-between gap-4">
          <Heading>{t('contacts.birthdays.title')}</Heading>
          <WindowChoice weeks={weeks} />
        </div>
      </div>
      {error !== null && (
        <div className="flex flex-col items-start gap-4">
          <ProblemNotice error={error} />
          <Button onClick={retry}>{t('common.try_again')}</Button>
        </div>
      )}
      {!birthdays && error === null && <CalendarSkeleton />}
      {birthdays?.length === 0 && (
        <Empty
          action={
            <ButtonLink to="/contacts" kind="plain">
              {t('contacts.detail.to_list')}
            </ButtonLink>
          }
        >
          {t('contacts.birthdays.none')}
        </Empty>
      )}
      {birthdays && birthdays.length > 0 && isWide && !isYear && (
        <Calendar birthdays={birthdays} today={today} weeks={weeks} />
      )}
      {birthdays && birthdays.length > 0 && (!isWide || isYear) && <DayList birthdays={birthdays} today={today} />}
      {more && (
        <div>
          <Button isBusy={isBusyWithMore} onClick={more}>
            {t('common.more')}
          </Button>
          <StillWorking isOn={isBusyWithMore} />
        </div>
      )}
    </>
  );
}

function WindowChoice({ weeks }: { weeks: Weeks }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const label = (count: Weeks) =>
    count === 52 ? t('contacts.birthdays.year') : t('contacts.birthdays.weeks', { count });
  return (
    <Choice
      name="weeks"
      label={t('contacts.birthdays.window')}
      value={String(weeks)}
      options={windows.map((count) => ({ value: String(count), label: label(count) }))}
      onChoose={(value) =>
        void navigate({ to: '/contacts/birthdays', search: readWindowSearch({ weeks: Number(value) }), replace: true })
      }
    />
  );
}

function CalendarSkeleton() {
  return (
    <Skeleton>
      <div className="grid grid-cols-1 gap-2 wide:grid-cols-7">
        {Array.from({ length: 14 }, (_, place) => (
          <SkeletonLine key={String(place)} className="h-16 w-full" />
        ))}
      </div>
    </Skeleton>
  );
}
