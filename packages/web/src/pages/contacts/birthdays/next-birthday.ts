import { daysBetween } from '../../../ui/days.ts';

export interface BirthdayParts {
  year: number | null;
  month: number;
  day: number;
}

/** `YYYY-MM-DD`, or `--MM-DD` where the year is not known. */
export function birthdayParts(birthday: string): BirthdayParts {
  const [, year, month, day] = /^(\d{4}|-)-(\d\d)-(\d\d)$/.exec(birthday) ?? [];
  return { year: year === '-' ? null : Number(year), month: Number(month), day: Number(day) };
}

const isLeap = (year: number) => new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;

/** The day it falls on in a year: 1 March for 29 February where there is none. */
function fallsOn({ month, day }: BirthdayParts, year: number): string {
  const isMissing = month === 2 && day === 29 && !isLeap(year);
  const [m, d] = isMissing ? [3, 1] : [month, day];
  return `${String(year).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
}

/** When it is next, today included, and what is turned then; `null` without a year. */
export function nextBirthday(birthday: string, today: string): { on: string; turns: number | null; inDays: number } {
  const parts = birthdayParts(birthday);
  const year = Number(today.slice(0, 4));
  const thisYear = fallsOn(parts, year);
  const on = thisYear >= today ? thisYear : fallsOn(parts, year + 1);
  const turns = parts.year === null ? null : Number(on.slice(0, 4)) - parts.year;
  return { on, turns, inDays: daysBetween(today, on) };
}
