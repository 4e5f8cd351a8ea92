import { randomInt } from 'node:crypto';
import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

const upsert = statement<{ account_id: string; hash: string }>(
  'passwords.set',
  `INSERT INTO passwords (account_id, hash, changed_at) VALUES (:account_id, :hash, now_ms())
   ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, failures = 0`,
);
const hashOf = statement<{ account_id: string }, { hash: string }>(
  'passwords.find',
  'SELECT hash FROM passwords WHERE account_id = :account_id',
);
const takeGuess = statement<{ account_id: string; most: number }, { hash: string; failures: number }>(
  'passwords.take_guess',
  `UPDATE passwords SET failures = failures + 1 WHERE account_id = :account_id AND failures < :most
   RETURNING hash, failures`,
);
const giveBack = statement<{ account_id: string }>(
  'passwords.give_back_failure',
  'UPDATE passwords SET failures = failures - 1 WHERE account_id = :account_id AND failures > 0',
);
const forget = statement<{ account_id: string }>(
  'passwords.forget_failures',
  'UPDATE passwords SET failures = 0 WHERE account_id = :account_id AND failures > 0',
);
const decoyGuess = statement<{ slot: number }>(
  'decoy_guesses.take',
  'UPDATE decoy_guesses SET guesses = guesses + 1 WHERE slot = :slot',
);
const replace = statement<{ account_id: string; old_hash: string; new_hash: string }>(
  'passwords.replace_hash',
  'UPDATE passwords SET hash = :new_hash WHERE account_id = :account_id AND hash = :old_hash',
);

const ofRange = statement<{ after: string; until: string }, { account_id: string; hash: string }>(
  'passwords.list_by_account',
  'SELECT account_id, hash FROM passwords WHERE account_id > :after AND account_id <= :until',
);

/** Sets or changes the password. For a change call `advanceCredentialVersion` first, in the same transaction. */
export const setPassword = async (transaction: Transaction, accountId: string, hash: string): Promise<void> => {
  await transaction.change(upsert, { account_id: accountId, hash });
};

/** For looking at it. What a guess is held against is handed out by {@link takeStoredGuess} alone. */
export const findPasswordHash = async (executor: Executor, accountId: string): Promise<string | undefined> =>
  (await executor.first(hashOf, { account_id: accountId }))?.hash;

/** For an export: the hashes of all accounts whose ids stand in this range. */
export const listPasswordHashes = (
  executor: Executor,
  range: { after: string; until: string },
): Promise<{ account_id: string; hash: string }[]> => executor.all(ofRange, range);

/** Wrong guesses in a row after which a password stops working until it is reset. */
export const mostFailures = 100;

/**
 * Counts a guess as wrong until it is found right, and hands out the hash to hold it against; both in one statement, so
 * that of parallel guesses no more than {@link mostFailures} in a row ever get a hash.
 *
 * @returns undefined where there is no password, or where it has stopped working
 */
export const takeStoredGuess = (
  executor: Executor,
  accountId: string,
): Promise<{ hash: string; failures: number } | undefined> =>
  executor.first(takeGuess, { account_id: accountId, most: mostFailures });

/** For a guess that was not held against the hash after all. */
export const giveBackFailure = (executor: Executor, accountId: string): Promise<number> =>
  executor.change(giveBack, { account_id: accountId });

export const forgetFailures = (executor: Executor, accountId: string): Promise<number> =>
  executor.change(forget, { account_id: accountId });

/** Rows made by the migration; several, so that guesses at unknown names do not wait for each other. */
const decoySlots = 64;

/** Costs what {@link takeStoredGuess} costs, and counts nothing that anybody reads. */
export const takeDecoyGuess = (executor: Executor): Promise<number> =>
  executor.change(decoyGuess, { slot: randomInt(decoySlots) });

/** The same password under a new cost. Does nothing when the password was changed in between. */
export const replacePasswordHash = async (
  executor: Executor,
  accountId: string,
  oldHash: string,
  newHash: string,
): Promise<boolean> =>
  (await executor.change(replace, { account_id: accountId, old_hash: oldHash, new_hash: newHash })) === 1;
