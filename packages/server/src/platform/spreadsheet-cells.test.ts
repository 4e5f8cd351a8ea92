import { expect, test } from 'vitest';
import { defuseCell, parseTruth, restoreCell } from './spreadsheet-cells.ts';

test('truth is told in the words of databases and spreadsheets', () => {
  for (const text of ['true', 'TRUE', 't', '1', 'yes', ' Y ']) expect(parseTruth(text)).toBe(true);
  for (const text of ['false', 'F', '0', 'no', 'n']) expect(parseTruth(text)).toBe(false);
  for (const text of ['', '2', 'maybe', 'null']) expect(parseTruth(text)).toBeUndefined();
});

test('J16: every text comes back from its defused form, and no defused form begins a formula', () => {
  const texts = [
    '=1+1',
    '+1',
    '-1',
    '@x',
    '\t=1',
    '\r',
    '\n=1',
    '\uff1d1',
    "'=1",
    "''-1",
    "'",
    "'x",
    'plain',
    '',
    "O'Neil",
    "'tis",
  ];
  for (const text of texts) {
    expect(restoreCell(defuseCell(text))).toBe(text);
    expect(defuseCell(text)).not.toMatch(/^[=+\-@\t\r\n\uff1d]/);
  }
  expect(defuseCell("O'Neil")).toBe("O'Neil");
  expect(restoreCell("'tis")).toBe("'tis");
});
