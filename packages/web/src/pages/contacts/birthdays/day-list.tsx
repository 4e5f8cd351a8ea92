import type { ContactBirthday } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { formatDay } from '../../../ui/days.ts';
import { Turning } from './turning.tsx';

/** Day by day, for a narrow screen or a whole year; days without a birthday are left out. */
export function DayList({ birthdays, today }: { birthdays: ContactBirthday[]; today: string }) {
  const { t } = useTranslation();
  const language = spokenLanguage();
  const days = [...Map.groupBy(birthdays, (contact) => contact.next_birthday)];
  return (
    <ol className="max-w-[680px] border-b border-line">
      {days.map(([day, contacts]) => (
        <li key={day} className="grid gap-x-4 gap-y-1 border-t border-line py-3 wide:grid-cols-[200px_minmax(0,1fr)]">
          <h2 className={`text-15 ${day === today ? 'font-strong text-accent' : 'text-muted'}`}>
            <time dateTime={day} aria-current={day === today ? 'date' : undefined}>
              {formatDay(day, language, { weekday: 'short', day: 'numeric', month: 'long' })}
            </time>
            {day === today && ` · ${t('contacts.birthdays.today')}`}
          </h2>
          <ul>
            {contacts.map((contact) => (
              <li key={contact.id}>
                <Turning contact={contact} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
