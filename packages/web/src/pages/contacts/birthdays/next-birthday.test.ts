import { expect, test } from 'vitest';
import { nextBirthday } from './next-birthday.ts';

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
