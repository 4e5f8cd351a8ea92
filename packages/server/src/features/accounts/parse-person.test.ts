import { expect, test } from 'vitest';
import { parseLocale, parsePersonalName, parseTimeZone } from './parse-person.ts';

test('a name is trimmed and composed', () => {
  expect(parsePersonalName('  Rene\u0301e O’Neil-Smith ')).toBe('Renée O’Neil-Smith');
  expect(parsePersonalName('ل'.repeat(64))).toHaveLength(64);
});

test.each(['', '   ', 'a'.repeat(65), 'a\0b', 'a\nb', 'a\u202eb', 'a\u200bb', '\ud800', 'x'.repeat(100_000)])(
  '%j is no name',
  (text) => {
    expect(parsePersonalName(text)).toBeUndefined();
  },
);

test('a locale gets its canonical spelling', () => {
  expect(parseLocale('EN-us')).toBe('en-US');
  expect(parseLocale('uk')).toBe('uk');
  for (const wrong of ['', 'english', 'en_US', 'x', 'en-', 'en-u', `en-${'abcdefgh-'.repeat(5)}a`])
    expect(parseLocale(wrong), wrong).toBeUndefined();
});

test('a time zone is a name that is known', () => {
  expect(parseTimeZone('Europe/Kyiv')).toBe('Europe/Kyiv');
  expect(parseTimeZone('America/Argentina/Buenos_Aires')).toBe('America/Argentina/Buenos_Aires');
  expect(parseTimeZone('utc')).toBe('UTC');
  for (const wrong of ['', '+02:00', 'Mars/Base', '../etc', 'Europe/Kyiv\0', 'a'.repeat(100)])
    expect(parseTimeZone(wrong), wrong).toBeUndefined();
});
