import type { ContactBirthday } from '@portress/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { formatDay, todayIn } from '../../../ui/days.ts';
import { Section } from '../../../ui/rows.tsx';
import { addressBook } from '../address-book.ts';
import { fullName } from '../contact-name.ts';

const daysAhead = 7;
const mostShown = 5;
const dayStyle = { weekday: 'long', day: 'numeric', month: 'long' } as const;

const birthdaysQuery = queryOptions({
  queryKey: ['contacts', 'birthdays', 'home'],
  queryFn: ({ signal }) => addressBook.listBirthdays({ days: daysAhead, limit: mostShown }, { signal }),
  meta: { personal: true },
});

/** The next of them, where there are any. The page is as good without them, so it neither waits nor complains. */
export function ComingBirthdays({ timeZone }: { timeZone: string | null }) {
  const { t } = useTranslation();
  const birthdays = useQuery(birthdaysQuery).data?.items ?? [];
  if (birthdays.length === 0) return null;
  return (
    <Section title={t('home.birthdays')}>
      <ul className="border-b border-line">
        {birthdays.map((birthday) => (
          <Birthday key={birthday.id} birthday={birthday} timeZone={timeZone} />
        ))}
      </ul>
      <p className="pt-3">
        <Link to="/contacts/birthdays" className="text-accent underline underline-offset-2">
          {t('home.all_birthdays')}
        </Link>
      </p>
    </Section>
  );
}

function Birthday({ birthday, timeZone }: { birthday: ContactBirthday; timeZone: string | null }) {
  const { t } = useTranslation();
  const { id, next_birthday: day, turns } = birthday;
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 border-t border-line py-3">
      <Link to="/contacts/$id" params={{ id }} className="wordy font-medium hover:text-accent">
        {fullName(birthday)}
      </Link>
      <span className="text-13 text-muted">
        <time dateTime={day}>
          {day === todayIn(timeZone) ? t('home.today') : formatDay(day, spokenLanguage(), dayStyle)}
        </time>
        {turns !== null && ` · ${t('home.turns', { count: turns })}`}
      </span>
    </li>
  );
}
