import { expect, it } from 'vitest';
import { parseEmail } from '#features/accounts/parse-email.ts';
import { randomId } from '#platform/crypto/random.ts';
import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { findBook, openBook } from '../book-store.ts';
import { listAllContacts } from '../test/given-contacts.ts';
import type { SaidFields } from './prove-draft.ts';
import { type ImportedContact, type Outcome, saveImported } from './save-imported.ts';

const insertAccount = statement<{ id: string }>(
  'test.account_of_import',
  `INSERT INTO accounts (id, email, email_canonical, role, status, epoch, credential_version, created_at, updated_at)
   VALUES (:id, :id, :id, 'user', 'active', 0, 0, now_ms(), now_ms())`,
);

type Given = Partial<Omit<SaidFields, 'email'>> & { email?: string; id?: string; newId?: string };

const imported = ({ email, id, newId, ...more }: Given): ImportedContact => ({
  line: 1,
  id: id ?? null,
  newId: newId ?? randomId(),
  dropped: [],
  said: {
    firstName: 'Anna',
    lastName: null,
    email: email === undefined ? null : (parseEmail(email) ?? null),
    phone: null,
    birthday: null,
    notes: null,
    isFavorite: null,
    ...more,
  },
});

/** A book of somebody new: what is saved into it, and what is in it then, by name. */
async function givenBook(database: Database, most = 100) {
  const accountId = randomId();
  await database.write.change(insertAccount, { id: accountId });
  return {
    save: (...contacts: ImportedContact[]): Promise<Outcome[]> =>
      database.transaction(async (transaction) => {
        const book = await openBook(transaction, accountId);
        return saveImported(transaction, { book, most }, contacts);
      }),
    held: async (): Promise<string[]> =>
      (await listAllContacts(database, accountId)).map(({ first_name, email }) => `${first_name} ${email}`),
    idOf: async (firstName: string): Promise<string> =>
      (await listAllContacts(database, accountId)).find(({ first_name }) => first_name === firstName)?.id ?? '',
    count: async () => (await findBook(database.read, accountId))?.contacts,
  };
}

describeOnEveryDatabase('saving what is imported', (open) => {
  it('writes every field as it is said, and a favourite with the instant at which it became one', async () => {
    const { database } = await open();
    const accountId = randomId();
    await database.write.change(insertAccount, { id: accountId });
    const whole = imported({
      firstName: '"Quoted" \\ and {each :x}',
      lastName: "O'Neil 👩‍👩‍👧",
      email: 'Anna@Пошта.укр',
      phone: '+380441234567',
      birthday: { year: null, month: 2, day: 29 },
      notes: 'one\n\ttwo\u2028three \\u0041',
      isFavorite: true,
    });
    await database.transaction(async (transaction) => {
      const book = await openBook(transaction, accountId);
      await saveImported(transaction, { book, most: 1 }, [whole]);
    });
    const [contact] = await listAllContacts(database, accountId);
    expect(contact).toMatchObject({
      id: whole.newId,
      first_name: whole.said.firstName,
      last_name: whole.said.lastName,
      email: 'Anna@Пошта.укр',
      email_canonical: whole.said.email?.canonical,
      phone: '+380441234567',
      birthday_year: null,
      birthday_day: 229,
      notes: whole.said.notes,
    });
    expect(contact?.favorited_at).toBe(contact?.created_at);
    expect(contact?.updated_at).toBe(contact?.created_at);
  });

  it('C03: an address wins over an id, and both over nothing', async () => {
    const { database } = await open();
    const book = await givenBook(database);
    await book.save(
      imported({ firstName: 'A', email: 'a@example.com' }),
      imported({ firstName: 'B', email: 'b@example.com' }),
    );
    const id = await book.idOf('A');
    expect(await book.save(imported({ firstName: 'C', email: 'B@example.com', id }))).toEqual(['updated']);
    expect(await book.held()).toEqual(['A a@example.com', 'C B@example.com']);
    expect(await book.save(imported({ firstName: 'D', id }), imported({ firstName: 'E', id: randomId() }))).toEqual([
      'updated',
      'created',
    ]);
    expect(await book.held()).toEqual(['C B@example.com', 'D a@example.com', 'E null']);
    expect(await book.count()).toBe(3);
  });

  it('addresses that go from hand to hand within a file end where the last line puts them', async () => {
    const { database } = await open();
    const book = await givenBook(database);
    await book.save(
      imported({ firstName: 'A', email: 'a@example.com' }),
      imported({ firstName: 'B', email: 'b@example.com' }),
    );
    const [a, b] = [await book.idOf('A'), await book.idOf('B')];
    const outcomes = await book.save(
      imported({ firstName: 'B', id: b, email: 'free@example.com' }),
      imported({ firstName: 'A', id: a, email: 'b@example.com' }),
      imported({ firstName: 'B', id: b, email: 'a@example.com' }),
      imported({ firstName: 'F', email: 'free@example.com' }),
      imported({ firstName: 'F2', email: 'FREE@example.com' }),
    );
    expect(outcomes).toEqual(['updated', 'updated', 'updated', 'created', 'updated']);
    expect(await book.held()).toEqual(['A b@example.com', 'B a@example.com', 'F2 FREE@example.com']);
  });

  it('a full book takes nobody new, and its count is that of its contacts', async () => {
    const { database } = await open();
    const book = await givenBook(database, 2);
    const outcomes = await book.save(
      ...['a', 'b', 'c', 'a'].map((name) => imported({ firstName: name, email: `${name}@example.com` })),
    );
    expect(outcomes).toEqual(['created', 'created', 'full', 'updated']);
    expect(await book.count()).toBe(2);
    expect(await book.save(imported({}))).toEqual(['full']);
  });

  it('P9: saving again what may have been saved already creates nothing twice', async () => {
    const { database } = await open();
    const book = await givenBook(database);
    const contacts = [imported({ firstName: 'A' }), imported({ firstName: 'B', id: randomId() })];
    expect(await book.save(...contacts)).toEqual(['created', 'created']);
    expect(await book.save(...contacts)).toEqual(['updated', 'updated']);
    expect(await book.count()).toBe(2);
  });
});
