import { expect, test } from 'vitest';
import { letterFor } from './letters.ts';

const letters = (language: 'en' | 'uk' | 'ru', names: (string | null)[]) =>
  names.map((last_name) => letterFor(language)({ last_name })).join(' ');

test('a name stands below the letter of the page’s own alphabet', () => {
  const names = [
    'Émond',
    'Østergård',
    'ßen',
    'Łukasz',
    'Ґалаґан',
    'Їжак',
    'Йосипенко',
    'Ёлкин',
    'Єва',
    '4you',
    '佐藤',
    null,
  ];
  expect(letters('en', names)).toBe('E O S L Г І Й Е Є # 佐 ');
  expect(letters('uk', names)).toBe('E O S L Ґ Ї Й Е Є # 佐 ');
  expect(letters('ru', names)).toBe('E O S L Г І Й Е Є # 佐 ');
});
