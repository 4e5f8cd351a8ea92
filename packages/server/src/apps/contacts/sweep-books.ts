import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import { deleteEmptyBook, lockOrphanedBook, releasePlaces } from './book-store.ts';
import { deleteContactsOf } from './store.ts';

export type SweepContext = { database: Database; log: Log };
export type BookSweep = { stop(): Promise<void> };

/** Removed in one go: SQLite has one writer, and whoever wants to write has their turn in between. */
const batch = 250;
/** Changes of accounts come in crowds; one look serves them all. */
const soonMilliseconds = 500;

/**
 * Removes address books whose account has gone, soon after that. What a crash interrupts is taken up at the next start, or by
 * housekeeping.
 */
export function startBookSweep(context: SweepContext): BookSweep {
  const { database, log } = context;
  let running: Promise<unknown> | undefined;
  let soon: NodeJS.Timeout | undefined;
  let isStopped = false;

  const run = (): void => {
    soon = undefined;
    if (isStopped) return;
    // Whatever was orphaned during a round is looked for again after it.
    if (running !== undefined) {
      wake();
      return;
    }
    running = sweepBooks(context, () => isStopped)
      .catch((error: unknown) => log.warn({ err: error }, 'address books without an account could not be removed'))
      .finally(() => {
        running = undefined;
      });
  };
  const wake = (): void => {
    soon ??= setTimeout(run, soonMilliseconds).unref();
  };
  // Whoever deletes an account says so, and knows nothing of address books.
  const unsubscribe = database.announcements.subscribe('accounts', wake);
  wake();
  return {
    stop: async () => {
      isStopped = true;
      unsubscribe();
      clearTimeout(soon);
      await running;
    },
  };
}

/** One round of it, each batch in a transaction of its own. @returns how many contacts went */
export async function sweepBooks({ database }: SweepContext, isStopped = () => false): Promise<number> {
  let removed = 0;
  while (!isStopped()) {
    const gone = await database.transaction(async (transaction) => {
      const book = await lockOrphanedBook(transaction);
      if (book === undefined) return undefined;
      const contacts = await deleteContactsOf(transaction, book.key, batch);
      if (contacts > 0) await releasePlaces(transaction, book.key, contacts);
      if (contacts < batch) await deleteEmptyBook(transaction, book.key);
      return contacts;
    });
    if (gone === undefined) break;
    removed += gone;
    await nextTurn();
  }
  return removed;
}
