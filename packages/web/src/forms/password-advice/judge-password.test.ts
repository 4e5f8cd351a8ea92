import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cyrillicWords } from './cyrillic-words.ts';
import { judgePassword } from './judge-password.ts';

const names = ['Ann.Kowalski@example.com', 'Ганна', 'Portress', 'localhost'];

test.each([
  ['common', 'Summer2024!'],
  ['common', 'i love you'],
  ['common', 'пароль123'],
  ['other_layout', 'ghbdtn2024'],
  ['other_layout', 'зфііцщкв'],
  ['personal', 'k0walsk1!'],
  ['personal', 'Ганна2024'],
  ['words', 'громадянин7'],
  [null, 'a door that opens'],
  [null, 'двері що самі відчиняються'],
  [null, 'hgkdjw83'],
  [null, 'portress opens every second door'],
])('%s is what the page says of %j', (weakness, password) => {
  expect(judgePassword(password, names).weakness).toBe(weakness);
});

test('the page knows the words that were written for the service', () => {
  const place = '../../../../server/src/features/authenticators/passwords/word-lists/own-words.txt';
  const lines = readFileSync(new URL(place, import.meta.url), 'utf8').split('\n');
  const words = lines.filter((line) => !line.startsWith('#')).flatMap((line) => line.split(/\s+/).filter(Boolean));
  expect(cyrillicWords).toEqual(words);
});
