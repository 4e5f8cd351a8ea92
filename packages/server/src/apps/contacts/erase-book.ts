import type { Transaction } from '#platform/database/database.ts';
import { deleteEmptyBook, lockBook, orphanBook, releasePlaces } from './book-store.ts';
import { deleteContactsOf } from './store.ts';

/** So many go in some milliseconds, together with the account; nobody else can write to SQLite meanwhile. */
export const mostErasedAtOnce = 1000;

/**
 * What becomes of an address book whose account is deleted, in the same transaction. A big one is left without an owner, out of
 * everybody's reach; the sweep removes it afterwards (decision 0024).
 */
export async function eraseBook(transaction: Transaction, accountId: string): Promise<void> {
  const book = await lockBook(transaction, accountId);
  if (book === undefined) return;
  if (book.contacts > mostErasedAtOnce) return orphanBook(transaction, book.key);
  await releasePlaces(transaction, book.key, await deleteContactsOf(transaction, book.key, mostErasedAtOnce));
  await deleteEmptyBook(transaction, book.key);
}
