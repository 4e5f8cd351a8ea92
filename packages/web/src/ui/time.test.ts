import { expect, test } from 'vitest';
import { date, exactTime, relativeTime } from './time.ts';

const now = new Date('2026-11-21T12:00:00Z');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

test('less than a minute is left to the words of the page', () => {
  expect(relativeTime(before(59), now, 'en')).toBeNull();
});

test.each([
  [120, 'en', '2 minutes ago'],
  [3 * 3600, 'uk', '3 години тому'],
  [5 * 3600, 'ru', '5 часов назад'],
  [86_400, 'en', 'yesterday'],
  [6 * 86_400, 'ru', '6 дней назад'],
])('%d seconds ago in %s is “%s”', (seconds, language, words) => {
  expect(relativeTime(before(seconds), now, language)).toBe(words);
});

test('after a week it is a date', () => {
  expect(relativeTime(before(8 * 86_400), now, 'en')).toBe(date(before(8 * 86_400), 'en'));
  expect(date(new Date('2026-11-13T12:00:00Z'), 'en')).toBe('November 13, 2026');
});

test('the exact time names the second', () => {
  expect(exactTime(new Date('2026-11-13T12:34:56Z'), 'en')).toMatch(/34:56/);
});
