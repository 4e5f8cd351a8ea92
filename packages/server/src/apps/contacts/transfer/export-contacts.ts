import { toWireInstant } from '#platform/clock.ts';
import type { Counters, Limit } from '#platform/counters/counters.ts';
import type { Database, Executor } from '#platform/database/database.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';
import { formatBirthday } from '../birthday.ts';
import { findBook } from '../book-store.ts';
import { type Contact, fieldsOf } from '../contact-row.ts';
import { type ContactPosition, listContactRows, positionOf } from '../list-store.ts';
import { csvHeader, writeCsvRow } from './files/write-csv.ts';
import { writeVcard } from './files/write-vcard.ts';
import type { WrittenContact } from './files/written-contact.ts';

export type ExportFormat = 'vcard' | 'csv';

/** It reads a whole book, and nobody needs it often. */
const exports: Limit = { name: 'contacts_exports', points: 20, windowSeconds: 3600 };

/**
 * Rows that are read at once: so long others wait on SQLite, and so much is held for whoever reads nothing (O5). A contact may be
 * 8 kB: with 500 rows it was up to 17 MB with what was written of them, and ninety such readers ended a small machine's service.
 */
const pageSize = 50;

const forms = {
  vcard: { beginning: () => '', write: writeVcard },
  csv: { beginning: csvHeader, write: writeCsvRow },
} as const;

/**
 * The contacts of an account as a file, in the order of the list, read while it is sent. What is created, changed or deleted
 * meanwhile stands in it as it was before or after. Only whoever is renamed across the place that is being read may be missed
 * or stand in it twice: a book of one page is read in one go.
 *
 * @throws Problem 429, 503 when the database is away: the beginning is read before anything is answered
 */
export async function exportContacts(
  context: { database: Database; counters: Counters },
  { accountId, format, facts }: { accountId: string; format: ExportFormat; facts: RequestFacts },
): Promise<AsyncGenerator<string>> {
  await takeOwnPoint(context, facts, {
    limit: exports,
    key: accountId,
    detail: 'The contacts of this account were exported too often within an hour.',
  });
  const rows = readRows(context.database.read, accountId);
  return writeFile(forms[format], await rows.next(), rows);
}

async function* writeFile(
  { beginning, write }: (typeof forms)[ExportFormat],
  first: IteratorResult<Contact, void>,
  rest: AsyncGenerator<Contact, void>,
): AsyncGenerator<string> {
  yield beginning();
  if (first.done) return;
  yield write(toWritten(first.value));
  for await (const contact of rest) yield write(toWritten(contact));
}

async function* readRows(executor: Executor, accountId: string): AsyncGenerator<Contact, void> {
  const book = await findBook(executor, accountId);
  if (book === undefined) return;
  let after: ContactPosition | null = null;
  for (;;) {
    const page: Contact[] = await listContactRows(executor, book, { after, limit: pageSize });
    const last = page.at(-1);
    yield* page;
    if (last === undefined || page.length < pageSize) return;
    after = positionOf(last);
  }
}

function toWritten(contact: Contact): WrittenContact {
  const { firstName, lastName, email, phone, birthday, notes, isFavorite } = fieldsOf(contact);
  return {
    id: contact.id,
    firstName,
    lastName,
    email: email?.email ?? null,
    phone,
    birthday: birthday === null ? null : formatBirthday(birthday),
    notes,
    isFavorite,
    updatedAt: toWireInstant(contact.updated_at),
  };
}
