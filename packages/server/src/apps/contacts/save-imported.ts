import { setTimeout as sleep } from 'node:timers/promises';
import { createIdFamily } from '#platform/crypto/random.ts';
import { type Database, DatabaseUnavailable, type Transaction } from '#platform/database/database.ts';
import { openBook } from './book-store.ts';
import type { Refused } from './files/contact-draft.ts';
import type { ReportBuilder } from './import-report.ts';
import { mergeFields, newFields, type ProvedContact } from './prove-draft.ts';
import { saveContact } from './store.ts';
import type { Turns } from './take-turns.ts';

export type SaveContext = {
  database: Database;
  accountId: string;
  /** How many contacts a book may hold. */
  most: number;
  turns: Turns;
};

/** A contact with the id that it gets if it is new, so that saving it twice is saving it once. */
export type ImportedContact = ProvedContact & { newId: string };

/** Those of one import stand side by side in the index, which is much cheaper than anywhere. */
export function createNumbering(): (proved: ProvedContact) => ImportedContact {
  const makeId = createIdFamily();
  return (proved) => ({ ...proved, newId: makeId() });
}

type Outcome = 'created' | 'updated' | 'full';

const fullBook = (line: number, most: number): Refused => ({
  line,
  reason: `the address book is full: it holds ${most} contacts`,
  code: 'address_book_full',
});

/** Another import or change of this book may hold it for a second. */
const mostTries = 5;
const retryMilliseconds = 500;

/**
 * Saves a few contacts in a transaction of their own. What finds no place is refused, and what is known is updated all the
 * same.
 *
 * @throws DatabaseUnavailable when the database stays away
 */
export async function saveBatch(
  context: SaveContext,
  contacts: readonly ImportedContact[],
  report: ReportBuilder,
): Promise<void> {
  const outcomes = await withPatience(() =>
    context.database.transaction((transaction) => saveAll(transaction, context, contacts)),
  );
  for (const [index, contact] of contacts.entries()) tell(report, contact, outcomes[index] ?? 'full', context.most);
}

/** Thrown to undo what was done: all or nothing. */
class BookFull extends Error {}

/**
 * Saves all contacts in one transaction, or none.
 *
 * @returns false where they do not all find a place; the report then says from which line on
 */
export async function saveAtOnce(
  context: SaveContext,
  contacts: readonly ImportedContact[],
  report: ReportBuilder,
): Promise<boolean> {
  let outcomes: Outcome[] = [];
  try {
    await context.database.transaction(async (transaction) => {
      outcomes = await saveAll(transaction, context, contacts);
      if (outcomes.includes('full')) throw new BookFull();
    });
  } catch (error) {
    if (!(error instanceof BookFull)) throw error;
    for (const [index, { line }] of contacts.entries())
      if (outcomes[index] === 'full') report.refuse(fullBook(line, context.most));
    return false;
  }
  for (const [index, contact] of contacts.entries()) tell(report, contact, outcomes[index] ?? 'full', context.most);
  return true;
}

async function saveAll(
  transaction: Transaction,
  { accountId, most, turns }: SaveContext,
  contacts: readonly ImportedContact[],
): Promise<Outcome[]> {
  const book = await openBook(transaction, accountId);
  const outcomes: Outcome[] = [];
  for (const { id, newId, said } of contacts) {
    const merge = (there: Parameters<typeof mergeFields>[0]) => mergeFields(there, said);
    const saved = await saveContact(transaction, {
      book,
      most,
      fields: newFields(said),
      ...(id !== null && { knownId: id }),
      newId,
      merge,
    });
    outcomes.push(saved.outcome);
    // Readers go on meanwhile; whoever writes on SQLite waits for the end.
    if (turns.areDue()) await turns.take();
  }
  return outcomes;
}

function tell(report: ReportBuilder, { line, dropped }: ImportedContact, outcome: Outcome, most: number): void {
  if (outcome === 'full') report.refuse(fullBook(line, most));
  else {
    report.count(outcome);
    for (const one of dropped) report.drop(one);
  }
}

async function withPatience<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || tries >= mostTries) throw error;
      await sleep(retryMilliseconds);
    }
}
