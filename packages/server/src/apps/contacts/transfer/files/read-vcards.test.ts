import { describe, expect, test } from 'vitest';
import { androidCards, appleCards, googleCards, newCards, outlookCards } from '#test/given-contact-files.ts';
import { type ContactDraft, type FileEntry, UnreadableFile } from './contact-draft.ts';
import { readContactFile } from './read-contact-file.ts';

async function read(file: string | Buffer, charset: string | null = null): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  const form = { format: 'vcard', charset, slashOrder: 'day-first' } as const;
  for await (const entry of readContactFile(Buffer.from(file), form)) if (entry !== undefined) entries.push(entry);
  return entries;
}
async function readDraft(file: string | Buffer, charset: string | null = null): Promise<ContactDraft> {
  const [entry] = await read(file, charset);
  if (entry === undefined || !('draft' in entry)) throw new Error(JSON.stringify(entry));
  return entry.draft;
}
const card = (...lines: string[]): string => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');
const textsOf = (said: ContactDraft['emails']): string[] => said.map(({ text }) => text);

describe('cards of other address books', () => {
  test('Apple: groups, a birthday without a year, a folded note, a picture, a firm, and a group that is no contact', async () => {
    const [oksana, firm, group] = await read(appleCards);
    expect(oksana).toEqual({
      draft: {
        line: 1,
        id: null,
        firstName: 'Оксана Іванівна',
        lastName: 'Шевченко',
        emails: [
          { field: 'EMAIL', text: 'oksana@example.com' },
          { field: 'EMAIL', text: 'oksana.work@example.com' },
        ],
        phones: [{ field: 'TEL', text: '+380 44 123 45 67' }],
        birthday: { text: '--02-29' },
        notes: 'Любить чай, каву\nта довгі прогулянки; дзвонити ввечері. Цей рядок довший за сімдесят п’ять октетів',
        favorite: null,
        dropped: [
          { line: 6, field: 'ORG', reason: 'has no place in a contact' },
          { line: 11, field: 'ADR', reason: 'has no place in a contact' },
          { line: 16, field: 'PHOTO', reason: 'has no place in a contact' },
        ],
      },
    });
    expect(firm).toMatchObject({ draft: { firstName: 'Müller Bau GmbH', lastName: null, dropped: [] } });
    expect(group).toMatchObject({ dropped: { field: 'KIND' } });
  });

  test('Google: a custom label, a date without hyphens, a star', async () => {
    expect(await readDraft(googleCards)).toMatchObject({
      firstName: 'Jane Q.',
      lastName: 'Public',
      phones: [{ field: 'TEL', text: '+1 (212) 555-0123' }],
      birthday: { text: '1985-04-12' },
      favorite: 'true',
      dropped: [{ line: 4, field: 'N', reason: 'titles have no place in a contact' }],
    });
  });

  test('Android: vCard 2.1 with quoted-printable over several lines and words without a name', async () => {
    expect(await readDraft(androidCards)).toMatchObject({
      firstName: 'Іван',
      lastName: 'Коваль',
      phones: [
        { field: 'TEL', text: '+380 50 123 45 67' },
        { field: 'TEL', text: '+380441234568' },
      ],
      notes: 'Перший рядок\nдругий; =',
      birthday: { text: '--04-12' },
      dropped: [{ line: 11, field: 'PHOTO' }],
    });
  });

  test('Outlook: an extension is told, and so is what else has no place', async () => {
    const draft = await readDraft(outlookCards);
    expect(draft).toMatchObject({ firstName: 'John', lastName: 'Smith', phones: [{ text: '+44 20 7946 0123' }] });
    expect(draft.dropped.map(({ line, field }) => [line, field])).toEqual([
      [5, 'ORG'],
      [6, 'TITLE'],
      [8, 'ADR'],
      [7, 'TEL'],
    ]);
  });

  test('vCard 4.0: the smallest PREF comes first, a number as a URI, the date of a time', async () => {
    const draft = await readDraft(newCards);
    expect(textsOf(draft.emails)).toEqual(['first@example.com', 'second@example.com']);
    expect(draft).toMatchObject({
      lastName: 'Ångström',
      phones: [{ text: '+46-8-123-456-78' }],
      birthday: { text: '1996-10-22' },
      dropped: [{ field: 'GENDER' }],
    });
  });
});

