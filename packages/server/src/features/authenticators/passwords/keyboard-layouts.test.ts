import { expect, test } from 'vitest';
import { cyrillicLayouts, readAsCyrillic, readAsLatin, relabelKeys } from './keyboard-layouts.ts';

test.each([
  ['gfhjkm', 'пароль'],
  ['Ghbdsn', 'привіт'],
  ['ghbdtn2024!', 'привет2024!'],
  ['rj[fyyz', 'кохання'],
  ["'rhfyf", 'єкрана'],
  ['{FHRSD', 'харків'],
])('%s was meant as %s', (typed, meant) => {
  expect(readAsCyrillic(typed)).toContain(meant);
});

test.each([
  ['зфыыцщкв', 'password'],
  ['зфііцщкв', 'password'],
  ['Йцукен123', 'qwerty123'],
  ['фвьшт', 'admin'],
])('%s was meant as %s', (typed, meant) => {
  expect(readAsLatin(typed)).toContain(meant);
});

test('where both alphabets or none are used, no layout was forgotten', () => {
  for (const text of ['пароль password', '12345678', '', '密码密码']) {
    expect(readAsCyrillic(text)).toEqual([]);
    expect(readAsLatin(text)).toEqual([]);
  }
});

test('a layout has its keys where the English one has them', () => {
  const english = { q: [null, '1!', 'wW'], w: ['qQ', null, null], '1': [null, null, 'qQ'], '!': [null, null, 'qQ'] };
  const [ukrainian] = cyrillicLayouts;
  expect(relabelKeys(english, ukrainian)).toMatchObject({
    й: [null, '1!', 'цЦ'],
    Й: [null, '1!', 'цЦ'],
    ц: ['йЙ', null, null],
    '1': [null, null, 'йЙ'],
  });
});
