import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

const upsert = statement<{ account_id: string; hash: string }>(
  'passwords.set',
  `INSERT INTO passwords (account_id, hash, changed_at) VALUES (:account_id, :hash, now_ms())
   ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`,
);
const hashOf = statement<{ account_id: string }, { hash: string }>(
  'passwords.find',
  'SELECT hash FROM passwords WHERE account_id = :account_id',
);
const replace = statement<{ account_id: string; old_hash: string; new_hash: string }>(
  'passwords.replace_hash',
  'UPDATE passwords SET hash = :new_hash WHERE account_id = :account_id AND hash = :old_hash',
);

/** Sets or changes the password. For a change call `advanceCredentialVersion` first, in the same transaction. */
export const setPassword = async (transaction: Transaction, accountId: string, hash: string): Promise<void> => {
  await transaction.change(upsert, { account_id: accountId, hash });
};

export const findPasswordHash = async (executor: Executor, accountId: string): Promise<string | undefined> =>
  (await executor.first(hashOf, { account_id: accountId }))?.hash;

/** The same password under a new cost. Does nothing when the password was changed in between. */
export const replacePasswordHash = async (
  executor: Executor,
  accountId: string,
  oldHash: string,
  newHash: string,
): Promise<boolean> =>
  (await executor.change(replace, { account_id: accountId, old_hash: oldHash, new_hash: newHash })) === 1;
