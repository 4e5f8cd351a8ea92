import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

/** One key of one account. */
export type KeyName = { account_id: string; key_hash: Uint8Array };
/** What was asked for with it. */
export type KeyUse = { scope: string; request_hash: Uint8Array; resource_id: string };
type FoundKey = KeyUse & { is_expired: number };

/** Longer than any client goes on trying (a day, by the database's clock); afterwards a key counts as new. */
const isExpired = 'created_at <= now_ms() - 86400000';

const claim = statement<KeyName & KeyUse, { resource_id: string }>(
  'idempotency_keys.claim',
  `INSERT INTO idempotency_keys (account_id, key_hash, scope, request_hash, resource_id, created_at)
   VALUES (:account_id, :key_hash, :scope, :request_hash, :resource_id, now_ms())
   ON CONFLICT (account_id, key_hash) DO NOTHING
   RETURNING resource_id`,
);
const find = statement<KeyName, FoundKey>(
  'idempotency_keys.find',
  `SELECT scope, request_hash, resource_id, CASE WHEN ${isExpired} THEN 1 ELSE 0 END AS is_expired
   FROM idempotency_keys WHERE account_id = :account_id AND key_hash = :key_hash`,
);
const deleteOne = statement<KeyName>(
  'idempotency_keys.delete_one_expired',
  `DELETE FROM idempotency_keys WHERE account_id = :account_id AND key_hash = :key_hash AND ${isExpired}`,
);
const deleteAll = statement<Record<never, never>>(
  'idempotency_keys.delete_expired',
  `DELETE FROM idempotency_keys WHERE ${isExpired}`,
);

/**
 * Takes the key for this transaction. Whoever comes second waits until it is known how the first one ended.
 *
 * @returns false where somebody has it
 */
export const claimIdempotencyKey = async (transaction: Transaction, key: KeyName & KeyUse): Promise<boolean> =>
  (await transaction.first(claim, key)) !== undefined;

export const findIdempotencyKey = (executor: Executor, key: KeyName): Promise<FoundKey | undefined> =>
  executor.first(find, key);

/** Makes room for a key that was used a day ago. By itself and not in a transaction, where it could lock out an erasure. */
export const deleteExpiredIdempotencyKey = (executor: Executor, key: KeyName): Promise<number> =>
  executor.change(deleteOne, key);

export const deleteExpiredIdempotencyKeys = (executor: Executor): Promise<number> => executor.change(deleteAll, {});
