import { expect, test } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import { silentLog } from '#platform/log.ts';
import { removeWhatExpired } from '#server/housekeeping.ts';
import { givenSession } from '#test/cases/given-session.ts';
import { bearer, describeApp, type TestApp } from '#test/test-app.ts';
import { contacts } from './app.ts';
import { openBook } from './book-store.ts';
import { mostErasedAtOnce } from './erase-book.ts';
import { listContactRows } from './list-store.ts';
import { createContact } from './store.ts';
import { sweepBooks } from './sweep-books.ts';

const countRows = statement<Record<never, never>, { contacts: number; books: number; counted: number }>(
  'test.rows_of_books',
  `SELECT (SELECT COUNT(*) FROM contacts) AS contacts, (SELECT COUNT(*) FROM address_books) AS books,
     (SELECT COALESCE(SUM(contacts), 0) FROM address_books) AS counted`,
);
const rowsOf = (app: TestApp) => app.database.read.first(countRows, {});

async function givenContacts(app: TestApp, accountId: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += 250)
    await app.database.transaction(async (transaction) => {
      const book = await openBook(transaction, accountId);
      for (let n = from; n < Math.min(count, from + 250); n += 1)
        await createContact(transaction, {
          book,
          most: 100_000,
          fields: {
            firstName: `Name ${n}`,
            lastName: null,
            email: null,
            phone: null,
            birthday: null,
            notes: null,
            isFavorite: false,
          },
        });
    });
}

async function givenOwner(app: TestApp, count: number) {
  const { account, accessToken } = await givenSession(app);
  await givenContacts(app, account.id, count);
  return {
    id: account.id,
    leave: () => app.post('/api/account/deletion', { password: account.password }, bearer(accessToken)),
  };
}

describeApp('an address book whose account is deleted', (open) => {
  test('E9: goes with the account where it is small', async () => {
    const app = await open();
    const owner = await givenOwner(app, 30);
    const other = await givenOwner(app, 3);
    expect((await owner.leave()).statusCode).toBe(204);
    expect(await rowsOf(app)).toEqual({ contacts: 3, books: 1, counted: 3 });
    expect((await other.leave()).statusCode).toBe(204);
    expect(await rowsOf(app)).toEqual({ contacts: 0, books: 0, counted: 0 });
  });

  test('E9: where it is big it belongs to nobody at once, and is removed right afterwards without being asked', async () => {
    const app = await open();
    const owner = await givenOwner(app, mostErasedAtOnce + 300);
    expect((await owner.leave()).statusCode).toBe(204);
    const reached = statement<{ account_id: string }, { books: number }>(
      'test.books_of',
      'SELECT COUNT(*) AS books FROM address_books WHERE account_id = :account_id',
    );
    expect(await app.database.read.first(reached, { account_id: owner.id })).toEqual({ books: 0 });
    await expect.poll(() => rowsOf(app), { timeout: 20_000 }).toEqual({ contacts: 0, books: 0, counted: 0 });
  }, 40_000);

  test('what a crash left of it is taken up again, in batches after which the count is right', async () => {
    const app = await open();
    const { id } = await givenOwner(app, 700);
    await givenOwner(app, 5);
    const orphan = statement<{ id: string }>(
      'test.orphan',
      'UPDATE address_books SET account_id = NULL WHERE account_id = :id',
    );
    await app.database.write.change(orphan, { id });
    let batches = 0;
    // Stopped after the first batch, as by a crash.
    await sweepBooks({ database: app.database, log: silentLog }, () => {
      batches += 1;
      return batches > 1;
    });
    expect(await rowsOf(app)).toEqual({ contacts: 455, books: 2, counted: 455 });
    await removeWhatExpired(app.app.context, [contacts]);
    expect(await rowsOf(app)).toEqual({ contacts: 5, books: 1, counted: 5 });
  });

  test('others write between two batches', async () => {
    const app = await open();
    const { id } = await givenOwner(app, 4000);
    const other = await givenOwner(app, 1);
    const orphan = statement<{ id: string }>(
      'test.orphan',
      'UPDATE address_books SET account_id = NULL WHERE account_id = :id',
    );
    await app.database.write.change(orphan, { id });
    const sweeping = sweepBooks({ database: app.database, log: silentLog });
    await givenContacts(app, other.id, 1);
    const left = (await rowsOf(app))?.contacts;
    expect(await sweeping).toBe(4000);
    expect(left).toBeGreaterThan(2);
    const book = await app.database.transaction((transaction) => openBook(transaction, other.id));
    expect(await listContactRows(app.database.read, book, { after: null, limit: 100 })).toHaveLength(2);
  });
});
