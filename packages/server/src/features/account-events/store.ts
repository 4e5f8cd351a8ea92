import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

/** The latest event of one account. Its rows are written by triggers on `accounts` (migration 0015). */
export type AccountEvent = {
  sequence: number;
  account_id: string;
  kind: 'created' | 'changed' | 'deleted';
  occurred_at: number;
};

type Nothing = Record<never, never>;

/** Whoever numbers holds the row until they commit, so numbers become visible in their order. */
const lockCounter = statement<Nothing, { last: number }>(
  'account_events.lock_counter',
  'SELECT last FROM account_event_counter WHERE id = 1 {for update}',
);
const readCounter = statement<Nothing, { last: number }>(
  'account_events.last_sequence',
  'SELECT last FROM account_event_counter WHERE id = 1',
);
const setCounter = statement<{ last: number }>(
  'account_events.set_counter',
  'UPDATE account_event_counter SET last = :last WHERE id = 1',
);
const anyUnnumbered = statement<Nothing, { account_id: string }>(
  'account_events.find_unnumbered',
  'SELECT account_id FROM account_events WHERE sequence IS NULL LIMIT 1',
);
/** What somebody is writing right now is left to the next round: whoever numbers must wait for nobody. */
const unnumbered = statement<{ limit: number }, { account_id: string }>(
  'account_events.list_unnumbered',
  `SELECT account_id FROM account_events WHERE sequence IS NULL
   ORDER BY occurred_at, account_id LIMIT CAST(:limit AS bigint) {for unlocked}`,
);
const number = statement<{ given: string }>(
  'account_events.number',
  `UPDATE account_events SET sequence = CAST(given.value ->> 'sequence' AS bigint)
   FROM {each :given} AS given WHERE account_events.account_id = given.value ->> 'id'`,
);
const forget = statement<{ kept: number; limit: number }, { sequence: number }>(
  'account_events.delete_deletions',
  `DELETE FROM account_events WHERE account_id IN
     (SELECT account_id FROM account_events
      WHERE kind = 'deleted' AND occurred_at < now_ms() - CAST(:kept AS bigint) AND sequence IS NOT NULL
      ORDER BY occurred_at LIMIT CAST(:limit AS bigint))
     AND kind = 'deleted' AND sequence IS NOT NULL
   RETURNING sequence`,
);
const readForgotten = statement<Nothing, { last: number }>(
  'account_events.forgotten_sequence',
  'SELECT forgotten AS last FROM account_event_counter WHERE id = 1',
);
const setForgotten = statement<{ forgotten: number }>(
  'account_events.set_forgotten',
  `UPDATE account_event_counter SET forgotten = :forgotten
   WHERE id = 1 AND forgotten < CAST(:forgotten AS bigint)`,
);
const beginAnew = statement<{ by: number }>(
  'account_events.begin_anew',
  `UPDATE account_event_counter SET last = last + CAST(:by AS bigint), forgotten = last + CAST(:by AS bigint)
   WHERE id = 1`,
);
const page = statement<{ after: number; up_to: number; limit: number }, AccountEvent>(
  'account_events.page',
  `SELECT sequence, account_id, kind, occurred_at FROM account_events
   WHERE sequence > :after AND sequence <= :up_to ORDER BY sequence LIMIT CAST(:limit AS bigint)`,
);

const lastOf = (counter: { last: number } | undefined): number => {
  if (counter === undefined) throw new Error('account_event_counter has lost its row');
  return counter.last;
};

export const hasUnnumberedEvents = async (executor: Executor): Promise<boolean> =>
  (await executor.first(anyUnnumbered, {})) !== undefined;

/**
 * Gives the next numbers to some events that have none.
 *
 * @returns how many
 */
export async function numberEvents(transaction: Transaction, limit: number): Promise<number> {
  const last = lastOf(await transaction.first(lockCounter, {}));
  const found = await transaction.all(unnumbered, { limit });
  if (found.length === 0) return 0;
  const given = found.map(({ account_id: id }, index) => ({ id, sequence: last + index + 1 }));
  await transaction.change(number, { given: JSON.stringify(given) });
  await transaction.change(setCounter, { last: last + found.length });
  transaction.announce('account_events', String(last + found.length));
  return found.length;
}

/** The largest number that was ever given: every event up to it is visible. */
export const findLastEvent = async (executor: Executor): Promise<number> =>
  lastOf(await executor.first(readCounter, {}));

/** Up to where events of deleted accounts may be missing: whoever read last before it has to read everything anew. */
export const findForgottenEvent = async (executor: Executor): Promise<number> =>
  lastOf(await executor.first(readForgotten, {}));

/**
 * Removes events of accounts that were deleted longer than `keptSeconds` ago, some of them.
 *
 * @returns how many
 */
export async function forgetDeletions(
  transaction: Transaction,
  { keptSeconds, limit }: { keptSeconds: number; limit: number },
): Promise<number> {
  // First, as whoever numbers does.
  await transaction.first(lockCounter, {});
  const gone = await transaction.all(forget, { kept: keptSeconds * 1000, limit });
  // Not by a spread: there may be many.
  const forgotten = gone.reduce((largest, { sequence }) => Math.max(largest, sequence), 0);
  if (gone.length > 0) await transaction.change(setForgotten, { forgotten });
  return gone.length;
}

/**
 * Leaves out numbers that may have been given already, in a time of which this database knows nothing, and makes everybody
 * who has read so far read everything anew.
 */
export const beginEventsAnew = (transaction: Transaction, by: number): Promise<number> =>
  transaction.change(beginAnew, { by });

/** In the order of their numbers, `limit` at most. */
export const listEvents = (
  executor: Executor,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<AccountEvent[]> => executor.all(page, { after, up_to: upTo, limit });

/** All of them, some at a time. */
export async function* pageEvents(
  executor: Executor,
  { after, upTo, limit = 1000 }: { after: number; upTo: number; limit?: number },
): AsyncGenerator<AccountEvent[]> {
  for (let reached = after; reached < upTo; ) {
    const found = await listEvents(executor, { after: reached, upTo, limit });
    if (found.length > 0) yield found;
    reached = found.length < limit ? upTo : (found.at(-1)?.sequence ?? upTo);
  }
}
