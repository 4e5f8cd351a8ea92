import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { usePresence } from '../../../session/account.ts';
import { formatDay, todayIn } from '../../../ui/days.ts';
import { birthdayParts, nextBirthday } from './next-birthday.ts';

/** The day, how old somebody is, and how long until the next one. */
export function BirthdayText({ birthday }: { birthday: string }) {
  const { t } = useTranslation();
  const timeZone = usePresence().data?.account?.time_zone ?? null;
  const language = spokenLanguage();
  const { year, month, day } = birthdayParts(birthday);
  // A year that has a 29 February, where none is told.
  const written = `${String(year ?? 2000).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const { turns, inDays } = nextBirthday(birthday, todayIn(timeZone));
  const age = turns === null ? null : inDays === 0 ? turns : turns - 1;
  const when = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(inDays, 'day');
  return (
    <span>
      {formatDay(written, language, { day: 'numeric', month: 'long', ...(year !== null && { year: 'numeric' }) })}
      <span className="block text-13 text-muted">
        {age === null ? t('contacts.birthdays.next', { when }) : t('contacts.birthdays.age', { count: age, when })}
      </span>
    </span>
  );
}
