import { describe, expect, test } from 'vitest';
import { csv, googleCsv, olderGoogleCsv, outlookCsv } from '#test/given-contact-files.ts';
import { type ContactDraft, type FileEntry, UnreadableFile } from './contact-draft.ts';
import type { SlashOrder } from './read-birthday.ts';
import { readContactFile } from './read-contact-file.ts';

type Given = { charset?: string; slashOrder?: SlashOrder };

async function read(file: string | Buffer, { charset, slashOrder = 'day-first' }: Given = {}): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  const form = { format: 'csv', charset: charset ?? null, slashOrder } as const;
  for await (const entry of readContactFile(Buffer.from(file), form)) if (entry !== undefined) entries.push(entry);
  return entries;
}
async function readDraft(file: string | Buffer, given: Given = {}): Promise<ContactDraft> {
  const [entry] = await read(file, given);
  if (entry === undefined || !('draft' in entry)) throw new Error(JSON.stringify(entry));
  return entry.draft;
}

describe('files of other address books', () => {
  test('Google: several values in a cell, labels, a line end in a note, columns without a place', async () => {
    const [jane, firm, ...columns] = await read(googleCsv);
    expect(jane).toEqual({
      draft: {
        line: 2,
        id: null,
        firstName: 'Jane Q.',
        lastName: 'Public',
        emails: [
          { field: 'E-mail 1 - Value', text: 'jane@example.com' },
          { field: 'E-mail 1 - Value', text: 'jane2@example.com' },
          { field: 'E-mail 2 - Value', text: 'jane.work@example.com' },
        ],
        phones: [{ field: 'Phone 1 - Value', text: '+1 212-555-0123' }],
        birthday: { text: '1985-04-12' },
        notes: 'two\nlines',
        favorite: 'true',
        dropped: [],
      },
    });
    expect(firm).toMatchObject({
      draft: {
        line: 4,
        firstName: 'Müller Bau GmbH',
        lastName: null,
        favorite: null,
        dropped: [{ line: 4, field: 'Labels' }],
      },
    });
    const reason = 'is a column that has no place in a contact';
    expect(columns).toEqual([
      { dropped: { line: 2, field: 'Nickname', reason, count: 1 } },
      { dropped: { line: 2, field: 'Organization Name', reason, count: 1 } },
      { dropped: { line: 2, field: 'Photo', reason, count: 1 } },
    ]);
  });

  test('Google of before', async () => {
    expect(await readDraft(olderGoogleCsv)).toMatchObject({
      firstName: 'Ivan',
      lastName: 'Koval',
      birthday: { text: '--04-12' },
      emails: [{ text: 'ivan@example.com' }],
      dropped: [],
    });
  });

  test('Outlook: the mobile number comes first, and 0/0/00 is no birthday', async () => {
    const [john, ann, ...columns] = await read(outlookCsv, { slashOrder: 'month-first' });
    expect(john).toMatchObject({
      draft: {
        phones: [
          { field: 'Mobile Phone', text: '+44 20 7946 0123' },
          { field: 'Home Phone', text: '+44 20 7946 0124' },
        ],
        birthday: { text: '1985-04-12' },
      },
    });
    expect(ann).toMatchObject({ draft: { firstName: 'Ann', lastName: null, birthday: null } });
    expect(columns.map((entry) => 'dropped' in entry && entry.dropped.field)).toEqual(['Title', 'Company']);
  });
});

describe('a date', () => {
  test.each([
    ['1985-04-12', '1985-04-12'],
    ['19850412', '1985-04-12'],
    ['1985/04/12', '1985-04-12'],
    ['1985-04-12T00:00:00.000Z', '1985-04-12'],
    ['1985-04-12 00:00', '1985-04-12'],
    ['--04-12', '--04-12'],
    [' --04-12', '--04-12'],
    ['12.4.1985', '1985-04-12'],
    ['12.04.1985', '1985-04-12'],
    ['3/4/1985', '1985-04-03'],
    ['25/12/1985', '1985-12-25'],
    ['12/25/1985', '1985-25-12'],
    ['12:00', '12:00'],
    ['1985', '1985'],
  ])('%s is read as %s where the day comes first', async (cell, text) => {
    expect((await readDraft(csv(['first_name', 'birthday'], ['Ann', cell]))).birthday?.text).toBe(text);
  });

  test.each([
    ['3/4/1985', '1985-03-04'],
    ['12/25/1985', '1985-12-25'],
    ['4/12/1985 12:00:00 AM', '1985-04-12'],
  ])('%s is read as %s where the month comes first', async (cell, text) => {
    const draft = await readDraft(csv(['first_name', 'birthday'], ['Ann', cell]), { slashOrder: 'month-first' });
    expect(draft.birthday).toEqual({ text, hint: expect.stringContaining('month/day/year') });
  });

  test.each(['', ' ', '0/0/00', '0/0/0000', '00/00/0000'])('%j is none', async (cell) => {
    expect((await readDraft(csv(['first_name', 'birthday'], ['Ann', cell]))).birthday).toBeNull();
  });
});

