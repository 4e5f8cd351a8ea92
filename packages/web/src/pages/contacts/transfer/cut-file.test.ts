import { expect, test } from 'vitest';
import { findCards } from './card-text.ts';
import { cellsOf, findDelimiter, findRecords } from './csv-text.ts';
import { cutFile } from './cut-file.ts';
import type { ChosenFile } from './read-file.ts';

const table = (text: string): ChosenFile => {
  const { delimiter, skipped, firstLine } = findDelimiter(text);
  const [head, ...places] = findRecords(text, delimiter, skipped, firstLine);
  return {
    file: new File([], 'a.csv'),
    type: 'text/csv',
    text,
    places,
    header: text.slice(0, head?.end),
    columns: [],
    preview: [],
  };
};

test('records end where lines end, but not within quotation marks', () => {
  const text = 'first_name,notes\r\nA,"two\r\nlines, ""quoted"""\n\nB,5" pipe\rC,"open';
  expect(findRecords(text, ',').map(({ start, end, line }) => [line, text.slice(start, end)])).toEqual([
    [1, 'first_name,notes\r\n'],
    [2, 'A,"two\r\nlines, ""quoted"""\n'],
    [5, 'B,5" pipe\r'],
    [6, 'C,"open'],
  ]);
  expect(cellsOf('A,"two\r\nlines, ""quoted""",\r\n', ',')).toEqual(['A', 'two\r\nlines, "quoted"', '']);
  expect(cellsOf('a\tb', '\t')).toEqual(['a', 'b']);
});

test('what separates the cells is told, or seen by the columns', () => {
  expect(findDelimiter('sep=;\nfirst_name;email\n')).toEqual({ delimiter: ';', skipped: 6, firstLine: 2 });
  expect(findDelimiter('First Name;E-mail Address\n').delimiter).toBe(';');
  expect(findDelimiter('first_name\temail\n').delimiter).toBe('\t');
});

test('a long list is cut into parts whose lines are those of the file', async () => {
  const rows = Array.from({ length: 2100 }, (_, n) => `Name ${n};"a\nb"\n`);
  const chosen = table(`sep=;\nfirst_name;notes\n${rows.join('')}`);
  expect(cutFile(chosen, 'atomic')).toHaveLength(1);
  const parts = cutFile(chosen, 'lenient');
  expect(parts.map(({ count }) => count)).toEqual([700, 700, 700]);
  for (const [number, part] of parts.entries()) {
    const text = await part.body.text();
    expect(text.startsWith(`sep=;\nfirst_name;notes\nName ${number * 700};`)).toBe(true);
    // The first row of a part stands on its third line.
    expect(part.lineOf(3)).toBe(3 + number * 1400);
    expect(part.lineOf(2)).toBe(2);
  }
  expect((await Promise.all(parts.map(({ body }) => body.text()))).join('').split('Name ').length - 1).toBe(2100);
  const many = table(`first_name\n${'A\n'.repeat(30_000)}`);
  expect(cutFile(many, 'lenient')).toHaveLength(10);
});

test('cards are found whole, also one within another, and keep their lines', async () => {
  const card = (name: string, more = '') => `BEGIN:VCARD\r\nN:${name}\r\n${more}END:VCARD\r\n`;
  const text = `${card('A', 'AGENT:\r\nBEGIN:VCARD\r\nN:X\r\nEND:VCARD\r\n')}\r\nbegin:vcard\nN:B\nend:vcard\n`;
  const places = findCards(text);
  expect(places.map(({ line }) => line)).toEqual([1, 9]);
  expect(text.slice(places[1]?.start)).toMatch(/^begin:vcard\nN:B/);

  const long = Array.from({ length: 1500 }, (_, n) => card(String(n))).join('');
  const parts = cutFile(
    {
      file: new File([], 'a.vcf'),
      type: 'text/vcard',
      text: long,
      places: findCards(long),
      header: '',
      columns: [],
      preview: [],
    },
    'lenient',
  );
  expect(parts.map(({ count, lineOf }) => [count, lineOf(1)])).toEqual([
    [750, 1],
    [750, 2251],
  ]);
  expect((await Promise.all(parts.map(({ body }) => body.text()))).join('')).toBe(long);
});
