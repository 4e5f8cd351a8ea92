import { digest, randomId } from '#platform/crypto/random.ts';
import type { Database, Executor, Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { claimIdempotencyKey, deleteExpiredIdempotencyKey, findIdempotencyKey, type KeyName } from './store.ts';

export type Creation<T> = {
  accountId: string;
  /** The call, e.g. `POST /api/cats`. */
  scope: string;
  /** The caller's Idempotency-Key; without one each call creates. */
  key: string | undefined;
  /** The body as the contract has read it, so that neither the order of its fields nor a default makes it another one. */
  request: object;
  /** What was created, as it is now; undefined once it has gone, or is not the caller's to see. */
  find(executor: Executor, id: string): Promise<T | undefined>;
};

/**
 * Creates something under an id drawn here, once for each key of an account. The key's row and the creation stand in one
 * transaction and the key goes first: equal requests wait for each other at it, before any of them could meet the other's
 * unique values. A creation that fails leaves no key behind.
 *
 * @param create writes the row of this id; it runs for the first request only
 * @returns what was created, and whether that was by an earlier request
 * @throws Problem 422 `idempotency_key_reused` for the same key with another request, 409 `state_conflict` where what it
 *   created has gone; and what `create` throws
 */
export async function createOnce<T>(
  { database }: { database: Database },
  creation: Creation<T>,
  create: (transaction: Transaction, id: string) => Promise<T>,
): Promise<{ resource: T; isReplayed: boolean }> {
  const id = randomId();
  if (creation.key === undefined)
    return { resource: await database.transaction((transaction) => create(transaction, id)), isReplayed: false };

  const name = { account_id: creation.accountId, key_hash: digest(creation.key) };
  const use = { scope: creation.scope, request_hash: requestHashOf(creation.key, creation), resource_id: id };
  // Only a look, which spares a repeat the transaction; the insert below decides.
  const known = await findIdempotencyKey(database.read, name);
  if (known?.is_expired === 0) return answerRepeat(database, creation, name, use.request_hash);
  if (known !== undefined) await deleteExpiredIdempotencyKey(database.write, name);

  const created = await database.transaction(async (transaction) => {
    const isFirst = await claimIdempotencyKey(transaction, { ...name, ...use });
    return isFirst ? { resource: await create(transaction, id) } : undefined;
  });
  if (created !== undefined) return { ...created, isReplayed: false };
  return answerRepeat(database, creation, name, use.request_hash);
}

/** With the key in front, which is nowhere kept: nobody can guess from the digest whose address stood in the request. */
const requestHashOf = (key: string, { scope, request }: Pick<Creation<never>, 'scope' | 'request'>): Buffer =>
  digest(JSON.stringify([key, scope, request]));

async function answerRepeat<T>(
  { read }: Database,
  { scope, find }: Creation<T>,
  name: KeyName,
  requestHash: Buffer,
): Promise<{ resource: T; isReplayed: boolean }> {
  const known = await findIdempotencyKey(read, name);
  // It expired, or went with its account, in the very moment.
  if (known === undefined) throw new Problem('unavailable', { retryAfterSeconds: 1 });
  if (known.scope !== scope)
    throw new Problem('idempotency_key_reused', {
      detail: `This Idempotency-Key was sent with ${known.scope} before.`,
    });
  if (!requestHash.equals(known.request_hash))
    throw new Problem('idempotency_key_reused', {
      detail: 'This Idempotency-Key was sent with another body before. Take a new key for another request.',
    });
  const resource = await find(read, known.resource_id);
  if (resource === undefined)
    throw new Problem('state_conflict', {
      detail: 'What this Idempotency-Key created was deleted since. Take a new key to create it again.',
    });
  return { resource, isReplayed: true };
}
