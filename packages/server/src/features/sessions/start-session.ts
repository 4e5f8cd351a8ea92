import type { Account } from '#features/accounts/store.ts';
import { randomId } from '#platform/crypto/random.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Transaction } from '#platform/database/database.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { deviceNameOf } from './device-name.ts';
import { hashSeed, randomSeed } from './refresh-token.ts';
import { createSession, type RotatedSession, type Transport } from './store.ts';

export type StartedSession = RotatedSession & { id: string; seed: Buffer };

/**
 * Begins a session for an account whose password was just verified.
 *
 * @returns undefined when the account was suspended, deleted or got another password meanwhile: the sign-in has lost
 */
export async function startSession(
  { secrets, config }: { secrets: Secrets; config: { refreshAbsoluteSeconds: number } },
  transaction: Transaction,
  { account, transport, facts }: { account: Account; transport: Transport; facts: RequestFacts },
): Promise<StartedSession | undefined> {
  const seed = randomSeed();
  const id = randomId();
  const row = await createSession(transaction, {
    id,
    accountId: account.id,
    credentialVersion: account.credential_version,
    seedHash: hashSeed(seed),
    keyId: secrets.currentKeyId,
    transport,
    absoluteSeconds: config.refreshAbsoluteSeconds,
    deviceName: deviceNameOf(facts.userAgent),
    userAgent: facts.userAgent,
    ip: facts.ip,
  });
  return row && { ...row, id, seed };
}
