import { describe, expect, it } from 'vitest';

import { compareLanguages, findFixedTexts, findUnused, flatten } from './languages.mjs';

const english = { greeting: 'Hello {{name}}', mails_one: '{{count}} mail', mails_other: '{{count}} mails' };
const ukrainian = {
  greeting: 'Вітаємо, {{name}}',
  mails_one: '{{count}} лист',
  mails_few: '{{count}} листи',
  mails_many: '{{count}} листів',
  mails_other: '{{count}} листа',
};
const russian = {
  greeting: 'Здравствуйте, {{name}}',
  mails_one: '{{count}} письмо',
  mails_few: '{{count}} письма',
  mails_many: '{{count}} писем',
  mails_other: '{{count}} письма',
};
const compare = (changes = {}) =>
  compareLanguages('pages', {
    en: flatten({ ...english, ...changes.en }),
    uk: flatten({ ...ukrainian, ...changes.uk }),
    ru: flatten({ ...russian, ...changes.ru }),
  });

describe('languages side by side', () => {
  it('have nothing against words that say the same', () => {
    expect(compare()).toEqual([]);
  });

  it.each([
    [{ en: { more: 'More' } }, 'pages uk more: is missing'],
    [{ uk: { more: 'Більше' } }, 'pages uk more: is not there in English'],
    [{ uk: { greeting: 'Вітаємо' } }, 'pages uk greeting: has other places than the English one'],
    [{ ru: { greeting: 'Hello {{name}}' } }, 'pages ru greeting: is still English'],
    [{ uk: { greeting: 'Вiтаємо, {{name}}' } }, 'pages uk greeting: mixes alphabets in "Вiтаємо"'],
    [{ uk: { greeting: "Ім'я {{name}}" } }, 'pages uk greeting: another apostrophe than ’'],
    [{ uk: { greeting: 'Вітаємо вас, {{name}}' } }, 'pages uk greeting: Ви is written with a capital letter'],
    [{ uk: { greeting: 'Привет, это {{name}}' } }, 'pages uk greeting: a Russian letter'],
    [{ uk: { greeting: '{{name}}, Ви увійшли, а він вийшов' } }, 'pages uk greeting: a past tense that has a gender'],
    [{ ru: { greeting: 'Вітаємо, {{name}}' } }, 'pages ru greeting: a Ukrainian letter'],
    [{ ru: { greeting: 'Рады видеть Вас, {{name}}' } }, 'pages ru greeting: вы is written in lower case'],
    [{ ru: { greeting: '{{name}}, пароль изменен' } }, 'pages ru greeting: ё is written as е'],
    [{ ru: { greeting: '{{name}} вошёл' } }, 'pages ru greeting: a past tense that has a gender'],
    [{ en: { greeting: 'Hello {{name}}!' } }, 'pages en greeting: the voice has no "Oops" and no exclamation mark'],
    [{ uk: { greeting: ' {{name}} undefined' } }, 'pages uk greeting: speaks of what is not there'],
    [{ en: { more: 'More' }, uk: { more: ' ' }, ru: { more: 'Ещё' } }, 'pages uk more: is empty'],
  ])('tell %j', (changes, fault) => {
    expect(compare(changes)).toContain(fault);
  });

  it('tell a plural form that a language has and the words have not', () => {
    const { mails_few: _, ...rest } = ukrainian;
    const all = { en: flatten(english), uk: flatten(rest), ru: flatten(russian) };
    expect(compareLanguages('pages', all)).toEqual(['pages uk mails_few: is missing']);
  });

  it('hear functions as they are called: with names, with numbers of every form, and with nothing where that may be', () => {
    const phrases = flatten({
      hours: (count) => `${count} h`,
      body: (product, device) => `${product}: ${device === null ? 'somewhere' : device}`,
    });
    expect([...phrases]).toEqual([
      ['hours(1)', '1 h'],
      ['hours(2)', '2 h'],
      ['hours(5)', '5 h'],
      ['hours(21)', '21 h'],
      ['body', 'ONE: TWO'],
      ['body(none)', 'ONE: somewhere'],
    ]);
  });
});

describe('a component', () => {
  it.each(['<p>Hello</p>', '<img alt="A door" />', '<button aria-label="Close" />', '<Field label="Name" />'])(
    'may not speak by itself: %s',
    (markup) => {
      expect(findFixedTexts('page.tsx', `const page = () => ${markup};`)).toHaveLength(1);
    },
  );

  it.each(["<p>{t('home.title')}</p>", '<code>npm start</code>', '<p>·</p>', '<div className="flex" />'])(
    'may say %s',
    (markup) => {
      expect(findFixedTexts('page.tsx', `const page = () => ${markup};`)).toEqual([]);
    },
  );
});

describe('phrases', () => {
  const phrases = flatten({ nav: { home: 'Home' }, problems: { gone: 'Gone' }, mails_one: 'a', mails_other: 'b' });

  it('are asked for by name, by a name that is put together, or as a branch', () => {
    expect(findUnused(phrases, "t('nav.home'); t(`problems.$\u007bcode}`); t('mails', { count })")).toEqual([]);
    expect(findUnused(phrases, "t('nav', { returnObjects: true }); t('problems'); t('mails')")).toEqual([]);
  });

  it('are asked for by their end, where the page is all that differs', () => {
    const ends = flatten({ crash: { title: 'a', about: 'b' }, lost: { title: 'c' } });
    expect(findUnused(ends, 't(`$\u007bwhat}.title`)')).toEqual(['pages crash.about: nothing asks for it']);
  });

  it('are not asked for by a word that happens to be the name of a branch', () => {
    const branch = flatten({ common: { more: 'More' }, common_more: 'More' });
    expect(findUnused(branch, "const weakness = 'common'; t('common_more')")).toEqual([
      'pages common.more: nothing asks for it',
    ]);
  });

  it('that nothing asks for are told', () => {
    expect(findUnused(phrases, "t('nav.home'); t('mails')")).toEqual(['pages problems.gone: nothing asks for it']);
  });
});
