import { expect, test } from 'vitest';
import { addDays, daysBetween, weekdayOf } from './days.ts';

test('days are counted over the ends of months and years, and over the nights in which clocks are moved', () => {
  expect(addDays('2026-12-30', 3)).toBe('2027-01-02');
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
  expect([weekdayOf('2026-11-23'), weekdayOf('2026-11-29')]).toEqual([0, 6]);
});