describe('a name', () => {
  test.each([
    [['N:Smith;Ann;Maria,Eve;;', 'FN:whatever'], 'Ann Maria Eve', 'Smith'],
    [['N:;;;;', 'FN:Anna Maria  Smith'], 'Anna Maria', 'Smith'],
    [['FN:Madonna'], 'Madonna', null],
    [['N:Smith;;;;', 'FN:Smith'], 'Smith', null],
    [['N:Smith;;;;'], 'Smith', null],
    [['NICKNAME:Annie,Ann'], 'Annie Ann', null],
    [['N:;;;;', 'ORG:Acme\\, Inc.;Sales'], 'Acme, Inc.', null],
    [['N:O\\;Neil\\\\;Ann\\,Eve;;;'], 'Ann,Eve', 'O;Neil\\'],
    [['EMAIL:a@example.com'], null, null],
  ])('%j is %j %j', async (lines, firstName, lastName) => {
    expect(await readDraft(card(...lines))).toMatchObject({ firstName, lastName });
  });

  test('a nickname and a firm that are not needed for it are told', async () => {
    const { dropped } = await readDraft(card('N:Smith;Ann;;;', 'NICKNAME:Annie', 'ORG:Acme'));
    expect(dropped.map(({ field }) => field)).toEqual(['NICKNAME', 'ORG']);
    expect((await readDraft(card('NICKNAME:Annie'))).dropped).toEqual([]);
  });
});

describe('a birthday', () => {
  test.each([
    ['BDAY:1985-04-12', '1985-04-12'],
    ['BDAY:19850412', '1985-04-12'],
    ['BDAY:--0412', '--04-12'],
    ['BDAY:--04-12', '--04-12'],
    ['BDAY;VALUE=date-and-or-time:1985-04-12T23:59:59+14:00', '1985-04-12'],
    ['BDAY:1985-04-12T00:00:00Z', '1985-04-12'],
    ['BDAY:19850412T000000', '1985-04-12'],
    ['BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12', '--04-12'],
    ['BDAY;X-APPLE-OMIT-YEAR=1604:1985-04-12', '1985-04-12'],
    ['BDAY:12.4.1985', '1985-04-12'],
    ['BDAY:1985-02-31', '1985-02-31'],
    ['BDAY:soon', 'soon'],
  ])('%s is read as %s', async (line, text) => {
    expect((await readDraft(card('FN:Ann', line))).birthday?.text).toBe(text);
  });

  test.each([
    'BDAY:---12',
    'BDAY:1985',
    'BDAY:1985-04',
    'BDAY:--04',
    'BDAY;VALUE=text:circa 1800',
    'BDAY;CALSCALE=hebrew:57450712',
  ])('%s is left out, and told', async (line) => {
    const draft = await readDraft(card('FN:Ann', line));
    expect(draft).toMatchObject({ birthday: null, dropped: [{ line: 4, field: 'BDAY' }] });
  });

  test('an empty one is none', async () => {
    expect(await readDraft(card('FN:Ann', 'BDAY:'))).toMatchObject({ birthday: null, dropped: [] });
  });
});

test('the preferred address and number come first, in each version’s own way', async () => {
  const draft = await readDraft(
    card(
      'FN:Ann',
      'EMAIL:b@example.com',
      'EMAIL;TYPE=work,PREF:a@example.com',
      'TEL:1',
      'TEL;PREF=1:2',
      'TEL;PREF=101:3',
    ),
  );
  expect(textsOf(draft.emails)).toEqual(['a@example.com', 'b@example.com']);
  expect(textsOf(draft.phones)).toEqual(['2', '1', '3']);
});

test('text is read with its escapes, in whatever character set a property names', async () => {
  const cp1251 = Buffer.from([0xc0, 0xed, 0xed, 0xe0]);
  const file = Buffer.concat([
    Buffer.from('BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=windows-1251:'),
    cp1251,
    Buffer.from('\r\nNOTE;X-QUOTED="a:b;c":C:\\dir\\; one, two\\n\r\nEND:VCARD\r\n'),
  ]);
  expect(await readDraft(file)).toMatchObject({ firstName: 'Анна', notes: 'C:\\dir; one, two\\n' });
  expect(await readDraft(card('FN:a', 'NOTE:a\\:b\\nc\\Nd\\\\n, e'))).toMatchObject({ notes: 'a:b\nc\nd\\n, e' });
});

