import type { Database } from '#platform/database/database.ts';
import { inBatches } from '#platform/database/in-batches.ts';
import { pollDatabase } from '#platform/database/poll.ts';
import type { Log } from '#platform/log.ts';
import { type AccountEvent, findLastEvent, hasUnnumberedEvents, numberEvents, pageEvents } from './store.ts';

export type AccountEvents = {
  /**
   * Calls the listener after each look with what was found, in order and without gaps; with nothing where nothing is new.
   *
   * @returns what ends it
   */
  follow(listener: (events: readonly AccountEvent[]) => void): () => void;
  /** Up to where followers have been told. */
  readonly sequence: number;
  stop(): void;
};

const everyMilliseconds = 1000;
const restMilliseconds = 50;
/** Everybody waits for them on SQLite: some five milliseconds. A million accounts that were imported leave a million. */
const batch = 100;

/**
 * Numbers the events that changes of accounts leave behind, and tells of them. Numbers are given after the commit and by
 * one at a time: were they given in the transaction of the change, everybody who changes an account would wait for
 * everybody else, and an import for all of them. Any node may do it; where another was quicker there is nothing left.
 */
export async function followAccountEvents({ database, log }: { database: Database; log: Log }): Promise<AccountEvents> {
  const followers = new Set<(events: readonly AccountEvent[]) => void>();
  let told = await findLastEvent(database.read);

  const numberAll = async (): Promise<void> => {
    if (!(await hasUnnumberedEvents(database.read))) return;
    await inBatches(batch, (limit) => database.transaction((transaction) => numberEvents(transaction, limit)));
  };
  const tell = (events: readonly AccountEvent[]): void => {
    for (const follower of followers) follower(events);
  };
  const look = async (): Promise<void> => {
    await numberAll();
    const last = await findLastEvent(database.read);
    if (followers.size > 0)
      for await (const events of pageEvents(database.read, { after: told, upTo: last })) {
        told = events.at(-1)?.sequence ?? told;
        tell(events);
      }
    told = Math.max(told, last);
    tell([]);
  };
  const polling = pollDatabase({
    announcements: database.announcements,
    // Whatever changes an account announces it.
    topics: ['accounts', 'account_events'],
    everyMilliseconds,
    restMilliseconds,
    look,
    log,
    complaint: 'account events could not be read',
  });

  return {
    follow: (follower) => {
      followers.add(follower);
      return () => followers.delete(follower);
    },
    get sequence() {
      return told;
    },
    stop: polling.stop,
  };
}
