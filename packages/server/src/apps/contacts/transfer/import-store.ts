import type { Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import type { AddressBook } from '../book-store.ts';
import type { ContactFields } from '../contact-fields.ts';
import { type Contact, type FieldColumns, toColumns } from '../contact-row.ts';

/*
 * Many contacts in one statement each: an import would otherwise take three ways to the database for every line.
 * The book was opened, and so locked, by the transaction before: nobody comes in between.
 */

/** A contact and the id that it has, or gets. */
export type NumberedFields = { id: string; fields: ContactFields };

// CROSS JOIN is for SQLite, which would read the whole book for each element; `+ 0` in the update below as well.
const known = statement<{ book: number; given: string }, Contact>(
  'contacts.list_known',
  `SELECT contacts.* FROM {each :given} AS given CROSS JOIN contacts
   WHERE contacts.book_key = :book AND contacts.email_canonical = given.value ->> 'email'
   UNION ALL
   SELECT contacts.* FROM {each :given} AS given CROSS JOIN contacts
   WHERE contacts.id = given.value ->> 'id' AND contacts.book_key = :book`,
);

/** The texts and numbers of a contact in JSON, in the order in which both statements name them. */
const texts = [
  'first_name',
  'last_name',
  'email',
  'email_canonical',
  'phone',
  'notes',
  'name_sort',
  'text',
] as const satisfies (keyof FieldColumns)[];
const numbers = ['birthday_year', 'birthday_day'] as const satisfies (keyof FieldColumns)[];
const sources = new Map<string, string>([
  ...texts.map((name) => [name, `given.value ->> '${name}'`] as const),
  ...numbers.map((name) => [name, `CAST(given.value ->> '${name}' AS integer)`] as const),
]);
const isFavorite = `CAST(given.value ->> 'favorite' AS integer) = 1`;
const names = [...sources.keys()];

const insert = statement<{ book: number; given: string }>(
  'contacts.create_many',
  `INSERT INTO contacts (id, book_key, ${names.join(', ')}, favorited_at, created_at, updated_at)
   SELECT given.value ->> 'id', CAST(:book AS bigint), ${[...sources.values()].join(', ')},
     CASE WHEN ${isFavorite} THEN now_ms() END, now_ms(), now_ms()
   FROM {each :given} AS given WHERE true`,
);
const update = statement<{ book: number; given: string }>(
  'contacts.update_many',
  `UPDATE contacts SET ${names.map((name) => `${name} = ${sources.get(name)}`).join(', ')},
     favorited_at = CASE WHEN ${isFavorite} THEN COALESCE(favorited_at, now_ms()) END,
     updated_at = CASE WHEN now_ms() > updated_at THEN now_ms() ELSE updated_at + 1 END
   FROM {each :given} AS given WHERE contacts.id = given.value ->> 'id' AND contacts.book_key + 0 = :book`,
);

const asJson = (contacts: readonly NumberedFields[]): string =>
  JSON.stringify(contacts.map(({ id, fields }) => ({ id, ...toColumns(fields) })));

/** Those of the book that have one of these addresses or ids; one may be there twice. */
export const listKnownContacts = (
  transaction: Transaction,
  book: AddressBook,
  given: readonly { email: string | null; id: string | null }[],
): Promise<Contact[]> => transaction.all(known, { book: book.key, given: JSON.stringify(given) });

/** Their places were reserved before. @throws UniqueViolation for an address that another contact of the book has */
export const createContacts = async (
  transaction: Transaction,
  book: AddressBook,
  contacts: readonly NumberedFields[],
): Promise<void> => {
  await transaction.change(insert, { book: book.key, given: asJson(contacts) });
};

/** Of the book only. @throws UniqueViolation as {@link createContacts} */
export const updateContacts = async (
  transaction: Transaction,
  book: AddressBook,
  contacts: readonly NumberedFields[],
): Promise<void> => {
  await transaction.change(update, { book: book.key, given: asJson(contacts) });
};
