import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

/** One line of the log. Instants are milliseconds; `details` is JSON. */
export type AuditEventRow = {
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

const insert = statement<Omit<AuditEventRow, 'created_at'>>(
  'audit_events.create',
  `INSERT INTO audit_events (id, type, account_id, actor_id, session_id, ip, user_agent, request_id, details, created_at)
   VALUES (:id, :type, :account_id, :actor_id, :session_id, :ip, :user_agent, :request_id, :details, now_ms())`,
);

type Page = { from: number; to: number; before: number; before_id: string; limit: number };

/** One statement for each way to narrow the list, so that each can follow an index to its first line. */
const listing = <P extends Record<string, string>>(name: string, narrowed: string) =>
  statement<Page & P, AuditEventRow>(
    name,
    `SELECT id, type, account_id, actor_id, session_id, ip, user_agent, request_id, details, created_at FROM audit_events
     WHERE ${narrowed} created_at >= :from AND created_at <= :to AND (created_at, id) < (:before, :before_id)
     ORDER BY created_at DESC, id DESC LIMIT :limit`,
  );
const listAll = listing<Record<never, never>>('audit_events.list', '');
const listOfAccount = listing<{ account_id: string }>('audit_events.list_of_account', 'account_id = :account_id AND');
const listOfType = listing<{ type: string }>('audit_events.list_of_type', 'type = :type AND');
const listOfBoth = listing<{ account_id: string; type: string }>(
  'audit_events.list_of_account_and_type',
  'account_id = :account_id AND type = :type AND',
);

export const createAuditEvent = (transaction: Transaction, event: Omit<AuditEventRow, 'created_at'>): Promise<number> =>
  transaction.change(insert, event);

export type AuditFilter = {
  accountId?: string | undefined;
  type?: string | undefined;
  /** Milliseconds, both included. */
  from?: number | undefined;
  to?: number | undefined;
  /** Where the page before ended. */
  before?: { createdAt: number; id: string } | null | undefined;
  limit: number;
};

/** A page of the log, newest first. */
export function pageAuditEvents(executor: Executor, filter: AuditFilter): Promise<AuditEventRow[]> {
  const { accountId, type, limit } = filter;
  const page = {
    from: filter.from ?? 0,
    to: filter.to ?? Number.MAX_SAFE_INTEGER,
    before: filter.before?.createdAt ?? Number.MAX_SAFE_INTEGER,
    before_id: filter.before?.id ?? '',
    limit,
  };
  if (accountId !== undefined && type !== undefined)
    return executor.all(listOfBoth, { ...page, account_id: accountId, type });
  if (accountId !== undefined) return executor.all(listOfAccount, { ...page, account_id: accountId });
  if (type !== undefined) return executor.all(listOfType, { ...page, type });
  return executor.all(listAll, page);
}

/** The newest of one account, newest first. */
export const listAuditEvents = (executor: Executor, accountId: string, limit: number): Promise<AuditEventRow[]> =>
  pageAuditEvents(executor, { accountId, limit });

const deletionOf = statement<{ account_id: string }, { id: string }>(
  'audit_events.find_deletion',
  `SELECT id FROM audit_events
   WHERE account_id = :account_id AND type IN ('account_deleted', 'unverified_account_removed') LIMIT 1`,
);

/** Whether the log tells that this account was erased. */
export const hasDeletionOf = async (executor: Executor, accountId: string): Promise<boolean> =>
  (await executor.first(deletionOf, { account_id: accountId })) !== undefined;

type Removed = { sequence: number | null };

const ofType = statement<{ type: string; kept: number; limit: number }, Removed>(
  'audit_events.delete_old',
  `DELETE FROM audit_events WHERE id IN
     (SELECT id FROM audit_events WHERE type = :type AND actor_id IS NULL AND created_at < now_ms() - CAST(:kept AS bigint)
      ORDER BY created_at LIMIT CAST(:limit AS bigint))
   RETURNING sequence`,
);
const ofRemoved = statement<{ kept: number; limit: number }, Removed>(
  'audit_events.delete_of_removed',
  `DELETE FROM audit_events WHERE account_id IN
     (SELECT account_id FROM audit_events
      WHERE type = 'unverified_account_removed' AND created_at < now_ms() - CAST(:kept AS bigint)
      ORDER BY created_at LIMIT CAST(:limit AS bigint))
   RETURNING sequence`,
);

/** Removes the oldest events of a type that are older than `keptSeconds`, at most `batch` of them, but none that an administrator caused. */
export const deleteOldAuditEvents = (
  transaction: Transaction,
  { type, keptSeconds, batch }: { type: string; keptSeconds: number; batch: number },
): Promise<Removed[]> => transaction.all(ofType, { type, kept: keptSeconds * 1000, limit: batch });

/** Removes everything about accounts that were removed, never verified, longer than `keptSeconds` ago. */
export const deleteEventsOfUnverified = (
  transaction: Transaction,
  { keptSeconds, batch }: { keptSeconds: number; batch: number },
): Promise<Removed[]> => transaction.all(ofRemoved, { kept: keptSeconds * 1000, limit: batch });

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
/** What an account did, and what nobody else did to it. Of what an administrator did, the address is the administrator's. */
const clearOwn = clearing(
  'audit_events.clear_own',
  'account_id = :account_id AND (actor_id IS NULL OR actor_id = account_id)',
);
const clearAsActor = clearing('audit_events.clear_as_actor', 'actor_id = :account_id');
export type ClearedSide = 'own' | 'as_actor';

/**
 * Forgets where events of an account come from, the oldest first, from `after` on and `limit` of them at most.
 *
 * @returns those that held something
 */
export const clearEventOrigins = (
  transaction: Transaction,
  side: ClearedSide,
  portion: { accountId: string; after: number; limit: number },
): Promise<Cleared[]> =>
  transaction.all(side === 'own' ? clearOwn : clearAsActor, {
    account_id: portion.accountId,
    after: portion.after,
    limit: portion.limit,
  });

const deletedLately = statement<{ within: number }, { account_id: string }>(
  'audit_events.list_deleted_accounts',
  `SELECT account_id FROM audit_events
   WHERE type = 'account_deleted' AND created_at > now_ms() - CAST(:within AS bigint)`,
);

/** Accounts that were erased within this time. */
export const listDeletedAccounts = async (executor: Executor, withinSeconds: number): Promise<string[]> =>
  (await executor.all(deletedLately, { within: withinSeconds * 1000 })).map((row) => row.account_id);

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
