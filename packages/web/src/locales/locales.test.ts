import { fieldProblemCodes, problemCodes } from '@portress/sdk';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { ru } from './ru.ts';
import { uk } from './uk.ts';

type Tree = { [key: string]: string | Tree };

const all = { en, uk, ru } as Record<string, Tree>;
const others = ['uk', 'ru'] as const;
const pluralForm = /_(zero|one|two|few|many|other)$/;

function phrases(words: Tree, path = ''): [key: string, phrase: string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : phrases(value, `${path}${key}.`),
  );
}

const of = (language: string) => phrases(all[language] ?? {});
const stems = (language: string) => [...new Set(of(language).map(([key]) => key.replace(pluralForm, '')))].sort();
const placeholders = (phrase: string) => (phrase.match(/\{\{\w+\}\}/g) ?? []).sort().join();

test.each(others)('%s has exactly the keys of English', (language) => {
  expect(stems(language)).toEqual(stems('en'));
});

test.each(Object.keys(all))('%s has no empty phrase', (language) => {
  expect(of(language).filter(([, phrase]) => phrase.trim() === '')).toEqual([]);
});

test.each(Object.keys(all))('%s has exactly its own plural forms', (language) => {
  const forms = new Set(new Intl.PluralRules(language).resolvedOptions().pluralCategories);
  const keys = of(language).map(([key]) => key);
  for (const stem of new Set(keys.filter((key) => pluralForm.test(key)).map((key) => key.replace(pluralForm, '')))) {
    // "None" is a phrase of its own where it reads better than a nought.
    const found = new Set(
      keys.filter((key) => key.replace(pluralForm, '') === stem).map((key) => key.slice(stem.length + 1)),
    );
    found.delete('zero');
    expect(found, stem).toEqual(forms);
  }
});

test.each(others)('%s fills in the same values as English', (language) => {
  const english = new Map(of('en').map(([key, phrase]) => [key.replace(pluralForm, ''), placeholders(phrase)]));
  for (const [key, phrase] of of(language)) {
    if (key.endsWith('_zero')) continue;
    expect(placeholders(phrase), key).toBe(english.get(key.replace(pluralForm, '')));
  }
});

test('Ukrainian writes its apostrophe as ’, and nobody shouts', () => {
  for (const language of Object.keys(all)) {
    for (const [key, phrase] of of(language)) expect(phrase, `${language} ${key}`).not.toMatch(/['!]|Oops/);
  }
});

test('Russian keeps its ё', () => {
  const withoutDots = /(?<![а-яё])(еще|учетн|темн|(?:подтвержд|заверш|введ)ен(?:н|(?![а-яё])))/i;
  for (const [key, phrase] of of('ru')) expect(phrase, key).not.toMatch(withoutDots);
});

test('every code that the service answers with has its words', () => {
  expect(Object.keys(en.problems)).toEqual(expect.arrayContaining([...problemCodes]));
  expect(Object.keys(en.fields)).toEqual(expect.arrayContaining([...fieldProblemCodes]));
});
