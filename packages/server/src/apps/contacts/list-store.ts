import type { Executor } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import type { AddressBook } from './book-store.ts';
import type { Contact } from './contact-row.ts';

/** Where a list stands: the name as it is sorted, and the id. */
export type ContactPosition = { name: string; id: string };

export const positionOf = (contact: Contact): ContactPosition => ({ name: contact.name_sort, id: contact.id });

const beginning: ContactPosition = { name: '', id: '' };

const page = statement<ContactPosition & { book: number; limit: number }, Contact>(
  'contacts.list',
  `SELECT * FROM contacts WHERE book_key = :book AND (name_sort, id) > (:name, :id)
   ORDER BY name_sort, id LIMIT CAST(:limit AS bigint)`,
);

/** Contacts of a book by name, from behind `after`. */
export const listContactRows = (
  executor: Executor,
  book: AddressBook,
  { after, limit }: { after: ContactPosition | null; limit: number },
): Promise<Contact[]> => executor.all(page, { ...(after ?? beginning), book: book.key, limit });
