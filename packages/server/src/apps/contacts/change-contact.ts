import type { Account } from '#features/accounts/store.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { matchesStrongly } from '#platform/http/entity-tags.ts';
import { type AddressBook, lockBook } from './book-store.ts';
import type { ContactFields } from './contact-fields.ts';
import { contactTagOf } from './contact-on-wire.ts';
import { type Contact, fieldsOf } from './contact-row.ts';
import { changedMeanwhile, noSuchContact, refusalOf } from './refusals.ts';
import { deleteContact, lockContact, updateContact } from './store.ts';

/** Which contact of whom; with `ifMatch`, the header as it came, only while it still is what was read. */
export type Chosen = { account: Account; id: string; ifMatch: string | undefined };

/**
 * Changes a contact: what `changes` leaves out stays. What is as it was already writes nothing.
 *
 * @throws Problem 404, 409 `email_taken`, 412 `precondition_failed`
 */
export async function changeContact(
  { database }: { database: Database },
  chosen: Chosen,
  changes: Partial<ContactFields>,
): Promise<Contact> {
  try {
    return await database.transaction(async (transaction) => {
      const { book, contact } = await lockChosen(transaction, chosen);
      const before = fieldsOf(contact);
      const wanted = { ...before, ...changes };
      if (isSame(before, wanted)) return contact;
      return (await updateContact(transaction, book, contact.id, wanted)) ?? refuseUnknown();
    });
  } catch (error) {
    throw refusalOf(error);
  }
}

/** @throws Problem 404, 412 `precondition_failed` */
export const removeContact = ({ database }: { database: Database }, chosen: Chosen): Promise<void> =>
  database.transaction(async (transaction) => {
    const { book, contact } = await lockChosen(transaction, chosen);
    if (!(await deleteContact(transaction, book, contact.id))) refuseUnknown();
  });

/** Whether it still is what was read is decided under the row's lock: of parallel changes by one ETag, one is done. */
async function lockChosen(
  transaction: Transaction,
  { account, id, ifMatch }: Chosen,
): Promise<{ book: AddressBook; contact: Contact }> {
  const book = (await lockBook(transaction, account.id)) ?? refuseUnknown();
  const contact = (await lockContact(transaction, book, id)) ?? refuseUnknown();
  if (ifMatch !== undefined && !matchesStrongly(ifMatch, contactTagOf(contact, account))) throw changedMeanwhile();
  return { book, contact };
}

function refuseUnknown(): never {
  throw noSuchContact();
}

const isSame = (one: ContactFields, other: ContactFields): boolean => JSON.stringify(one) === JSON.stringify(other);
