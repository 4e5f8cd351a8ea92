import type { Transaction } from '#platform/database/database.ts';
import { openBook } from './book-store.ts';
import type { ContactFields } from './contact-fields.ts';
import type { Contact } from './contact-row.ts';
import { bookFull } from './refusals.ts';
import { createContact } from './store.ts';

export type NewContact = { accountId: string; fields: ContactFields; most: number };

/**
 * Adds a contact to the account's address book, which the first one makes.
 *
 * @throws Problem 409 `address_book_full`
 * @throws UniqueViolation, ReferenceGone: see `refusalOf`
 */
export async function addContact(transaction: Transaction, { accountId, fields, most }: NewContact): Promise<Contact> {
  const book = await openBook(transaction, accountId);
  const contact = await createContact(transaction, { book, fields, most });
  if (contact === undefined) throw bookFull(most);
  return contact;
}
