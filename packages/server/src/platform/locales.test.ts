import { describe, expect, it } from 'vitest';
import { pickLocale } from './locales.ts';

describe('the language that is wanted', () => {
  it.each([
    ['uk', 'uk'],
    ['uk-UA', 'uk'],
    ['UK_ua', 'uk'],
    ['ru-Cyrl-BY', 'ru'],
    ['en-GB', 'en'],
    ['de, uk;q=0.8, en;q=0.5', 'uk'],
    ['en;q=0.2, ru ; q=0.9', 'ru'],
    ['ru;q=0, uk;q=0.1', 'uk'],
    ['uk;q=0.5, ru;q=0.5', 'uk'],
  ])('%s is %s', (text, locale) => {
    expect(pickLocale(text)).toBe(locale);
  });

  it.each([null, '', '*', 'de-DE', 'ukr', 'ru;q=x', 'ru;q=-1', 'ru;q=7', ';;;,,,', `${'x,'.repeat(5000)}uk`])(
    'is English when nothing we speak is asked for: %s',
    (text) => {
      expect(pickLocale(text)).toBe('en');
    },
  );
});
