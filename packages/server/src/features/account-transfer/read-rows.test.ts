import { expect, test } from 'vitest';
import type { FileRow } from './file-row.ts';
import { readCsv } from './read-csv.ts';
import { readJsonl } from './read-jsonl.ts';

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
}
const all = async (rows: AsyncIterable<FileRow>): Promise<FileRow[]> => {
  const found: FileRow[] = [];
  for await (const row of rows) found.push(row);
  return found;
};
const rules = { columnNames: new Map(), ignoresUnknown: false } as const;
const sizes = [1, 2, 3, 7, 1000];

test.each(['\n', '\r\n', '\r'])('CSV is the same in pieces of any size, with lines that end in %j', async (end) => {
  const text = [
    '\ufeffemail,first_name',
    'a@example.com,"x ""y"", z"',
    '',
    'b@example.com,"two\nlines"',
    'c@example.com',
    'd@example.com,',
  ].join(end);
  for (const size of sizes)
    expect(await all(readCsv(inPieces(text, size), { ...rules, delimiter: ',' }))).toMatchObject([
      { cells: { email: 'a@example.com', first_name: 'x "y", z' } },
      { cells: { email: 'b@example.com', first_name: 'two\nlines' } },
      { fault: 'has 1 cells where the first line has 2' },
      { cells: { email: 'd@example.com' } },
    ]);
});

test('a row is told by the line on which it begins', async () => {
  const text = 'email,first_name\na@example.com,"one\ntwo\nthree"\n\nb@example.com,x\n';
  const rows = await all(readCsv(inPieces(text, 5), { ...rules, delimiter: ',' }));
  expect(rows.map(({ line }) => line)).toEqual([2, 6]);
});

test('JSON lines are the same in pieces of any size, and a line without end is refused without being kept', async () => {
  const text = `\n{"email":"a@example.com"}\r\n  \n"${'x'.repeat(70_000)}\n{"email":"b@example.com"}`;
  for (const size of sizes)
    expect(await all(readJsonl(inPieces(text, size), rules))).toEqual([
      { line: 2, cells: { email: 'a@example.com' } },
      { line: 4, fault: 'has more than 65536 characters' },
      { line: 5, cells: { email: 'b@example.com' } },
    ]);
});

test('a reader that stops early ends the reading', async () => {
  let pieces = 0;
  const endless = async function* (): AsyncGenerator<string> {
    yield 'email\n';
    for (; pieces < 100_000; pieces += 1) yield `${'person@example.com\n'.repeat(1000)}`;
  };
  for await (const _ of readCsv(endless(), { ...rules, delimiter: ',' })) break;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(pieces).toBeLessThan(1000);
});
