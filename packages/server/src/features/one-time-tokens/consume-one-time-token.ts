import { digest } from '#platform/crypto/random.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Executor, Transaction } from '#platform/database/database.ts';
import { hashCode } from './hash-code.ts';
import {
  deleteOneTimeTokensOf,
  findLiveToken,
  lockOneTimeTokensOf,
  type OneTimePurpose,
  type Spent,
  spendToken,
  spendTokenByCode,
} from './store.ts';

/** Whom the token was issued to, and for which address; for a change of address also how it was typed and what was proved. */
export type OneTimeProof = {
  accountId: string;
  emailCanonical: string;
  newEmail: string | null;
  credentialVersion: number | null;
};

const toProof = (spent: Spent | undefined): OneTimeProof | undefined =>
  spent && {
    accountId: spent.account_id,
    emailCanonical: spent.email_canonical,
    newEmail: spent.new_email,
    credentialVersion: spent.credential_version,
  };

/**
 * Looks without spending, so that dear work (a hash) is done only for somebody with a good token. Whether it still is
 * good is decided by {@link consumeOneTimeToken}.
 */
export const findOneTimeToken = async (
  executor: Executor,
  { purpose, token }: { purpose: OneTimePurpose; token: string },
): Promise<OneTimeProof | undefined> => toProof(await findLiveToken(executor, purpose, digest(token)));

/** Spends a token by one conditional statement: of any number of parallel calls one gets the proof. */
export const consumeOneTimeToken = async (
  transaction: Transaction,
  { purpose, token }: { purpose: OneTimePurpose; token: string },
): Promise<OneTimeProof | undefined> => toProof(await spendToken(transaction, purpose, digest(token)));

/**
 * The same for a token that calls off whatever else was mailed to its account (C5, C6). All of them are locked first: of
 * two who come with tokens of two purposes, each would otherwise hold the one that the other wants.
 */
export async function consumeLastOneTimeToken(
  transaction: Transaction,
  given: { purpose: OneTimePurpose; token: string },
): Promise<OneTimeProof | undefined> {
  const found = await findOneTimeToken(transaction, given);
  if (found === undefined) return undefined;
  await lockOneTimeTokensOf(transaction, found.accountId);
  const proof = await consumeOneTimeToken(transaction, given);
  if (proof !== undefined) await deleteOneTimeTokensOf(transaction, proof.accountId);
  return proof;
}

/**
 * Spends a token by its code. A wrong code counts as one of five tries, so the transaction has to be committed then too:
 * throw after it, not inside.
 */
export const consumeOneTimeCode = async (
  { secrets }: { secrets: Secrets },
  transaction: Transaction,
  { purpose, accountId, code }: { purpose: OneTimePurpose; accountId: string; code: string },
): Promise<OneTimeProof | undefined> =>
  toProof(await spendTokenByCode(transaction, purpose, accountId, hashCode(secrets, { purpose, accountId, code })));
