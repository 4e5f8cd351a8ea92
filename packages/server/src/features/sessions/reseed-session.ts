import type { Account } from '#features/accounts/store.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { hashSeed, parseRefreshToken, randomSeed } from './refresh-token.ts';
import { isLive } from './session-state.ts';
import type { StartedSession } from './start-session.ts';
import { findSession, reseedSessionRow, type Session } from './store.ts';

export type ReseedContext = { secrets: Secrets; config: { refreshIdleSeconds: number } };

/**
 * Lets a session go on with tokens that nobody has seen yet, after its account's epoch was advanced in the same
 * transaction: whoever shared the old ones is out. The absolute timeout stays as it was.
 *
 * Call it before `endSessionsOfAccount`: whoever signs out holds the session's row while they wait to write a revocation.
 *
 * @param account as it is after the change, with the new epoch
 * @throws Problem 401 `session_ended` when the session ended or timed out meanwhile; the transaction must not go on
 */
export async function reseedSession(
  { secrets, config }: ReseedContext,
  transaction: Transaction,
  { id, account }: { id: string; account: Pick<Account, 'id' | 'epoch'> },
): Promise<StartedSession> {
  const seed = randomSeed();
  const row = await reseedSessionRow(transaction, {
    id,
    accountId: account.id,
    seedHash: hashSeed(seed),
    keyId: secrets.currentKeyId,
    epoch: account.epoch,
    idleSeconds: config.refreshIdleSeconds,
  });
  if (row === undefined) throw new Problem('session_ended');
  return { ...row, id, seed };
}

/**
 * The session of an access token that the account's epoch has outlived, if it goes on: because it was re-seeded since, or
 * because the role was changed, which leaves the chain as it is.
 *
 * @returns undefined when the session has ended or timed out, or never got a larger epoch
 */
export async function findSessionBeyond(
  { database, config }: { database: Pick<Database, 'read'>; config: { refreshIdleSeconds: number } },
  token: { sid: string; epoch: number },
): Promise<{ session: Session; isSameChain: boolean } | undefined> {
  const session = await findSession(database.read, token.sid);
  if (session === undefined || !isLive(session, config.refreshIdleSeconds)) return undefined;
  if (session.epoch <= token.epoch) return undefined;
  return { session, isSameChain: session.chain_epoch !== null && session.chain_epoch <= token.epoch };
}

/** Whether this refresh token belongs to the session's present chain, whatever its generation. */
export function isTokenOf({ secrets }: { secrets: Secrets }, session: Session, refreshToken: string): boolean {
  const token = parseRefreshToken(secrets, refreshToken);
  return token?.sessionId === session.id && hashSeed(token.seed).equals(session.seed_hash);
}
