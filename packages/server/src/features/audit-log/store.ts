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
  'DELETE FROM audit_events WHERE type = :type AND created_at + :kept < now_ms()',
);

/** Removes events of these types that are older than `keptSeconds`. Every other event is kept. */
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

/** Where something was done from. What remains says that it was done, and when. */
const cleared = 'session_id = NULL, ip = NULL, user_agent = NULL, request_id = NULL';

const clearPersonal = statement<{ account_id: string }>(
  'audit_events.clear_personal_part',
  `UPDATE audit_events SET ${cleared}
   WHERE (account_id = :account_id AND (actor_id IS NULL OR actor_id = :account_id)) OR actor_id = :account_id`,
);
const clearLate = statement<{ within: number }>(
  'audit_events.clear_late',
  `UPDATE audit_events SET ${cleared}
   WHERE account_id IN (SELECT account_id FROM audit_events
       WHERE created_at > now_ms() - CAST(:within AS bigint) AND type = 'account_deleted')
     AND (actor_id IS NULL OR actor_id = account_id) AND request_id IS NOT NULL`,
);

/**
 * For an account that is erased: of what it did, and of what nobody else did to it, where that was done from. Of an event
 * that an administrator caused, the address is theirs, and stays until they go.
 */
export const clearPersonalPartOf = (transaction: Transaction, accountId: string): Promise<number> =>
  transaction.change(clearPersonal, { account_id: accountId });

/** The same for what was still under way when an account was erased, and was written down only after it: a wrong password. */
export const clearWhatCameLate = (executor: Executor, withinSeconds: number): Promise<number> =>
  executor.change(clearLate, { within: withinSeconds * 1000 });
