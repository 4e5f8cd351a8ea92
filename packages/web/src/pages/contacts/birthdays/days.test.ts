import { expect, test } from 'vitest';
import { addDays, daysBetween, nextBirthday, weekdayOf } from './days.ts';

test('a birthday is next today, later this year, or next year', () => {
  expect(nextBirthday('1990-11-26', '2026-11-26')).toEqual({ on: '2026-11-26', turns: 36, inDays: 0 });
  expect(nextBirthday('--12-31', '2026-12-30')).toEqual({ on: '2026-12-31', turns: null, inDays: 1 });
  expect(nextBirthday('1990-11-25', '2026-11-26')).toEqual({ on: '2027-11-25', turns: 37, inDays: 364 });
});

test('29 February falls on 1 March where there is none', () => {
  expect(nextBirthday('2000-02-29', '2027-01-01').on).toBe('2027-03-01');
  expect(nextBirthday('--02-29', '2028-01-01').on).toBe('2028-02-29');
  expect(nextBirthday('--02-29', '2100-02-28').on).toBe('2100-03-01');
});

test('days are counted over the ends of months and years, and over the nights in which clocks are moved', () => {
  expect(addDays('2026-12-30', 3)).toBe('2027-01-02');
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
  expect([weekdayOf('2026-11-23'), weekdayOf('2026-11-29')]).toEqual([0, 6]);
});
