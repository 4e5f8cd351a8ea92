import type { Database } from '#platform/database/database.ts';
import { createOnce } from '#platform/idempotency/create-once.ts';
import { openBook } from './book-store.ts';
import type { ContactFields } from './contact-fields.ts';
import type { Contact } from './contact-row.ts';
import { bookFull, refusalOf } from './refusals.ts';
import { createContact, findContact } from './store.ts';

export type AddContext = { database: Database; config: { contacts: { mostPerAccount: number } } };

export type NewContact = {
  accountId: string;
  fields: ContactFields;
  /** The same key again adds no second contact; what the client has sent tells whether it is the same request. */
  key: string | undefined;
  request: object;
};

/**
 * Adds a contact to the account's address book, which the first one makes.
 *
 * @throws Problem 409 `email_taken`, `address_book_full`; 401 where the account has gone; and what `createOnce` refuses with
 */
export async function addContact(
  { database, config }: AddContext,
  { accountId, fields, key, request }: NewContact,
): Promise<{ resource: Contact; isReplayed: boolean }> {
  const most = config.contacts.mostPerAccount;
  const creation = {
    accountId,
    scope: 'POST /api/contacts',
    key,
    request,
    find: (executor: Database['read'], id: string) => findContact(executor, accountId, id),
  };
  try {
    return await createOnce({ database }, creation, async (transaction, id) => {
      const book = await openBook(transaction, accountId);
      const contact = await createContact(transaction, { book, fields, most, id });
      if (contact === undefined) throw bookFull(most);
      return contact;
    });
  } catch (error) {
    throw refusalOf(error);
  }
}
