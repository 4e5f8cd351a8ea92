import { randomBytes } from 'node:crypto';
import type { Account } from '#features/accounts/store.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { argon2Cost } from './argon2-cost.ts';
import { isReadablePassword } from './parse-new-password.ts';
import type { PasswordHashing } from './password-hashing.ts';
import { replacePasswordHash } from './store.ts';

export type VerifyPasswordContext = {
  database: Pick<Database, 'write'>;
  passwordHashing: PasswordHashing;
};

const base64 = (length: number): string => randomBytes(length).toString('base64').replaceAll('=', '');

/** Looks and costs like a real hash; nobody, we included, knows a password for it. */
const decoyHash = `$argon2id$v=19$m=${argon2Cost.memoryCost},t=${argon2Cost.timeCost},p=${argon2Cost.parallelism}$${base64(16)}$${base64(argon2Cost.outputLen)}`;

/**
 * Whether this is the account's password. For no account, for one without a password that can be read and for a password that
 * cannot be anybody's, the same work is done on a decoy, so that time tells nothing (B1). After a right password a hash of
 * another cost or kind is replaced by one of ours.
 *
 * @param hash what the account's password is held against; undefined where it has none that works
 * @throws Problem 503 `overloaded`
 */
export async function verifyPassword(
  { database, passwordHashing }: VerifyPasswordContext,
  account: Pick<Account, 'id' | 'status'> | undefined,
  hash: string | undefined,
  password: string,
): Promise<boolean> {
  // Too long is wrong, never truncated (B12). The hash's cost hardly depends on the password's length.
  const isPossible = hash !== undefined && passwordHashing.canRead(hash);
  const isReadable = isReadablePassword(password);
  // The decoy is tried with the password itself, which may be two forms of it: then the work is the same as well.
  const isRight = await passwordHashing.verify(isPossible && isReadable ? hash : decoyHash, isReadable ? password : '');
  if (!isPossible || !isReadable || !isRight || account === undefined) return false;
  // Not where the answer is no all the same: the time that it takes would tell that the password was right.
  if (account.status === 'active' && passwordHashing.needsRehash(hash))
    await renewHash({ database, passwordHashing }, account.id, hash, password);
  return true;
}

/** Where there is no room for it now, the next sign-in does it: who has proved the password is not sent away for that. */
async function renewHash(
  { database, passwordHashing }: VerifyPasswordContext,
  accountId: string,
  hash: string,
  password: string,
): Promise<void> {
  try {
    await replacePasswordHash(database.write, accountId, hash, await passwordHashing.hash(password));
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'overloaded')) throw error;
  }
}
