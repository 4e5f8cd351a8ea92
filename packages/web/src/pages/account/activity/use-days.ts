import type { Activity } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { date } from '../../../ui/time.ts';
import { useNow } from '../../../ui/use-now.ts';

interface Day {
  /** Of the person's own calendar. */
  day: string;
  name: string;
  isToday: boolean;
  events: Activity[];
}

/** The events by the day on which they were, in the order in which they came. */
export function useDays(events: Activity[]): Day[] {
  const { t } = useTranslation();
  const now = useNow(60);
  const today = dayOf(now);
  const yesterday = dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1));
  const days: Day[] = [];
  for (const event of events) {
    const at = new Date(event.created_at);
    const day = dayOf(at);
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, name: nameOf(day, at), isToday: day === today, events: [event] });
  }
  return days;

  function nameOf(day: string, at: Date): string {
    if (day === today) return t('account_pages.activity.today');
    return day === yesterday ? t('account_pages.activity.yesterday') : date(at, spokenLanguage());
  }
}

const dayOf = (at: Date): string => `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