describe('the form of the file', () => {
  const good = { firstName: 'Ann', lastName: 'Smith' };

  test.each([',', ';', '\t'])('cells may be separated by %j', async (sign) => {
    const file = [`"First Name"${sign}LAST NAME${sign}x`, `Ann${sign}Smith${sign}`].join('\n');
    expect(await readDraft(file)).toMatchObject(good);
  });

  test('Excel’s own first line says the separator, and lines are counted with it', async () => {
    expect(await readDraft('sep=;\r\nfirst_name;last_name\r\nAnn;Smith\r\n')).toMatchObject({ ...good, line: 3 });
  });

  test.each(['\r\n', '\n', '\r'])(
    'lines may end in %j, also between quotation marks, and keep their numbers',
    async (end) => {
      const file = ['first_name,notes', `Ann,"one${end}two${end}three"`, '', 'Eve,', `Joe,"${end}"`, 'Sue,'].join(end);
      const entries = await read(file);
      expect(entries.map((entry) => 'draft' in entry && [entry.draft.firstName, entry.draft.line])).toEqual([
        ['Ann', 2],
        ['Eve', 6],
        ['Joe', 7],
        ['Sue', 9],
      ]);
    },
  );

  test('a byte order mark, UTF-16 and a named encoding are understood', async () => {
    const text = 'first_name,last_name\r\nІван,Коваль\r\n';
    const ivan = { firstName: 'Іван', lastName: 'Коваль' };
    expect(await readDraft(`\ufeff${text}`)).toMatchObject(ivan);
    expect(await readDraft(Buffer.from(`\ufeff${text}`, 'utf16le'))).toMatchObject(ivan);
    expect(await readDraft(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())).toMatchObject(ivan);
    const cp1251 = Buffer.concat([Buffer.from('first_name\r\n'), Buffer.from([0xc0, 0xed, 0xed, 0xe0])]);
    expect(await readDraft(cp1251, { charset: 'windows-1251' })).toMatchObject({ firstName: 'Анна' });
    await expect(read(cp1251)).rejects.toThrow(/UTF-8.*charset=windows-1251/);
  });

  test('no letter of a long file is broken, wherever it is parted to be read', async () => {
    // Two units of UTF-16 and four bytes each: an odd beginning puts every border of even length into the midst of one.
    const notes = '😀'.repeat(2000);
    const rows = Array.from({ length: 40 }, (_, number) => `${'a'.repeat(1 + (number % 3))},${notes}`);
    for (const beginning of ['', ' ']) {
      const entries = await read(['first_name,notes', ...rows].join(`${beginning}\n`));
      const told = entries.map((entry) => ('draft' in entry ? entry.draft.notes?.trim() : entry));
      expect(told.filter((one) => one !== notes)).toEqual([]);
      expect(told).toHaveLength(rows.length);
    }
  });

  test('one apostrophe is taken off where a formula was defused, and no other', async () => {
    const file = csv(['first_name', 'phone', 'notes'], ["'=1+1", "'+380441234567", "''-x"], ["O'Neil", '', "'tis"]);
    expect(await read(file)).toMatchObject([
      { draft: { firstName: '=1+1', phones: [{ text: '+380441234567' }], notes: "'-x" } },
      { draft: { firstName: "O'Neil", notes: "'tis" } },
    ]);
  });

  test('a row with too many cells is refused, one with too few is not', async () => {
    expect(await read('first_name,last_name\r\nAnn,Smith,x\r\nAnn,Smith,\r\nAnn\r\n')).toMatchObject([
      { refused: { line: 2, reason: expect.stringContaining('3 cells') } },
      { draft: { firstName: 'Ann' } },
      { draft: { firstName: 'Ann', lastName: null } },
    ]);
  });

  test('what stands before a quotation mark that is never closed is read', async () => {
    const entries = await read(`first_name\r\nAnn\r\n"Eve\r\n${'x\r\n'.repeat(100)}`);
    expect(entries).toMatchObject([
      { draft: { firstName: 'Ann' } },
      { refused: { line: 3, reason: expect.stringContaining('never closed') } },
    ]);
    const long = await read(`first_name\r\nAnn\r\n"Eve\r\n${'x\r\n'.repeat(50_000)}`);
    expect(long).toMatchObject([
      { draft: { firstName: 'Ann' } },
      { refused: { line: 3, reason: expect.stringContaining('65536') } },
    ]);
  });

  test('a list of ours needs a first name in each row; one of others makes do with what there is', async () => {
    expect(await read('first_name,last_name\r\n,Smith\r\n')).toMatchObject([
      { draft: { firstName: null, lastName: 'Smith' } },
    ]);
    expect(await read('First Name,Last Name\r\n,Smith\r\n')).toMatchObject([
      { draft: { firstName: 'Smith', lastName: null } },
    ]);
  });

  test.each([
    ['', /is empty/],
    ['\r\n\r\n', /is empty/],
    ['a,b,c\r\n1,2,3', /first_name, last_name, email/],
    ['BEGIN:VCARD\r\nEND:VCARD', /names no column that is known/],
    ['first_name,First_Name\r\n', /mean the same: first_name, First_Name/],
    [`first_name,${'x'.repeat(70_000)}\r\nAnn`, /first line has more than/],
    ['"first_name', /first line has a quotation mark/],
  ])('%j is no such file', async (file, message) => {
    await expect(read(file)).rejects.toThrow(message);
    await expect(read(file)).rejects.toThrow(UnreadableFile);
  });
});
