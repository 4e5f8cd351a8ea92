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
