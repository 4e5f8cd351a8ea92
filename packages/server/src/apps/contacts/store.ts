import type { ParsedEmail } from '#features/accounts/parse-email.ts';
import { randomId } from '#platform/crypto/random.ts';
import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { type AddressBook, releasePlaces, reservePlace } from './book-store.ts';
import type { ContactFields } from './contact-fields.ts';
import { type Contact, type FieldColumns, toColumns } from './contact-row.ts';

/** Later than before in any case: no two states of a contact bear one `updated_at`, so none has the ETag of another. */
const later = 'CASE WHEN now_ms() > updated_at THEN now_ms() ELSE updated_at + 1 END';
const written = `first_name = :first_name, last_name = :last_name, email = :email, email_canonical = :email_canonical,
     phone = :phone, birthday_year = CAST(:birthday_year AS integer), birthday_day = CAST(:birthday_day AS integer),
     notes = :notes, name_sort = :name_sort, text = :text,
     favorited_at = CASE WHEN CAST(:favorite AS integer) = 1 THEN COALESCE(favorited_at, now_ms()) END,
     updated_at = ${later}`;

const insert = statement<FieldColumns & { id: string; book_key: number }, Contact>(
  'contacts.create',
  `INSERT INTO contacts (id, book_key, first_name, last_name, email, email_canonical, phone, birthday_year, birthday_day,
     notes, name_sort, text, favorited_at, created_at, updated_at)
   VALUES (:id, :book_key, :first_name, :last_name, :email, :email_canonical, :phone, CAST(:birthday_year AS integer),
     CAST(:birthday_day AS integer), :notes, :name_sort, :text,
     CASE WHEN CAST(:favorite AS integer) = 1 THEN now_ms() END, now_ms(), now_ms())
   RETURNING *`,
);
const update = statement<FieldColumns & { id: string; book_key: number }, Contact>(
  'contacts.update',
  `UPDATE contacts SET ${written} WHERE id = :id AND book_key = :book_key RETURNING *`,
);
const known = statement<{ id: string; book_key: number; email_canonical: string | null }, { id: string }>(
  'contacts.find_known',
  `SELECT id FROM contacts WHERE id = :id
   UNION ALL SELECT id FROM contacts WHERE book_key = :book_key AND email_canonical = :email_canonical`,
);
const ofAccount = statement<{ id: string; account_id: string }, Contact>(
  'contacts.find',
  `SELECT contacts.* FROM contacts JOIN address_books ON address_books.key = contacts.book_key
   WHERE contacts.id = :id AND address_books.account_id = :account_id`,
);
const locked = statement<{ id: string; book_key: number }, Contact>(
  'contacts.lock',
  'SELECT * FROM contacts WHERE id = :id AND book_key = :book_key {for update}',
);
const remove = statement<{ id: string; book_key: number }>(
  'contacts.delete',
  'DELETE FROM contacts WHERE id = :id AND book_key = :book_key',
);
const removeSome = statement<{ book_key: number; most: number }>(
  'contacts.delete_some',
  `DELETE FROM contacts WHERE id IN
     (SELECT id FROM contacts WHERE book_key = :book_key ORDER BY name_sort, id LIMIT CAST(:most AS bigint))`,
);

const rowOf = (contact: Contact | undefined): Contact => {
  if (contact === undefined) throw new Error('contacts.create returned no row');
  return contact;
};

export const findContact = (executor: Executor, accountId: string, id: string): Promise<Contact | undefined> =>
  executor.first(ofAccount, { id, account_id: accountId });

/** Whether the id is given away, or the address to a contact of this book; good for a transaction that has locked the book. */
export const isContactKnown = async (
  transaction: Transaction,
  book: AddressBook,
  id: string,
  email: ParsedEmail | null,
): Promise<boolean> =>
  (await transaction.first(known, { id, book_key: book.key, email_canonical: email?.canonical ?? null })) !== undefined;

/** The contact as it stays until this transaction changes it or ends. The book is locked before. */
export const lockContact = (transaction: Transaction, book: AddressBook, id: string): Promise<Contact | undefined> =>
  transaction.first(locked, { id, book_key: book.key });

/**
 * @param most how many a book may hold
 * @returns undefined where the book is full
 * @throws UniqueViolation whose `constraint` names `email_canonical`, for an address that another contact of the book has
 */
export async function createContact(
  transaction: Transaction,
  { book, fields, most, id = randomId() }: { book: AddressBook; fields: ContactFields; most: number; id?: string },
): Promise<Contact | undefined> {
  if (!(await reservePlace(transaction, book, most))) return undefined;
  return rowOf(await transaction.first(insert, { ...toColumns(fields), id, book_key: book.key }));
}

/**
 * @returns undefined for a contact that is not in the book
 * @throws UniqueViolation as {@link createContact}
 */
export const updateContact = (
  transaction: Transaction,
  book: AddressBook,
  id: string,
  fields: ContactFields,
): Promise<Contact | undefined> => transaction.first(update, { ...toColumns(fields), id, book_key: book.key });

/** @returns whether there was one */
export async function deleteContact(transaction: Transaction, book: AddressBook, id: string): Promise<boolean> {
  const removed = await transaction.change(remove, { id, book_key: book.key });
  if (removed > 0) await releasePlaces(transaction, book.key, removed);
  return removed > 0;
}

/** Removes contacts of a book; its count is the caller's. @returns how many */
export const deleteContactsOf = (transaction: Transaction, bookKey: number, most: number): Promise<number> =>
  transaction.change(removeSome, { book_key: bookKey, most });
