import type { ContactBirthday } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { addDays, formatDay, weekdayOf } from '../../../ui/days.ts';
import { Turning } from './turning.tsx';

interface CalendarProps {
  birthdays: ContactBirthday[];
  today: string;
  weeks: number;
}

const mostShown = 3;

/** Weeks below each other, from Monday on, the first of them this one. */
export function Calendar({ birthdays, today, weeks }: CalendarProps) {
  const { t } = useTranslation();
  const language = spokenLanguage();
  const monday = addDays(today, -weekdayOf(today));
  const weekOf = (week: number) => Array.from({ length: 7 }, (_, place) => addDays(monday, week * 7 + place));
  return (
    <table className="w-full table-fixed border-collapse">
      <caption className="sr-only">{t('contacts.birthdays.title')}</caption>
      <thead>
        <tr>
          {weekOf(0).map((day) => (
            <th key={day} scope="col" className="px-2 pb-2 text-left text-13 font-medium text-muted">
              {formatDay(day, language, { weekday: 'short' })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: weeks }, (_, week) => (
          <tr key={weekOf(week)[0]}>
            {weekOf(week).map((day) => (
              <Day
                key={day}
                day={day}
                today={today}
                birthdays={birthdays.filter((contact) => contact.next_birthday === day)}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({ day, today, birthdays }: { day: string; today: string; birthdays: ContactBirthday[] }) {
  const { t } = useTranslation();
  const language = spokenLanguage();
  const isFirst = day.endsWith('-01');
  const isToday = day === today;
  const written = formatDay(
    day,
    language,
    isFirst || isToday ? { day: 'numeric', month: 'short' } : { day: 'numeric' },
  );
  return (
    <td className={`h-28 border border-line p-2 align-top ${day < today ? 'bg-sunken' : 'bg-surface'}`}>
      <p className="mb-1 flex flex-wrap items-baseline gap-x-2 text-13 text-muted">
        <time
          dateTime={day}
          aria-current={isToday ? 'date' : undefined}
          className={isToday ? 'rounded-chip bg-accent whitespace-nowrap px-1.5 py-0.5 font-medium text-on-accent' : ''}
        >
          {written}
        </time>
        {isToday && <span className="font-medium text-accent">{t('contacts.birthdays.today')}</span>}
      </p>
      <ul>
        {birthdays.slice(0, mostShown).map((contact) => (
          <li key={contact.id}>
            <Turning contact={contact} />
          </li>
        ))}
      </ul>
      {birthdays.length > mostShown && (
        <details>
          <summary className="cursor-pointer py-0.5 text-13 text-muted hover:text-text">
            {t('contacts.birthdays.more', { count: birthdays.length - mostShown })}
          </summary>
          <ul>
            {birthdays.slice(mostShown).map((contact) => (
              <li key={contact.id}>
                <Turning contact={contact} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </td>
  );
}
