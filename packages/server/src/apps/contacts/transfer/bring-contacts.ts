import { setTimeout as sleep } from 'node:timers/promises';
import { createIdFamily } from '#platform/crypto/random.ts';
import { type Database, DatabaseUnavailable, type Transaction } from '#platform/database/database.ts';
import { openBook } from '../book-store.ts';
import type { ReportBuilder } from './import-report.ts';
import type { ProvedContact } from './prove-draft.ts';
import { type ImportedContact, type Outcome, saveImported } from './save-imported.ts';
import type { Turns } from './take-turns.ts';

export type BringContext = {
  database: Database;
  accountId: string;
  /** How many contacts a book may hold. */
  most: number;
  turns: Turns;
};

/** In one transaction of a lenient import: some 20 ms, in which others who write on SQLite wait. */
const batchSize = 100;
/** In one statement, for which everybody waits on SQLite. */
const stretchSize = 25;
/** Another import or change of this book may hold it for a second. */
const mostTries = 5;
const retryMilliseconds = 500;

/**
 * Brings contacts in as they come, a batch in each transaction. What finds no place is refused, and what is known is updated
 * all the same.
 *
 * @throws DatabaseUnavailable when the database stays away: what was brought in until then stands
 */
export async function bringInBatches(
  context: BringContext,
  contacts: AsyncIterable<ProvedContact>,
  report: ReportBuilder,
): Promise<void> {
  // Side by side in the index, which is much cheaper than anywhere.
  const makeId = createIdFamily();
  const bring = async (batch: readonly ImportedContact[]): Promise<void> => {
    const save = () => context.database.transaction((transaction) => saveAll(transaction, context, batch));
    tell(context, report, batch, await withPatience(save));
    await context.turns.take();
  };
  let batch: ImportedContact[] = [];
  for await (const proved of contacts) {
    batch.push({ ...proved, newId: makeId() });
    if (batch.length < batchSize) continue;
    await bring(batch);
    batch = [];
  }
  if (batch.length > 0) await bring(batch);
}

/** Thrown to undo what was done. */
class BookFull extends Error {}

/**
 * Brings all contacts in, in one transaction, or none.
 *
 * @returns false where they do not all find a place; the report then tells which do not
 */
export async function bringAtOnce(
  context: BringContext,
  contacts: readonly ProvedContact[],
  report: ReportBuilder,
): Promise<boolean> {
  const makeId = createIdFamily();
  const numbered = contacts.map((proved) => ({ ...proved, newId: makeId() }));
  let outcomes: Outcome[] = [];
  try {
    await context.database.transaction(async (transaction) => {
      outcomes = await saveAll(transaction, context, numbered);
      if (outcomes.includes('full')) throw new BookFull();
    });
  } catch (error) {
    if (!(error instanceof BookFull)) throw error;
    const full = numbered.filter((_, index) => outcomes[index] === 'full');
    tell(
      context,
      report,
      full,
      full.map(() => 'full'),
    );
    return false;
  }
  tell(context, report, numbered, outcomes);
  return true;
}

async function saveAll(
  transaction: Transaction,
  { accountId, most, turns }: BringContext,
  contacts: readonly ImportedContact[],
): Promise<Outcome[]> {
  const book = { ...(await openBook(transaction, accountId)) };
  const outcomes: Outcome[] = [];
  for (let at = 0; at < contacts.length; at += stretchSize) {
    outcomes.push(...(await saveImported(transaction, { book, most }, contacts.slice(at, at + stretchSize))));
    // Who reads goes on meanwhile; who writes on SQLite waits for the end.
    if (turns.areDue()) await turns.take();
  }
  return outcomes;
}

function tell(
  { most }: BringContext,
  report: ReportBuilder,
  contacts: readonly ImportedContact[],
  outcomes: readonly Outcome[],
): void {
  for (const [index, { line, dropped }] of contacts.entries()) {
    const outcome = outcomes[index] ?? 'full';
    if (outcome === 'full')
      report.refuse({ line, reason: `the address book is full: it holds ${most} contacts`, code: 'address_book_full' });
    else {
      report.count(outcome);
      for (const one of dropped) report.drop(one);
    }
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
