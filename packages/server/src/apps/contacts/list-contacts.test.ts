import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseEmail } from '#features/accounts/parse-email.ts';
import { createIdFamily } from '#platform/crypto/random.ts';
import type { SearchBounds } from '#platform/database/page-of-matches.ts';
import { searchForm } from '#platform/database/search-text.ts';
import { statement } from '#platform/database/statement.ts';
import { describeOnEveryDatabase, type TestDatabase } from '#test/every-database.ts';
import { openBook } from './book-store.ts';
import type { ContactFields } from './contact-fields.ts';
import type { Contact } from './contact-row.ts';
import type { ContactQuery } from './contact-search.ts';
import { listContacts } from './list-contacts.ts';
import { positionBefore } from './list-store.ts';
import { createContact, deleteContact, updateContact } from './store.ts';

const insertAccount = statement<{ id: string }>(
  'test.account_of_list',
  `INSERT INTO accounts (id, email, email_canonical, role, status, epoch, credential_version, created_at, updated_at)
   VALUES (:id, :id, :id, 'user', 'active', 0, 0, now_ms(), now_ms())`,
);

type Person = [first: string, last?: string | null, email?: string | undefined, isFavorite?: boolean];
const fieldsOf = ([firstName, lastName = null, email, isFavorite = false]: Person): ContactFields => ({
  firstName,
  lastName,
  email: email === undefined ? null : (parseEmail(email) ?? null),
  phone: null,
  birthday: null,
  notes: null,
  isFavorite,
});

async function givenBook({ database }: TestDatabase, people: readonly Person[], accountId = 'owner') {
  await database.write.change(insertAccount, { id: accountId });
  const nextId = createIdFamily();
  return database.transaction(async (transaction) => {
    const book = await openBook(transaction, accountId);
    const contacts: Contact[] = [];
    for (const person of people) {
      const contact = await createContact(transaction, { book, fields: fieldsOf(person), most: 10_000, id: nextId() });
      if (contact !== undefined) contacts.push(contact);
    }
    return { book, contacts };
  });
}

const nothing: ContactQuery = { q: null, firstName: null, lastName: null, email: null, isFavorite: null };

