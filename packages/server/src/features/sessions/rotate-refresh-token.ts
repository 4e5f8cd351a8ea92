import type { AccountCache } from '#features/accounts/account-cache.ts';
import { mailAddressOf } from '#features/accounts/parse-email.ts';
import { findAccount } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import type { Counters, Limit } from '#platform/counters/counters.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { pickLocale } from '#platform/locales.ts';
import type { Log } from '#platform/log.ts';
import { type EndContext, endSessionOfToken } from './end-sessions.ts';
import { type IssueContext, type IssuedTokens, issueTokens } from './issue-tokens.ts';
import { hashSeed, parseRefreshToken, type RefreshToken } from './refresh-token.ts';
import { isLive } from './session-state.ts';
import { findSession, noteLateReissue, type RotatedSession, rotateSession } from './store.ts';

export type RotateContext = IssueContext &
  EndContext & {
    database: Database;
    accounts: AccountCache;
    counters: Counters;
    log: Log;
    outbox: { wake(): void };
    config: IssueContext['config'] &
      EndContext['config'] & { refreshGraceSeconds: number; limits: { refreshesPerMinute: number } };
  };

/** How often in a row a client may lose an answer for longer than a grace before the person is told. */
const suspiciousStreak = 3;

/**
 * Exchanges a refresh token: the table of answers in state-machine.md, of which this is the only caller.
 *
 * @throws Problem 401 `invalid_refresh_token` (nothing ends), 401 `session_ended`, 429, 503
 */
export async function rotateRefreshToken(
  context: RotateContext,
  presented: string,
  facts: RequestFacts,
): Promise<IssuedTokens> {
  const token = parseRefreshToken(context.secrets, presented);
  if (token === undefined) throw new Problem('invalid_refresh_token');
  const limit = refreshLimit(context.config);
  if (limit !== undefined) await refuseTooMany(context, limit, token.sessionId);

  const seedHash = hashSeed(token.seed);
  const session = await rotateSession(context.database, {
    id: token.sessionId,
    seedHash,
    generation: token.generation,
    keyId: context.secrets.currentKeyId,
    graceSeconds: context.config.refreshGraceSeconds,
    idleSeconds: context.config.refreshIdleSeconds,
  });
  if (session === undefined) throw await refuse(context, token, seedHash, facts);

  const hasRotated = session.generation_at === session.now && session.reissues === 0;
  if (hasRotated && limit !== undefined) await context.counters.consume(limit, token.sessionId);
  if (isLate(session, token, context.config.refreshGraceSeconds)) await tellLateReissue(context, token, session, facts);

  // The token says what the account is under this epoch: a copy of before a change of the role must not be signed under the new one.
  const account = await context.accounts.find(session.account_id, session.epoch);
  if (account === undefined) throw new Problem('session_ended');
  return issueTokens(context, { ...session, id: token.sessionId, seed: token.seed }, account);
}

const windowSeconds = 60;

/** @returns undefined where the grace alone keeps every session below the limit, so that nothing has to be counted */
function refreshLimit({ refreshGraceSeconds, limits }: RotateContext['config']): Limit | undefined {
  const points = limits.refreshesPerMinute;
  // One rotation a grace, and the first token of a session rotates at once. Without a grace there is no end: n / 0 is Infinity.
  const mostRotations = windowSeconds / refreshGraceSeconds + 2;
  return points > 0 && points < mostRotations ? { name: 'refreshes', points, windowSeconds } : undefined;
}

async function refuseTooMany({ counters }: RotateContext, limit: Limit, sessionId: string): Promise<void> {
  const verdict = await counters.look(limit, sessionId);
  if (!verdict.isAllowed) throw new Problem('too_many_requests', { retryAfterSeconds: verdict.retryAfterSeconds });
}

/** Why the statement found nothing to do. A replay ends the session, and that is committed before the answer. */
async function refuse(
  context: RotateContext,
  token: RefreshToken,
  seedHash: Buffer,
  facts: RequestFacts,
): Promise<Problem> {
  const { database, log } = context;
  const session = await findSession(database.read, token.sessionId);
  if (session === undefined || !seedHash.equals(session.seed_hash)) return new Problem('invalid_refresh_token');
  if (!isLive(session, context.config.refreshIdleSeconds)) return new Problem('session_ended');
  if (token.generation >= session.generation) {
    // A restored backup: the client is ahead of the database, or was until just now. Nobody stole anything, so nothing ends.
    log.warn({ sessionId: session.id, requestId: facts.requestId }, 'a refresh token is ahead of its session');
    return new Problem('invalid_refresh_token');
  }

  const replay = await database.transaction((transaction) =>
    endSessionOfToken(context, transaction, { id: session.id, seedHash, reason: 'replay', facts }),
  );
  replay.publish();
  return new Problem('session_ended');
}

/** The parent was answered again more than a grace after its child was made: a lost answer, or a thief who waits. */
const isLate = (session: RotatedSession, token: RefreshToken, graceSeconds: number): boolean =>
  session.generation === token.generation + 1 &&
  session.reissues > 0 &&
  session.now > session.generation_at + graceSeconds * 1000;

async function tellLateReissue(
  context: RotateContext,
  token: RefreshToken,
  session: RotatedSession,
  facts: RequestFacts,
): Promise<void> {
  const mustNotify = await context.database.transaction(async (transaction) => {
    const noted = await noteLateReissue(transaction, token.sessionId, session.generation);
    if (noted === undefined) return false;
    await recordAuditEvent(transaction, {
      type: 'refresh_reissued_late',
      accountId: noted.account_id,
      sessionId: token.sessionId,
      facts,
      details: { generation: session.generation, in_a_row: noted.late_streak },
    });
    if (noted.late_streak !== suspiciousStreak) return false;
    const account = await findAccount(transaction, noted.account_id);
    if (account === undefined) return false;
    await queueMail(context, transaction, {
      kind: 'session_looks_shared',
      accountId: account.id,
      to: mailAddressOf(account),
      locale: pickLocale(account.locale),
      deviceName: noted.device_name,
      sessionsLink: `${context.config.publicUrl}/account/devices`,
    });
    return true;
  });
  if (mustNotify) context.outbox.wake();
}
