import { type ContactBirthday, contactsOf } from '@portress/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { portress } from '../../../session/portress.ts';
import { Section } from '../../../ui/rows.tsx';

const daysAhead = 7;
const mostShown = 5;

const birthdaysQuery = queryOptions({
  queryKey: ['contacts', 'birthdays', 'home'],
  queryFn: ({ signal }) => contactsOf(portress).listBirthdays({ days: daysAhead, limit: mostShown }, { signal }),
  meta: { personal: true },
});

/** The next of them, where there are any. The page is as good without them, so it neither waits nor complains. */
export function ComingBirthdays({ timeZone }: { timeZone: string }) {
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

function Birthday({ birthday, timeZone }: { birthday: ContactBirthday; timeZone: string }) {
  const { t } = useTranslation();
  const { id, first_name: first, last_name: last, next_birthday: day, turns } = birthday;
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 border-t border-line py-3">
      <Link to="/contacts/$id" params={{ id }} className="wordy font-medium hover:text-accent">
        {[first, last].filter(Boolean).join(' ')}
      </Link>
      <span className="text-13 text-muted">
        <time dateTime={day}>{day === dayIn(timeZone) ? t('home.today') : written(day)}</time>
        {turns !== null && ` · ${t('home.turns', { count: turns })}`}
      </span>
    </li>
  );
}

/** The calendar day that it is there, as the service writes days. */
function dayIn(timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const part = Object.fromEntries(parts.formatToParts(new Date()).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}`;
}

const written = (day: string): string =>
  new Intl.DateTimeFormat(spokenLanguage(), { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
