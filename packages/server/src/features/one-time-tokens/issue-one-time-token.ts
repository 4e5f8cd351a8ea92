import { randomInt } from 'node:crypto';
import { digest, randomId, randomToken } from '#platform/crypto/random.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Transaction } from '#platform/database/database.ts';
import { hashCode } from './hash-code.ts';
import { type OneTimePurpose, upsertOneTimeToken } from './store.ts';

export type OneTimeTokenRequest = {
  purpose: OneTimePurpose;
  accountId: string;
  /** The address it is mailed to: it proves that one and no later one. */
  emailCanonical: string;
  lifetimeSeconds: number;
  /** Of a change of address: the new one as typed, and the version of the password that was proved for it. */
  change?: { newEmail: string; credentialVersion: number };
  /** For typing on another device. */
  code?: { lifetimeSeconds: number };
};

/**
 * Makes a token of 256 bits and, where asked for, a code of eight digits beside it; whichever is used spends both.
 * A newer one replaces the older. Both are told here and never again: the database holds digests (C13).
 */
export async function issueOneTimeToken(
  { secrets }: { secrets: Secrets },
  transaction: Transaction,
  { purpose, accountId, emailCanonical, lifetimeSeconds, change, code: codeRequest }: OneTimeTokenRequest,
): Promise<{ token: string; code: string | null }> {
  const token = randomToken();
  const code = codeRequest === undefined ? null : randomCode();
  await upsertOneTimeToken(transaction, {
    id: randomId(),
    purpose,
    account_id: accountId,
    email_canonical: emailCanonical,
    new_email: change?.newEmail ?? null,
    credential_version: change?.credentialVersion ?? null,
    token_hash: digest(token),
    code_hash: code === null ? null : hashCode(secrets, { purpose, accountId, code }),
    lifetime: lifetimeSeconds * 1000,
    code_lifetime: codeRequest === undefined ? null : codeRequest.lifetimeSeconds * 1000,
  });
  return { token, code };
}

const randomCode = (): string => String(randomInt(100_000_000)).padStart(8, '0');
