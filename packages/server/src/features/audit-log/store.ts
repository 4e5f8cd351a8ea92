import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

type Row = {
  id: string;
  type: string;
  account_id: string | null;
  actor_id: string | null;
  session_id: string | null;
  ip: string | null;
  user_agent: string | null;
  request_id: string | null;
  details: string;
  created_at: number;
};

const insert = statement<Omit<Row, 'created_at'>>(
  'audit_events.create',
  `INSERT INTO audit_events (id, type, account_id, actor_id, session_id, ip, user_agent, request_id, details, created_at)
   VALUES (:id, :type, :account_id, :actor_id, :session_id, :ip, :user_agent, :request_id, :details, now_ms())`,
);

const newestOfAccount = statement<{ account_id: string; limit: number }, Row>(
  'audit_events.list',
  'SELECT * FROM audit_events WHERE account_id = :account_id ORDER BY created_at DESC, id LIMIT :limit',
);

export const createAuditEvent = (transaction: Transaction, event: Omit<Row, 'created_at'>): Promise<number> =>
  transaction.change(insert, event);

/** Newest first. */
export const listAuditEvents = (executor: Executor, accountId: string, limit: number): Promise<Row[]> =>
  executor.all(newestOfAccount, { account_id: accountId, limit });

const insertedBefore = statement<{ type: string; kept: number }>(
  'audit_events.delete_old',
  'DELETE FROM audit_events WHERE type = :type AND actor_id IS NULL AND created_at + :kept < now_ms()',
);

/** Removes events of these types that are older than `keptSeconds`, but none that an administrator caused. */
export async function deleteOldAuditEvents(
  executor: Executor,
  types: readonly string[],
  keptSeconds: number,
): Promise<void> {
  for (const type of types) await executor.change(insertedBefore, { type, kept: keptSeconds * 1000 });
}

const ofRemoved = statement<{ kept: number; limit: number }>(
  'audit_events.delete_of_removed',
  `DELETE FROM audit_events WHERE account_id IN
     (SELECT account_id FROM audit_events
      WHERE type = 'unverified_account_removed' AND created_at < now_ms() - CAST(:kept AS bigint)
      ORDER BY created_at LIMIT CAST(:limit AS bigint))`,
);
/** Short enough for PostgreSQL's statement timeout and for SQLite's single writer. */
const batch = 200;

/**
 * Removes everything about accounts that were removed, never verified, longer than `keptSeconds` ago: a stranger made
 * them, and can make any number (O6).
 */
export async function deleteEventsOfUnverified(executor: Executor, keptSeconds: number): Promise<void> {
  for (;;) if ((await executor.change(ofRemoved, { kept: keptSeconds * 1000, limit: batch })) === 0) return;
}

const eventCounts = statement<{ days: number }, { day: number; type: string; events: number }>(
  'audit_events.counts',
  `SELECT day, type, CAST(SUM(events) AS bigint) AS events FROM event_counts
   WHERE day > now_ms() / 86400000 - CAST(:days AS bigint) GROUP BY day, type`,
);

/**
 * How many events there were on each of the last days, today among them, by the counts that the database keeps of some
 * types. A day is a day of UTC, as a number since 1970.
 */
export const countEventsByDay = (
  executor: Executor,
  days: number,
): Promise<{ day: number; type: string; events: number }[]> => executor.all(eventCounts, { days });

const oldCounts = statement<{ days: number }>(
  'audit_events.delete_old_counts',
  'DELETE FROM event_counts WHERE day < now_ms() / 86400000 - CAST(:days AS bigint)',
);

export const deleteOldEventCounts = (executor: Executor, keptDays: number): Promise<number> =>
  executor.change(oldCounts, { days: keptDays });