/** All pages of a search, one after another. */
async function pagesOf(
  { database }: TestDatabase,
  query: Partial<ContactQuery>,
  {
    limit = 100,
    accountId = 'owner',
    bounds,
    from,
  }: { limit?: number; accountId?: string; bounds?: SearchBounds; from?: string } = {},
): Promise<Contact[]> {
  const contacts: Contact[] = [];
  let after = from === undefined ? null : positionBefore(from);
  do {
    const page: Awaited<ReturnType<typeof listContacts>> = await listContacts(
      database.read,
      accountId,
      { ...nothing, ...query },
      { after, limit },
      bounds,
    );
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    contacts.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return contacts;
}
const namesOf = (contacts: readonly Contact[]): string[] =>
  contacts.map(({ first_name, last_name }) => [first_name, last_name].filter(Boolean).join(' '));

const people: Person[] = [
  ['Anna', 'Karenina', 'anna.k@example.com', true],
  ['Anna Maria', 'von Berg', 'am-berg@firma.de'],
  ['Олена', 'Ковальчук', 'olena@ukr.net'],
  ['Їжачка', 'Ґалаґан', 'yizh@пошта.укр', true],
  ['ΣΊΣΥΦΟΣ', 'Οδυσσέας', 'sisyphos@example.gr'],
  ['İpek', 'IŞIK', 'ipek.isik@example.com.tr'],
  ['100%', 'a_b', 'percent%off@example.com'],
  ['Sean', "O'Neil", "s.o'neil@example.ie"],
  ['佐藤', '花子', 'sato@example.jp'],
  ['𝒜𝓃𝓃𝒶', '👩‍🚀'],
  ['Bo', null],
  ['Straße', 'Œuvre', 'x_y@example.com'],
];

/** What the guide says, told once more the slow way. */
function matches(person: Contact, query: Partial<ContactQuery>): boolean {
  const first = searchForm(person.first_name);
  const last = searchForm(person.last_name ?? '');
  const addresses = [searchForm(person.email ?? ''), person.email_canonical ?? ''];
  const beginnings = (text: string) =>
    [...text].flatMap((_, index, all) => {
      const [before, here] = [all[index - 1], all[index] ?? ''];
      const isWordy = (character: string | undefined) =>
        character !== undefined && /[\p{L}\p{M}\p{N}]/u.test(character);
      const begins =
        (!isWordy(before) && isWordy(here) && !/\p{M}/u.test(here)) ||
        ((before === undefined || /\s/u.test(before)) && /\S/u.test(here)) ||
        (!isWordy(here) && /\S/u.test(here));
      return begins ? [all.slice(index, index + 2).join('')] : [];
    });
  const has = (texts: readonly string[], fields: readonly string[], wanted: string | null | undefined): boolean => {
    const term = searchForm(wanted ?? '').trim();
    if (term === '') return true;
    if ([...term].length >= 3) return texts.some((text) => text.includes(term));
    return fields.some((text) => beginnings(text).some((beginning) => beginning.startsWith(term)));
  };
  return (
    has([`${first} ${last}`, `${last} ${first}`, first, ...addresses], [first, last, ...addresses], query.q) &&
    has([first], [first], query.firstName) &&
    has([last], [last], query.lastName) &&
    has(addresses, addresses, query.email) &&
    (query.isFavorite == null || query.isFavorite === (person.favorited_at !== null))
  );
}

describeOnEveryDatabase('searching an address book', (open) => {
  it('C04: finds any part of names and address, whatever the case and the script', async () => {
    const test = await open();
    await givenBook(test, people);
    const expected: [Partial<ContactQuery>, string[]][] = [
      [{ q: 'KAREN' }, ['Anna Karenina']],
      [{ q: 'anna kar' }, ['Anna Karenina']],
      [{ q: 'karenina ANNA' }, ['Anna Karenina']],
      [{ q: 'na k' }, ['Anna Karenina']],
      [{ q: 'КОВАЛЬ' }, ['Олена Ковальчук']],
      [{ q: 'ґаЛАҐ' }, ['Їжачка Ґалаґан']],
      [{ q: 'їжа' }, ['Їжачка Ґалаґан']],
      [{ q: 'ПОШТА' }, ['Їжачка Ґалаґан']],
      [{ q: domainToASCII('пошта.укр') }, ['Їжачка Ґалаґан']],
      [{ q: 'σίσυφος' }, ['ΣΊΣΥΦΟΣ Οδυσσέας']],
      [{ q: 'ipek' }, ['İpek IŞIK']],
      [{ q: 'işi' }, ['İpek IŞIK']],
      [{ q: '0%' }, []],
      [{ q: '10' }, ['100% a_b']],
      [{ q: '100%' }, ['100% a_b']],
      [{ q: '%%%' }, []],
      [{ q: 'a_b' }, ['100% a_b']],
      [{ q: '___' }, []],
      [{ q: "o'" }, ["Sean O'Neil"]],
      [{ lastName: 'ne' }, ["Sean O'Neil"]],
      [{ q: 'ne' }, ["Sean O'Neil", 'Олена Ковальчук']],
      [{ q: '佐藤' }, ['佐藤 花子']],
      [{ q: '花' }, ['佐藤 花子']],
      [{ q: '👩‍🚀' }, ['𝒜𝓃𝓃𝒶 👩‍🚀']],
      [{ q: 'straße' }, ['Straße Œuvre']],
      [{ q: 'bo' }, ['Bo']],
      [{ q: 'be' }, ['Anna Maria von Berg']],
      [{ q: 'er' }, []],
      [{ firstName: 'anna' }, ['𝒜𝓃𝓃𝒶 👩‍🚀', 'Anna Karenina', 'Anna Maria von Berg']],
      [{ firstName: 'ma' }, ['Anna Maria von Berg']],
      [{ lastName: 'anna' }, []],
      [{ lastName: 'ber', firstName: 'mari' }, ['Anna Maria von Berg']],
      [{ email: 'example.com', isFavorite: true }, ['Anna Karenina']],
      [{ email: 'fi' }, ['Anna Maria von Berg']],
      [{ email: '@ukr', lastName: 'ко' }, ['Олена Ковальчук']],
      [{ q: 'anna', email: 'firma' }, ['Anna Maria von Berg']],
      [{ q: '\u001f\u001e' }, []],
      [{ q: 'jol' }, []],
    ];
    for (const [query, names] of expected)
      expect([query, namesOf(await pagesOf(test, query)).toSorted()]).toEqual([query, names.toSorted()]);
    for (const query of [{}, { q: '' }, { q: '   ' }, { firstName: '' }])
      expect(await pagesOf(test, query)).toHaveLength(people.length);
  });

  it('C04: finds what looking at every contact finds, whatever is typed', async () => {
    const test = await open();
    const letter = fc.constantFrom(..."aAbBoO '.-%_1їЇґкКάΣßéİıｆ佐👩", '\u0301', '\u200d', '\u001e', '\u001f');
    const name = fc
      .array(letter, { minLength: 1, maxLength: 6 })
      .map((letters) => letters.join('').normalize('NFC').trim() || 'x');
    const crowd: Person[] = fc
      .sample(fc.tuple(name, fc.option(name)), { numRuns: 150, seed: 7 })
      .map(([first, last], n) => [
        first,
        last,
        n % 3 === 0 ? undefined : `${'ab.o-k'[n % 6] === '.' ? 'a' : 'ab1ook'[n % 6]}${n}@ex${n % 5}.com`,
        n % 4 === 0,
      ]);
    const { contacts } = await givenBook(test, [...people, ...crowd]);
    const text = fc.option(
      fc.array(letter, { maxLength: 4 }).map((letters) => letters.join('')),
      { freq: 2 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          { q: text, firstName: text, lastName: text, email: text, isFavorite: fc.option(fc.boolean(), { freq: 4 }) },
          { requiredKeys: ['q'] },
        ),
        async (query) => {
          const expected = contacts.filter((contact) => matches(contact, query)).map(({ id }) => id);
          expect((await pagesOf(test, query)).map(({ id }) => id).toSorted()).toEqual(expected.toSorted());
        },
      ),
      { numRuns: 250, seed: 11 },
    );
  }, 60_000);

  it('C07: few matches and many come in the order of the list, page by page, also where bounds cut in', async () => {
    const test = await open();
    const crowd: Person[] = Array.from({ length: 90 }, (_, n) => [
      n % 3 === 0 ? 'Zory' : 'Other',
      `Name ${String((n * 37) % 90).padStart(2, '0')}`,
      `p${n}@example.com`,
      n % 5 === 0,
    ]);
    const { contacts } = await givenBook(test, crowd);
    const sorted = contacts.toSorted((one, other) => (one.name_sort + one.id < other.name_sort + other.id ? -1 : 1));
    const tight = { few: 2, mostCounted: 3, mostSorted: 3, stretch: 7, mostStretches: 2 };
    for (const bounds of [undefined, tight, { ...tight, mostSorted: 40, mostCounted: 40 }])
      for (const query of [
        {},
        { q: 'zory' },
        { firstName: 'zo' },
        { q: 'zory', isFavorite: true },
        { q: 'name', isFavorite: false },
        { isFavorite: true },
        { isFavorite: false },
      ])
        for (const limit of [1, 4, 100]) {
          const ids = (await pagesOf(test, query, { limit, ...(bounds && { bounds }) })).map(({ id }) => id);
          expect([query, limit, ids]).toEqual([
            query,
            limit,
            sorted.filter((one) => matches(one, query)).map(({ id }) => id),
          ]);
        }
  }, 60_000);

  it('C07: begins at a text in the order of the list, whatever its case, marks and script', async () => {
    const test = await open();
    const { contacts } = await givenBook(test, [
      ...people,
      ['Іван', 'Їжак', undefined, true],
      ['Інна', 'Іваненко'],
      ['Ира', 'Иванова'],
      ['Йосип', 'Йосипенко'],
      ['Émile', 'Émond'],
    ]);
    const sorted = contacts.toSorted((one, other) => (one.name_sort + one.id < other.name_sort + other.id ? -1 : 1));
    const all = namesOf(sorted);
    expect(all[0]).toBe('Bo');
    const firsts: [string, string | undefined][] = [
      ['k', 'Anna Karenina'],
      ['KAR', 'Anna Karenina'],
      ['karenina', 'Anna Karenina'],
      ['Kb', "Sean O'Neil"],
      ['e', 'Émile Émond'],
      ['É', 'Émile Émond'],
      ['и', 'Ира Иванова'],
      ['І', 'Інна Іваненко'],
      ['ї', 'Іван Їжак'],
      ['Й', 'Йосип Йосипенко'],
      ['К', 'Олена Ковальчук'],
      ['г', 'Їжачка Ґалаґан'],
      ['ґ', 'Їжачка Ґалаґан'],
      ['😀', undefined],
    ];
    for (const [from, first] of firsts) {
      const rest = first === undefined ? [] : all.slice(all.indexOf(first));
      for (const limit of [1, 100])
        expect([from, namesOf(await pagesOf(test, {}, { from, limit }))]).toEqual([from, rest]);
    }
    // What no name can hold finds its place among the strange, and breaks neither database.
    for (const from of ['\0', '\u001f', '\u0301', 'x'.repeat(254), '\ufdfa'.repeat(254)])
      expect((await pagesOf(test, {}, { from })).length).toBeLessThanOrEqual(all.length);
    expect(namesOf(await pagesOf(test, { isFavorite: true }, { from: 'ґ' }))).toEqual(['Їжачка Ґалаґан', 'Іван Їжак']);
    expect(namesOf(await pagesOf(test, { isFavorite: false }, { from: 'й', limit: 1 }))).toEqual(
      all.slice(all.indexOf('Йосип Йосипенко')),
    );
    expect(namesOf(await pagesOf(test, { q: 'anna' }, { from: 'l' }))).toEqual(
      all.slice(all.indexOf("Sean O'Neil")).filter((name) => /anna|𝒜/i.test(name)),
    );
  });

  it('I7: never finds what stands in another book, even where both have the same', async () => {
    const test = await open();
    await givenBook(test, people, 'owner');
    const { contacts } = await givenBook(test, people, 'other');
    const theirs = new Set(contacts.map(({ id }) => id));
    for (const query of [{ q: 'anna' }, { q: 'a' }, { firstName: 'an' }, { email: 'example' }, { isFavorite: true }]) {
      const found = await pagesOf(test, query);
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter(({ id }) => theirs.has(id))).toEqual([]);
    }
    expect(await pagesOf(test, { q: 'anna' }, { accountId: 'nobody' })).toEqual([]);
  });

  it('finds by what a contact is called now, and nobody who is gone', async () => {
    const test = await open();
    const { book, contacts } = await givenBook(test, [['Before', 'Sunrise', 'before@example.com']]);
    const id = contacts[0]?.id ?? '';
    await test.database.transaction((transaction) =>
      updateContact(transaction, book, id, fieldsOf(['After', 'Sunset'])),
    );
    expect(await pagesOf(test, { q: 'before' })).toEqual([]);
    expect(await pagesOf(test, { q: 'sunrise' })).toEqual([]);
    expect(namesOf(await pagesOf(test, { q: 'sunset' }))).toEqual(['After Sunset']);
    await test.database.transaction((transaction) => deleteContact(transaction, book, id));
    expect(await pagesOf(test, { q: 'sunset' })).toEqual([]);
  });

  it('takes names of the longest forms that there are', async () => {
    const test = await open();
    const longest = '\ufdfa'.repeat(64);
    await givenBook(test, [
      [longest, longest],
      ['𝕏'.repeat(64), 'ї'.repeat(64), `${'a'.repeat(60)}@${'b'.repeat(60)}.com`],
    ]);
    expect(await pagesOf(test, { q: '\ufdfa' })).toHaveLength(1);
    expect(await pagesOf(test, { q: 'ї'.repeat(64) })).toHaveLength(1);
  });
});
