import { randomBytes } from 'node:crypto';
import type { Database } from '#platform/database/database.ts';
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
 * Whether this is the account's password. For no account, for one without a password and for a password that cannot be
 * anybody's, the same work is done on a decoy, so that time tells nothing (B1). After a right password a hash of an
 * older cost is replaced.
 *
 * @param hash what the account's password is held against; undefined where it has none that works
 * @throws Problem 503 `overloaded`
 */
export async function verifyPassword(
  { database, passwordHashing }: VerifyPasswordContext,
  account: { id: string } | undefined,
  hash: string | undefined,
  password: string,
): Promise<boolean> {
  // Too long is wrong, never truncated (B12). The hash's cost hardly depends on the password's length.
  const isPossible = hash !== undefined && isReadablePassword(password);
  const isRight = await passwordHashing.verify(isPossible ? hash : decoyHash, isPossible ? password : '');
  if (!isPossible || !isRight || account === undefined) return false;
  if (passwordHashing.needsRehash(hash))
    await replacePasswordHash(database.write, account.id, hash, await passwordHashing.hash(password));
  return true;
}
