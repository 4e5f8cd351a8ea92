import type { Transaction } from '#platform/database/database.ts';
import { type AddressBook, reservePlaces } from '../book-store.ts';
import type { ContactFields } from '../contact-fields.ts';
import { fieldsOf } from '../contact-row.ts';
import { createContacts, listKnownContacts, updateContacts } from './import-store.ts';
import { mergeFields, newFields, type ProvedContact } from './prove-draft.ts';

/** A contact with the id that it gets if it is new, so that saving it twice is saving it once. */
export type ImportedContact = ProvedContact & { newId: string };
export type Outcome = 'created' | 'updated' | 'full';

/** A contact of the book as it will be. */
type Entry = { id: string; fields: ContactFields; isNew: boolean; isChanged: boolean };

/**
 * Saves a few contacts in the order of their lines: what has a known address is updated, else what has a known id; the rest
 * is created, as long as there is room. What comes twice among them is created once and updated then.
 *
 * The book was opened, and so locked, by this transaction. What happens to whom is worked out here, from what is known of
 * all of them, and then done in a handful of statements.
 *
 * @param book its count is kept right
 * @returns what became of each
 */
export async function saveImported(
  transaction: Transaction,
  { book, most }: { book: AddressBook; most: number },
  contacts: readonly ImportedContact[],
): Promise<Outcome[]> {
  const entries = await readEntries(transaction, book, contacts);
  const outcomes: Outcome[] = [];
  const created: Entry[] = [];
  for (const { id, newId, said } of contacts) {
    const entry = entries.find(said.email?.canonical ?? null, [id, newId]);
    if (entry !== undefined) {
      const fields = mergeFields(entry.fields, said);
      const hasMoved = fields.email?.canonical !== entry.fields.email?.canonical;
      entries.change(entry, fields);
      // At once, and in the order of the lines: the next one may want the address that has become free.
      if (hasMoved && !entry.isNew) await updateContacts(transaction, book, [entry]);
      outcomes.push('updated');
    } else if (book.contacts + created.length < most) {
      created.push(entries.add(newId, newFields(said)));
      outcomes.push('created');
    } else outcomes.push('full');
  }
  const changed = entries.all().filter((entry) => entry.isChanged && !entry.isNew);
  if (changed.length > 0) await updateContacts(transaction, book, changed);
  if (created.length > 0) await createAll(transaction, { book, most }, created);
  return outcomes;
}

async function createAll(
  transaction: Transaction,
  { book, most }: { book: AddressBook; most: number },
  created: readonly Entry[],
): Promise<void> {
  if (!(await reservePlaces(transaction, book, { count: created.length, most })))
    throw new Error('the book of an import was not locked');
  await createContacts(transaction, book, created);
  book.contacts += created.length;
}

/** What is there already of those that are to be saved, by address and by id. */
async function readEntries(transaction: Transaction, book: AddressBook, contacts: readonly ImportedContact[]) {
  const byEmail = new Map<string, Entry>();
  const byId = new Map<string, Entry>();
  const put = (entry: Entry): Entry => {
    byId.set(entry.id, entry);
    if (entry.fields.email !== null) byEmail.set(entry.fields.email.canonical, entry);
    return entry;
  };
  const wanted = contacts.flatMap(({ id, newId, said }) => [
    { email: said.email?.canonical ?? null, id: newId },
    ...(id === null ? [] : [{ email: null, id }]),
  ]);
  for (const contact of await listKnownContacts(transaction, book, wanted))
    put({ id: contact.id, fields: fieldsOf(contact), isNew: false, isChanged: false });
  return {
    find: (email: string | null, ids: readonly (string | null)[]): Entry | undefined =>
      (email === null ? undefined : byEmail.get(email)) ??
      ids.map((id) => (id === null ? undefined : byId.get(id))).find((entry) => entry !== undefined),
    add: (id: string, fields: ContactFields): Entry => put({ id, fields, isNew: true, isChanged: false }),
    change: (entry: Entry, fields: ContactFields): void => {
      if (entry.fields.email !== null) byEmail.delete(entry.fields.email.canonical);
      entry.fields = fields;
      entry.isChanged = true;
      put(entry);
    },
    all: (): Entry[] => [...byId.values()],
  };
}
