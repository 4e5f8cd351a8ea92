import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import type { ContactDraft } from './contact-draft.ts';
import { readContactFile } from './read-contact-file.ts';
import { csvHeader, writeCsvRow } from './write-csv.ts';
import { writeVcard } from './write-vcard.ts';
import type { WrittenContact } from './written-contact.ts';

const formats = ['vcard', 'csv'] as const;
type Format = (typeof formats)[number];

const write = (format: Format, contacts: readonly WrittenContact[]): string =>
  format === 'vcard' ? contacts.map(writeVcard).join('') : csvHeader() + contacts.map(writeCsvRow).join('');

async function read(format: Format, file: string): Promise<ContactDraft[]> {
  const drafts: ContactDraft[] = [];
  for await (const entry of readContactFile(Buffer.from(file), { format, charset: null, slashOrder: 'day-first' }))
    if (entry !== undefined) {
      if (!('draft' in entry)) throw new Error(JSON.stringify(entry));
      drafts.push(entry.draft);
    }
  return drafts;
}

/** What a draft says, in the words of a row. */
const said = (draft: ContactDraft) => ({
  id: draft.id,
  firstName: draft.firstName,
  lastName: draft.lastName,
  emails: draft.emails.map(({ text }) => text),
  phones: draft.phones.map(({ text }) => text),
  birthday: draft.birthday?.text ?? null,
  notes: draft.notes,
  favorite: draft.favorite,
  dropped: draft.dropped,
});
const meant = (row: WrittenContact) => ({
  id: row.id,
  firstName: row.firstName,
  lastName: row.lastName,
  emails: row.email === null ? [] : [row.email],
  phones: row.phone === null ? [] : [row.phone],
  birthday: row.birthday,
  notes: row.notes,
  favorite: String(row.isFavorite),
  dropped: [],
});

/** Texts that files find hard: what ends a line, a cell or a value, what escapes it, and what begins a formula. */
const sign = fc.oneof(
  fc.constantFrom(
    ...'\\;,:"\'=+-@ \n\tnN',
    '\\n',
    '\\\\',
    ':::',
    ' ::: ',
    'é',
    'Ж',
    '語',
    '👩‍👩‍👧',
    '\u200d',
    '＝',
    '\u2028',
    '\u0085',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
);
const text = (most: number) =>
  fc.array(sign, { minLength: 1, maxLength: most }).map((parts) => parts.join('').toWellFormed().replaceAll('\r', ''));
const name = text(12)
  .map((one) => one.replace(/[\n\t\u2028\u0085]/g, ' ').trim())
  .filter((one) => one !== '');
const twoDigits = (most: number) => fc.integer({ min: 1, max: most }).map((n) => String(n).padStart(2, '0'));
const row: fc.Arbitrary<WrittenContact> = fc.record({
  id: fc.string({ unit: fc.constantFrom(...'abcXYZ019_-'), minLength: 1, maxLength: 22 }),
  firstName: name,
  lastName: fc.option(name),
  email: fc.option(
    fc.constantFrom('a@example.com', '=a@example.com', '+x@example.com', "o'neil@bücher.example", "'@example.com"),
  ),
  phone: fc.option(fc.constantFrom('+380441234567', '+12125550123')),
  birthday: fc.option(
    fc
      .tuple(fc.option(fc.integer({ min: 1000, max: 2026 })), twoDigits(12), twoDigits(28))
      // 1604 is what Apple means by no year at all: who was born in it keeps it all the same.
      .map(([year, month, day]) => `${year === null ? '-' : year}-${month}-${day}`),
  ),
  notes: fc.option(text(60).filter((one) => one.trim() !== '')),
  isFavorite: fc.boolean(),
  updatedAt: fc.constant('2026-01-02T03:04:05.678Z'),
});

describe.each(formats)('a file of contacts (%s)', (format) => {
  test('is read as it was written, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (rows) => {
        expect((await read(format, write(format, rows))).map(said)).toEqual(rows.map(meant));
      }),
      { numRuns: 300 },
    );
  });
});

test('a person who was born in 1604, which stands for no year elsewhere, was born in it', async () => {
  const [first] = fc.sample(row, 1);
  if (first === undefined) throw new Error('no row');
  const born = { ...first, birthday: '1604-02-29' };
  for (const format of formats)
    expect((await read(format, write(format, [born])))[0]?.birthday?.text).toBe('1604-02-29');
});

test('J16: no cell begins a formula, and every one comes back', async () => {
  const lead = ['=', '+', '-', '@', '\t=', '\n=', '＝', '＋', '－', '＠', "'=", "''@"];
  const rows = lead.map((sign, n) => ({
    id: `-${n}`,
    firstName: `${sign}cmd()`.trim(),
    lastName: `${sign}1+1`.trim(),
    email: '=a@example.com',
    phone: '+380441234567',
    birthday: '--04-12',
    notes: `${sign}HYPERLINK("https://example.com")`,
    isFavorite: false,
    updatedAt: '',
  }));
  const file = write('csv', rows);
  const cells = [...file.matchAll(/(?<=^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?=,|\r\n)/g)];
  expect(cells.length).toBe((rows.length + 1) * 8);
  for (const [, quoted, plain] of cells) expect(quoted ?? plain).not.toMatch(/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/);
  expect((await read('csv', file)).map(said)).toEqual(rows.map(meant));
});

describe('a written vCard', () => {
  test('has lines of at most 75 octets, ended by CR LF, and never folds inside of a character', () => {
    fc.assert(
      fc.property(row, (one) => {
        const file = writeVcard(one);
        expect(file.endsWith('\r\n')).toBe(true);
        expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        for (const line of file.split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  test('a text never begins a property of its own', async () => {
    const [one] = fc.sample(row, 1);
    if (one === undefined) throw new Error('no row');
    const notes = 'x\nEND:VCARD\nBEGIN:VCARD\nFN:Mallory\r\nEMAIL:m@example.com\rTEL:1';
    const drafts = await read('vcard', writeVcard({ ...one, email: null, notes }));
    expect(drafts).toMatchObject([{ emails: [], notes: notes.replace(/\r\n?/g, '\n') }]);
  });

  test('is read in the same way by ical.js', () => {
    fc.assert(
      fc.property(row, (one) => {
        // It takes an escaped backslash before a separator for an escaped separator (RFC 6350 §3.4).
        fc.pre(![one.firstName, one.lastName, one.notes].some((value) => value?.includes('\\')));
        const [, properties] = ICAL.parse(writeVcard(one)) as [string, [string, object, string, unknown][]];
        const found = (property: string) => properties.find(([name]) => name === property)?.[3];
        // RFC 2426 §4 wants a semicolon escaped in every text; it reads that in lists only.
        const textOf = (property: string) => String(found(property) ?? '').replaceAll('\\;', ';');
        expect(found('n')).toEqual([one.lastName ?? '', one.firstName, '', '', '']);
        expect(textOf('fn')).toBe([one.firstName, one.lastName].filter((part) => part !== null).join(' '));
        expect(textOf('email')).toBe(one.email ?? '');
        expect(textOf('tel')).toBe(one.phone ?? '');
        expect(textOf('note')).toBe(one.notes ?? '');
        expect(textOf('uid')).toBe(`urn:portress:contact:${one.id}`);
        expect(textOf('bday')).toBe(one.birthday?.replace(/^-(?=-)/, '1604') ?? '');
      }),
    );
  });
});
