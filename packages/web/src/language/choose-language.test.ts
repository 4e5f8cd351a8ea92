import { expect, test } from 'vitest';
import { chooseLanguage, languageOf, parsePicked, writePicked } from './choose-language.ts';

const anna = { id: 'acc_1', locale: 'uk' };

test('the account’s language comes before what a browser picked for somebody else', () => {
  const picked = { language: 'ru', accountId: 'acc_2' } as const;
  expect(chooseLanguage({ account: anna, picked, browser: ['en'] })).toBe('uk');
});

test('what the person picked while signed in stands', () => {
  const picked = { language: 'en', accountId: 'acc_1' } as const;
  expect(chooseLanguage({ account: anna, picked, browser: ['uk'] })).toBe('en');
});

test('signed out, the picked language comes before the browser’s', () => {
  expect(chooseLanguage({ account: null, picked: { language: 'ru', accountId: null }, browser: ['uk'] })).toBe('ru');
});

test('the browser’s first language that we speak is taken', () => {
  expect(chooseLanguage({ account: null, picked: null, browser: ['de-DE', 'uk-UA', 'en'] })).toBe('uk');
});

test('without any language that we speak it is English', () => {
  expect(chooseLanguage({ account: { id: 'a', locale: 'fr' }, picked: null, browser: ['fr'] })).toBe('en');
});

test('a locale is read by its primary tag', () => {
  expect([languageOf('UK-ua'), languageOf('ru_RU'), languageOf('und'), languageOf('')]).toEqual([
    'uk',
    'ru',
    null,
    null,
  ]);
});

test('what was kept is read back, and rubbish is nothing', () => {
  const picked = { language: 'uk', accountId: 'acc_1' } as const;
  expect(parsePicked(writePicked(picked))).toEqual(picked);
  expect(parsePicked('klingon')).toBeNull();
  expect(parsePicked(null)).toBeNull();
});
