import { expect, it } from 'vitest';
import { parseEmail } from '#features/accounts/parse-email.ts';
import { randomId } from '#platform/crypto/random.ts';
import { type Database, UniqueViolation } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { findBook, openBook } from './book-store.ts';
import type { ContactFields } from './contact-fields.ts';
import { fieldsOf } from './contact-row.ts';
import { listContactRows } from './list-store.ts';
import { createContact, findContact } from './store.ts';

const insertAccount = statement<{ id: string }>(
  'test.account_of_book',
  `INSERT INTO accounts (id, email, email_canonical, role, status, epoch, credential_version, created_at, updated_at)
   VALUES (:id, :id, :id, 'user', 'active', 0, 0, now_ms(), now_ms())`,
);

async function givenAccount(database: Database): Promise<string> {
  const id = randomId();
  await database.write.change(insertAccount, { id });
  return id;
}

const fields = (more: Partial<ContactFields> = {}): ContactFields => ({
  firstName: 'Anna',
  lastName: null,
  email: null,
  phone: null,
  birthday: null,
  notes: null,
  isFavorite: false,
  ...more,
});
const mail = (text: string) => parseEmail(text) ?? null;

describeOnEveryDatabase('the contact store', (open) => {
  it('gives back every field as it was written, and counts what a book holds', async () => {
    const { database } = await open();
    const account = await givenAccount(database);
    const whole = fields({
      lastName: 'Каренина',
      email: mail('Anna@Пошта.укр'),
      phone: '+380441234567',
      birthday: { year: null, month: 2, day: 29 },
      notes: 'one\n\ttwo 👩‍🚀',
      isFavorite: true,
    });
    const created = await database.transaction(async (transaction) =>
      createContact(transaction, { book: await openBook(transaction, account), fields: whole, most: 5 }),
    );
    const found = await findContact(database.read, account, created?.id ?? '');
    expect(found && fieldsOf(found)).toEqual(whole);
    expect(await findBook(database.read, account)).toMatchObject({ contacts: 1 });
    expect(await findContact(database.read, await givenAccount(database), created?.id ?? '')).toBeUndefined();
  });

  it('C03: the constraint refuses a second contact with the same address, and the count stays right', async () => {
    const { database } = await open();
    const account = await givenAccount(database);
    const create = () =>
      database.transaction(async (transaction) =>
        createContact(transaction, {
          book: await openBook(transaction, account),
          fields: fields({ email: mail('anna@example.com') }),
          most: 100,
        }),
      );
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, create));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toBeInstanceOf(UniqueViolation);
        expect(outcome.reason.constraint).toContain('email_canonical');
      }
    expect(await findBook(database.read, account)).toMatchObject({ contacts: 1 });
  });

  it('lists by name from behind a position, in the order of the alphabet', async () => {
    const { database } = await open();
    const account = await givenAccount(database);
    const names = ['Яна', 'Ґанна', 'Гнат', 'Дарія', 'Éva', 'Zoe', 'Eva'];
    const book = await database.transaction(async (transaction) => {
      const opened = await openBook(transaction, account);
      for (const firstName of names)
        await createContact(transaction, { book: opened, fields: fields({ firstName }), most: 10 });
      return opened;
    });
    const seen: string[] = [];
    let after = null;
    for (;;) {
      const rows = await listContactRows(database.read, book, { after, limit: 2 });
      seen.push(...rows.map((row) => row.first_name));
      const last = rows.at(-1);
      if (last === undefined) break;
      after = { name: last.name_sort, id: last.id };
    }
    expect(seen.toSorted()).toEqual(names.toSorted());
    expect(seen.slice(0, 2).toSorted()).toEqual(['Eva', 'Éva']);
    expect(seen.slice(2)).toEqual(['Zoe', 'Гнат', 'Ґанна', 'Дарія', 'Яна']);
  });
});
