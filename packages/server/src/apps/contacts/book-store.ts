import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

/** One row of `address_books`: `contacts` is how many are in it. */
export type AddressBook = { key: number; contacts: number };

const ofAccount = statement<{ account_id: string }, AddressBook>(
  'address_books.find',
  'SELECT key, contacts FROM address_books WHERE account_id = :account_id',
);
const locked = statement<{ account_id: string }, AddressBook>(
  'address_books.lock',
  'SELECT key, contacts FROM address_books WHERE account_id = :account_id {for update}',
);
const insert = statement<{ account_id: string }>(
  'address_books.create',
  `INSERT INTO address_books (account_id, contacts, created_at) VALUES (:account_id, 0, now_ms())
   ON CONFLICT (account_id) DO NOTHING`,
);
const reserve = statement<{ key: number; most: number }>(
  'address_books.reserve',
  'UPDATE address_books SET contacts = contacts + 1 WHERE key = :key AND contacts < CAST(:most AS bigint)',
);
const reserveMany = statement<{ key: number; count: number; most: number }>(
  'address_books.reserve_many',
  `UPDATE address_books SET contacts = contacts + CAST(:count AS integer)
   WHERE key = :key AND contacts + CAST(:count AS integer) <= CAST(:most AS bigint)`,
);
const release = statement<{ key: number; removed: number }>(
  'address_books.release',
  'UPDATE address_books SET contacts = contacts - CAST(:removed AS integer) WHERE key = :key',
);
const orphan = statement<{ key: number }>(
  'address_books.orphan',
  'UPDATE address_books SET account_id = NULL WHERE key = :key',
);
const lockOrphan = statement<Record<never, never>, AddressBook>(
  'address_books.lock_orphaned',
  'SELECT key, contacts FROM address_books WHERE account_id IS NULL ORDER BY key LIMIT 1 {for update}',
);
const removeEmpty = statement<{ key: number }>(
  'address_books.delete',
  'DELETE FROM address_books WHERE key = :key AND NOT EXISTS (SELECT 1 FROM contacts WHERE book_key = :key)',
);

/** @returns undefined for an account that has never kept a contact */
export const findBook = (executor: Executor, accountId: string): Promise<AddressBook | undefined> =>
  executor.first(ofAccount, { account_id: accountId });

/**
 * The book, and whoever else changes something in it waits until this transaction ends. Every change of a contact begins
 * so, and so no two of one book can wait for each other.
 */
export const lockBook = (transaction: Transaction, accountId: string): Promise<AddressBook | undefined> =>
  transaction.first(locked, { account_id: accountId });

/**
 * The same for the first write: makes the book where there is none.
 *
 * @throws ReferenceGone when the account has been deleted meanwhile
 */
export async function openBook(transaction: Transaction, accountId: string): Promise<AddressBook> {
  const known = await lockBook(transaction, accountId);
  if (known !== undefined) return known;
  await transaction.change(insert, { account_id: accountId });
  const made = await lockBook(transaction, accountId);
  if (made === undefined) throw new Error('address_books.create left no row');
  return made;
}

/** Takes the place of one more contact. @returns false where the book is full */
export const reservePlace = async (transaction: Transaction, book: AddressBook, most: number): Promise<boolean> =>
  (await transaction.change(reserve, { key: book.key, most })) === 1;

/** Takes the places of several at once. @returns false where the book has not as many, and then none is taken */
export const reservePlaces = async (
  transaction: Transaction,
  book: AddressBook,
  { count, most }: { count: number; most: number },
): Promise<boolean> => (await transaction.change(reserveMany, { key: book.key, count, most })) === 1;

/** Gives places back. */
export const releasePlaces = async (transaction: Transaction, bookKey: number, removed: number): Promise<void> => {
  await transaction.change(release, { key: bookKey, removed });
};

/** Takes the book away from its account: nobody reaches it any more. */
export const orphanBook = async (transaction: Transaction, bookKey: number): Promise<void> => {
  await transaction.change(orphan, { key: bookKey });
};

/** One without an account; several processes that sweep take turns. */
export const lockOrphanedBook = (transaction: Transaction): Promise<AddressBook | undefined> =>
  transaction.first(lockOrphan, {});

export const deleteEmptyBook = async (transaction: Transaction, bookKey: number): Promise<void> => {
  await transaction.change(removeEmpty, { key: bookKey });
};
