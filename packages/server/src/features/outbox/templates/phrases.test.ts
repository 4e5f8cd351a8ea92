import { describe, expect, it } from 'vitest';
import { locales } from '#platform/locales.ts';
import { phrases } from './phrases.ts';

/** Every phrase by its path, with the functions called as the templates call them. */
function spoken(words: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words) as [string, unknown][]) {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'function')
      found.set(name, String((value as (...given: unknown[]) => unknown)('ONE', 'TWO', 'THREE')));
    else if (typeof value === 'string') found.set(name, value);
    else for (const [inner, text] of spoken(value as object, name)) found.set(inner, text);
  }
  return found;
}
const english = spoken(phrases.en);

describe.each(locales)('the phrases in %s', (locale) => {
  const words = spoken(phrases[locale]);

  it('are the same set as in English, and none is empty', () => {
    expect([...words.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [name, text] of words) expect(text.trim(), name).not.toBe('');
  });

  it('use what they are given, as the English ones do', () => {
    for (const [name, text] of words)
      for (const given of ['ONE', 'TWO', 'THREE'])
        expect(text.includes(given), name).toBe(english.get(name)?.includes(given));
  });

  it('keep the voice: no exclamation marks, and written in their own script', () => {
    for (const [name, text] of words) {
      expect(text, name).not.toContain('!');
      const ownWords = text.replace(/ONE|TWO|THREE|PUBLIC_URL/g, '');
      expect(/[а-яіїєґё]/i.test(ownWords), name).toBe(locale !== 'en');
    }
  });
});

describe('numbers of hours and minutes', () => {
  it.each([
    ['uk', 1, 'одну годину'],
    ['uk', 2, '2 години'],
    ['uk', 5, '5 годин'],
    ['uk', 21, '21 годину'],
    ['uk', 24, '24 години'],
    ['ru', 1, 'один час'],
    ['ru', 11, '11 часов'],
    ['ru', 23, '23 часа'],
    ['en', 1, 'one hour'],
    ['en', 24, '24 hours'],
  ] as const)('%s: %i is «%s»', (locale, count, text) => {
    expect(phrases[locale].hours(count)).toBe(text);
  });

  it.each([
    ['uk', 10, '10 хвилин'],
    ['uk', 3, '3 хвилини'],
    ['ru', 21, '21 минуту'],
    ['ru', 10, '10 минут'],
    ['en', 10, '10 minutes'],
  ] as const)('%s: %i is «%s»', (locale, count, text) => {
    expect(phrases[locale].minutes(count)).toBe(text);
  });
});
