import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

/** One row of `service_keys` without its digest. Instants are milliseconds by the database's clock. */
export type ServiceKey = {
  id: string;
  name: string;
  /** Separated by spaces. */
  scopes: string;
  per_minute: number | null;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
};

type NewServiceKey = Pick<ServiceKey, 'id' | 'name' | 'scopes' | 'per_minute'> & {
  key_hash: Uint8Array;
  lifetime: number | null;
};

const columns = 'id, name, scopes, per_minute, created_at, expires_at, revoked_at, last_used_at';
const isLive = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now_ms())';
/** How exactly it is known when a key was used: more would be a write for each call. */
const noted = 60_000;

const insert = statement<NewServiceKey, ServiceKey>(
  'service_keys.create',
  `INSERT INTO service_keys (id, name, key_hash, scopes, per_minute, created_at, expires_at)
   VALUES (:id, :name, :key_hash, :scopes, CAST(:per_minute AS integer), now_ms(), now_ms() + CAST(:lifetime AS bigint))
   RETURNING ${columns}`,
);
const byHash = statement<{ key_hash: Uint8Array }, ServiceKey & { is_use_due: number }>(
  'service_keys.find_by_hash',
  `SELECT ${columns},
     CASE WHEN last_used_at IS NULL OR last_used_at <= now_ms() - ${noted} THEN 1 ELSE 0 END AS is_use_due
   FROM service_keys WHERE key_hash = :key_hash AND ${isLive}`,
);
const noteUse = statement<{ id: string }>(
  'service_keys.note_use',
  `UPDATE service_keys SET last_used_at = now_ms()
   WHERE id = :id AND (last_used_at IS NULL OR last_used_at <= now_ms() - ${noted})`,
);
const revoke = statement<{ id: string }, ServiceKey>(
  'service_keys.revoke',
  `UPDATE service_keys SET revoked_at = now_ms() WHERE id = :id AND revoked_at IS NULL RETURNING ${columns}`,
);
const revokeEvery = statement<Record<never, never>, { id: string; name: string }>(
  'service_keys.revoke_every',
  `UPDATE service_keys SET revoked_at = now_ms() WHERE ${isLive} RETURNING id, name`,
);
const all = statement<Record<never, never>, ServiceKey & { is_live: number }>(
  'service_keys.list',
  `SELECT ${columns}, CASE WHEN ${isLive} THEN 1 ELSE 0 END AS is_live FROM service_keys ORDER BY created_at DESC, id DESC`,
);
const liveOnes = statement<Record<never, never>, { id: string }>(
  'service_keys.list_live',
  `SELECT id FROM service_keys WHERE ${isLive}`,
);
const deleteOld = statement<{ kept: number }>(
  'service_keys.delete_ended',
  `DELETE FROM service_keys
   WHERE revoked_at < now_ms() - CAST(:kept AS bigint) OR expires_at < now_ms() - CAST(:kept AS bigint)`,
);

export async function createServiceKeyRow(
  transaction: Transaction,
  { lifetimeSeconds, ...key }: Omit<NewServiceKey, 'lifetime'> & { lifetimeSeconds: number | null },
): Promise<ServiceKey> {
  const lifetime = lifetimeSeconds === null ? null : lifetimeSeconds * 1000;
  const created = await transaction.first(insert, { ...key, lifetime });
  if (created === undefined) throw new Error('service_keys.create returned no row');
  return created;
}

/** A key that is neither revoked nor expired, and whether it is time to note that it was used. */
export const findLiveServiceKey = (
  executor: Executor,
  keyHash: Uint8Array,
): Promise<(ServiceKey & { is_use_due: number }) | undefined> => executor.first(byHash, { key_hash: keyHash });

/** At most once a minute for each key, however many calls say so. */
export const noteServiceKeyUse = (executor: Executor, id: string): Promise<number> => executor.change(noteUse, { id });

/** @returns undefined for an unknown one, and for one that was revoked before */
export const revokeServiceKeyRow = (transaction: Transaction, id: string): Promise<ServiceKey | undefined> => {
  transaction.announce('service_keys', id);
  return transaction.first(revoke, { id });
};

/** @returns those that were live */
export const revokeEveryServiceKeyRow = async (transaction: Transaction): Promise<{ id: string; name: string }[]> => {
  const revoked = await transaction.all(revokeEvery, {});
  for (const { id } of revoked) transaction.announce('service_keys', id);
  return revoked;
};

/** The newest first. */
export const listServiceKeys = (executor: Executor): Promise<(ServiceKey & { is_live: number })[]> =>
  executor.all(all, {});

export const listLiveServiceKeyIds = async (executor: Executor): Promise<Set<string>> =>
  new Set((await executor.all(liveOnes, {})).map(({ id }) => id));

/** Removes those that ended longer than `keptSeconds` ago. */
export const deleteEndedServiceKeys = (executor: Executor, keptSeconds: number): Promise<number> =>
  executor.change(deleteOld, { kept: keptSeconds * 1000 });
