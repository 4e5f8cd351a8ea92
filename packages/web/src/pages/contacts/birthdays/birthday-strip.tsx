import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { usePresence } from '../../../session/account.ts';
import { daysBetween, formatDay, todayIn } from '../../../ui/days.ts';
import { fullName } from '../contact-name.ts';
import { useBirthdays } from './use-birthdays.ts';

const daysAhead = 14;
const mostShown = 3;

/** Whose birthday is within the next two weeks, above the list. What goes wrong here is told where it is the matter. */
export function BirthdayStrip() {
  const { t } = useTranslation();
  const { birthdays, more } = useBirthdays(daysAhead, mostShown);
  const today = todayIn(usePresence().data?.account?.time_zone ?? null);
  if (!birthdays) return null;
  return (
    <section aria-label={t('contacts.birthdays.title')} className="mb-2 border-b border-line pb-2">
      <div className="flex items-baseline justify-between gap-3 px-3 pt-1 pb-1 text-13">
        <h2 className="font-medium text-muted">{t('contacts.birthdays.title')}</h2>
        <Link to="/contacts/birthdays" className="text-link">
          {t(more ? 'contacts.birthdays.all' : 'contacts.birthdays.calendar')}
        </Link>
      </div>
      {birthdays.length === 0 && <p className="px-3 text-13 text-muted">{t('contacts.birthdays.none_soon')}</p>}
      <ul>
        {birthdays.map((contact) => (
          <li key={contact.id}>
            <Link
              to="/contacts/$id"
              params={{ id: contact.id }}
              activeProps={{}}
              className="flex min-h-8 items-center justify-between gap-3 rounded-control px-3 text-13 outline-offset-[-2px] hover:bg-sunken pointer-coarse:min-h-11"
            >
              <span className="truncate">{fullName(contact)}</span>
              <span className="shrink-0 text-muted">{whenOf(contact.next_birthday, today)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** In words up to a week, then the date. */
function whenOf(day: string, today: string): string {
  const language = spokenLanguage();
  const inDays = daysBetween(today, day);
  if (inDays > 6) return formatDay(day, language, { day: 'numeric', month: 'short' });
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(inDays, 'day');
}
