import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database, Executor, Transaction } from '#platform/database/database.ts';
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

type Portion = { account_id: string; after: number; limit: number };
type Cleared = { created_at: number };

/**
 * Where something was done from is cleared; what remains says that it was done, and when. In portions, oldest first: a
 * stranger can fill the log of an account with failed sign-ins, and no number of them may be in the way of its deletion.
 */
const clearing = (name: string, whose: string) =>
  statement<Portion, Cleared>(
    name,
    `UPDATE audit_events SET session_id = NULL, ip = NULL, user_agent = NULL, request_id = NULL
     WHERE id IN (SELECT id FROM audit_events
       WHERE ${whose} AND created_at >= CAST(:after AS bigint)
         AND (session_id IS NOT NULL OR ip IS NOT NULL OR user_agent IS NOT NULL OR request_id IS NOT NULL)
       ORDER BY created_at LIMIT CAST(:limit AS bigint))
     RETURNING created_at`,
  );
const clearings = [
  // What it did, and what nobody else did to it. Of what an administrator did, the address is the administrator's.
  clearing('audit_events.clear_own', 'account_id = :account_id AND (actor_id IS NULL OR actor_id = account_id)'),
  clearing('audit_events.clear_as_actor', 'actor_id = :account_id'),
];
const mostAtOnce = 2000;

/**
 * For an account that is being erased. What is more than two thousand events is left to {@link clearEventsOfDeleted}.
 */
export async function clearPersonalPartOf(transaction: Transaction, accountId: string): Promise<void> {
  for (const clear of clearings) await transaction.all(clear, { account_id: accountId, after: 0, limit: mostAtOnce });
}

const deletedLately = statement<{ within: number }, { account_id: string }>(
  'audit_events.list_deleted_accounts',
  `SELECT account_id FROM audit_events
   WHERE type = 'account_deleted' AND created_at > now_ms() - CAST(:within AS bigint)`,
);

/**
 * The same for accounts that were erased within this time: what was too much for one transaction, and what was still under
 * way then and was written down only afterwards.
 */
export async function clearEventsOfDeleted(database: Pick<Database, 'read' | 'write'>, seconds: number): Promise<void> {
  for (const { account_id } of await database.read.all(deletedLately, { within: seconds * 1000 }))
    for (const clear of clearings)
      for (let after: number | undefined = 0; after !== undefined; ) {
        const portion: Cleared[] = await database.write.all(clear, { account_id, after, limit: mostAtOnce });
        after = portion.length < mostAtOnce ? undefined : Math.max(...portion.map((row) => row.created_at));
        // On SQLite a portion is done before anybody else is served: they come in between.
        await nextTurn();
      }
}