test('a file in UTF-16 or in another encoding that the request names is read, also one that folds inside of a character', async () => {
  const text = card('N:Коваль;Іван;;;');
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
  expect(await readDraft(wide)).toMatchObject({ lastName: 'Коваль' });
  expect(await readDraft(Buffer.from(`\ufeff${text}`))).toMatchObject({ lastName: 'Коваль' });
  const bytes = Buffer.from(card('FN:Анна'));
  const middle = bytes.indexOf(Buffer.from('н')) + 1;
  const folded = Buffer.concat([bytes.subarray(0, middle), Buffer.from('\r\n '), bytes.subarray(middle)]);
  expect(await readDraft(folded)).toMatchObject({ firstName: 'Анна' });
  const cp1251 = Buffer.from(card('FN:????').replace('????', ''), 'latin1');
  const at = cp1251.indexOf('FN:') + 3;
  const file = Buffer.concat([cp1251.subarray(0, at), Buffer.from([0xc0, 0xed, 0xed, 0xe0]), cp1251.subarray(at)]);
  expect(await readDraft(file, 'windows-1251')).toMatchObject({ firstName: 'Анна' });
  await expect(read(file)).resolves.toMatchObject([
    { refused: { line: 1, reason: expect.stringContaining('line 3') } },
  ]);
});

test.each(['\n', '\r'])('lines may end in %j alone', async (end) => {
  expect(await readDraft(card('FN:Ann Smith').replaceAll('\r\n', end))).toMatchObject({ lastName: 'Smith' });
});

describe('a broken card', () => {
  test.each([
    ['that is never ended', ['BEGIN:VCARD', 'FN:Broken'], 4],
    ['with a line that is no property', ['BEGIN:VCARD', 'FN:Broken', 'what is this', 'END:VCARD'], 4],
    ['with a bad character', ['BEGIN:VCARD', 'FN;ENCODING=QUOTED-PRINTABLE:=FF', 'END:VCARD'], 4],
    ['of an unknown character set', ['BEGIN:VCARD', 'FN;CHARSET=x-none:\u00e9', 'END:VCARD'], 4],
    ['with too much in it', ['BEGIN:VCARD', `NOTE:${'x'.repeat(70_000)}`, 'END:VCARD'], 4],
    ['with too much of it', ['BEGIN:VCARD', ...Array.from({ length: 1100 }, () => 'TEL:1'), 'END:VCARD'], 4],
  ])('%s is one refused line, and the others are read', async (_what, broken, line) => {
    const good = ['BEGIN:VCARD', 'FN:Good', 'END:VCARD'];
    const entries = await read([...good, ...broken, ...good, ''].join('\r\n'));
    expect(
      entries.map((entry) => ('draft' in entry ? entry.draft.firstName : 'refused' in entry && entry.refused.line)),
    ).toEqual(['Good', line, 'Good']);
  });

  test('lines outside of cards are told once for each place', async () => {
    const entries = await read(`x\r\ny\r\n${card('FN:Ann')}z\r\n${card('FN:Eve')}`);
    expect(entries.map((entry) => ('refused' in entry ? entry.refused.line : 'contact'))).toEqual([
      1,
      'contact',
      7,
      'contact',
    ]);
  });

  test('a card inside of a card, as vCard 2.1 has agents, is left out', async () => {
    const file = [
      'BEGIN:VCARD',
      'FN:Boss',
      'AGENT:',
      'BEGIN:VCARD',
      'FN:Agent',
      'END:VCARD',
      'TEL:1',
      'END:VCARD',
      '',
    ].join('\r\n');
    expect(await read(file)).toMatchObject([
      { draft: { firstName: 'Boss', phones: [{ text: '1' }], dropped: [{ field: 'AGENT' }] } },
    ]);
  });

  test.each(['', 'hello', '{"a":1}', 'first_name\r\nAnn', 'END:VCARD'])('%j is no file of cards', async (file) => {
    await expect(read(file)).rejects.toThrow(UnreadableFile);
  });
});

test('I7: the id of a card is taken from a UID of ours only', async () => {
  expect((await readDraft(card('FN:a', 'UID:urn:portress:contact:abc_-1'))).id).toBe('abc_-1');
  for (const uid of [
    'abc',
    'urn:uuid:abc',
    'urn:portress:contact:',
    'urn:portress:contact:a b',
    `urn:portress:contact:${'x'.repeat(65)}`,
  ])
    expect((await readDraft(card('FN:a', `UID:${uid}`))).id).toBeNull();
});
