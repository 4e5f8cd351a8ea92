import { Temporal } from 'temporal-polyfill';
import type { Birthday } from './contact-fields.ts';

const written = /^(?:(?<year>\d{4})-|--)(?<month>\d\d)-(?<day>\d\d)$/;
/** Nobody whom an address book holds was born before. */
export const earliestYear = 1000;
/** Any leap year: 29 February is a birthday also where the year is not known. */
const leapYear = 2000;

/**
 * `YYYY-MM-DD`, or `--MM-DD` without a year (RFC 6350 §4.3.1).
 *
 * @returns undefined for what is no day of the calendar, or one before the year 1000
 */
export function parseBirthday(text: string): Birthday | undefined {
  const groups = written.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const year = groups.year === undefined ? null : Number(groups.year);
  const [month, day] = [Number(groups.month), Number(groups.day)];
  if (year !== null && year < earliestYear) return undefined;
  return isDayOfCalendar(year ?? leapYear, month, day) ? { year, month, day } : undefined;
}

function isDayOfCalendar(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth;
}

const digits = (number: number, length: number): string => String(number).padStart(length, '0');

/** As it stands on the wire: `1990-02-28`, or `--02-28`. */
export const formatBirthday = ({ year, month, day }: Birthday): string =>
  `${year === null ? '-' : digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;

/** Month and day as one number, in the order of the calendar: 229 is 29 February. */
export const dayOfYear = ({ month, day }: Pick<Birthday, 'month' | 'day'>): number => month * 100 + day;
