import type { Temporal } from 'temporal-polyfill';
import { dayOfYear } from '../birthday.ts';

/** Where a list of birthdays stands: the day it falls on as a number (20280301), then name and id. */
export type BirthdayPosition = { on: number; name: string; id: string };

/**
 * A stretch of the index: birthdays (229 is 29 February) behind (`day`, `name`, `id`) up to `to`, which fall on `shift` plus
 * the birthday: the year times 10,000, and a little more where the 29th of February falls on the first of March.
 */
export type BirthdayRange = { day: number; name: string; id: string; to: number; shift: number };

type Days = { from: number; to: number; shift: number };

const leapDay = 229;
const firstOfMarch = 301;
/** So many stretches are enough for any window of a year, see {@link birthdayRanges}. */
export const mostRanges = 5;

const onNumber = (date: Temporal.PlainDate): number => date.year * 10_000 + dayOfYear(date);

/**
 * Where the next birthday of everybody is found who has one within `days` days, today the first: the rest of this year and the
 * beginning of the next up to yesterday's date, so that nobody comes twice. 29 February stands by itself, because it falls on
 * another day in most years; both years are parted around it. That is two stretches for each year and one for that day.
 */
export function birthdayRanges(
  today: Temporal.PlainDate,
  days: number,
  after: BirthdayPosition | null,
): BirthdayRange[] {
  const last = onNumber(today.add({ days: days - 1 }));
  return [...ordinaryDays(today), leapDays(today)]
    .map((range) => ({ ...range, to: Math.min(range.to, last - range.shift) }))
    .flatMap((range) => behind(range, after));
}

/** All birthdays but 29 February. */
function ordinaryDays(today: Temporal.PlainDate): Days[] {
  const start = dayOfYear(today);
  const years = [
    { from: start, to: 1231, shift: today.year * 10_000 },
    { from: 101, to: start - 1, shift: (today.year + 1) * 10_000 },
  ];
  return years.flatMap(({ from, to, shift }) => [
    { from, to: Math.min(to, leapDay - 1), shift },
    { from: Math.max(from, leapDay + 1), to, shift },
  ]);
}

function leapDays(today: Temporal.PlainDate): Days {
  const falls = [today, today.add({ years: 1 })].map((date) => {
    const on = date.inLeapYear ? leapDay : firstOfMarch;
    return { on: date.year * 10_000 + on, shift: date.year * 10_000 + on - leapDay };
  });
  const next = falls.find(({ on }) => on >= onNumber(today));
  return { from: leapDay, to: leapDay, shift: next?.shift ?? 0 };
}

/** What of a stretch is left behind a position; nothing where it is empty. No contact is without a name in the index. */
function behind({ from, to, shift }: Days, after: BirthdayPosition | null): BirthdayRange[] {
  if (from > to) return [];
  const reached = after === null ? 0 : after.on - shift;
  if (after === null || reached < from) return [{ day: from, name: '', id: '', to, shift }];
  if (reached > to) return [];
  return [{ day: reached, name: after.name, id: after.id, to, shift }];
}
