import { clockToleranceSeconds } from '#features/access-tokens/parse-claims.ts';
import { advanceEpoch, lockAccount } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Revocations } from '#features/revocations/follow-revocations.ts';
import { createRevocation, type Revocation } from '#features/revocations/store.ts';
import type { Transaction } from '#platform/database/database.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import {
  type EndReason,
  endSessionRow,
  endSessionRowBySeed,
  endSessionRows,
  findSession,
  listLatelyEnded,
  raiseSessionEpochs,
} from './store.ts';

export type EndContext = {
  revocations: Pick<Revocations, 'publish'>;
  config: { accessTokenSeconds: number; refreshIdleSeconds: number };
};

/** What was ended. `publish` makes it felt on this node: call it after the commit and before the answer. */
export type Ended = { endedSessions: number; publish(): void };

const nothing: Ended = { endedSessions: 0, publish: () => {} };

const ended = (context: EndContext, endedSessions: number, revocations: Revocation[]): Ended => ({
  endedSessions,
  publish: () => context.revocations.publish(revocations),
});

/** As long as the last access token of what ended may live, also where clocks are as far apart as is tolerated. */
const lifetimeOf = (context: EndContext): number => context.config.accessTokenSeconds + clockToleranceSeconds;

/**
 * Ends one session of an account. Of a session that has ended already, or is not the account's, nothing happens.
 *
 * @param session `epoch` of the access token by which it is asked for: a token from before a re-seed ends nothing
 */
export async function endSession(
  context: EndContext,
  transaction: Transaction,
  session: { id: string; accountId: string; reason: EndReason; facts: RequestFacts | null; epoch?: number },
): Promise<Ended> {
  if (!(await endSessionRow(transaction, session))) return feelEarlierEnd(context, transaction, session.id);
  return revokeSession(context, transaction, session);
}

/** Ends the session whose refresh token somebody holds: a sign-out, a replaced sign-in, or a replay. */
export async function endSessionOfToken(
  context: EndContext,
  transaction: Transaction,
  session: { id: string; seedHash: Uint8Array; reason: EndReason; facts: RequestFacts | null },
): Promise<Ended> {
  const row = await endSessionRowBySeed(transaction, session);
  if (row === undefined) return feelEarlierEnd(context, transaction, session.id);
  return revokeSession(context, transaction, { ...session, accountId: row.account_id });
}

/**
 * Somebody was faster, perhaps on another node, of whose end this one has not heard yet. Whoever is told here that the
 * session has ended is refused here from then on, so it is felt at once; it was written down by whoever ended it.
 */
async function feelEarlierEnd(context: EndContext, transaction: Transaction, id: string): Promise<Ended> {
  const session = await findSession(transaction, id);
  return session === undefined || session.ended_at === null ? nothing : ended(context, 0, [feltHere(context, session)]);
}

/** Known to this node alone: it makes it stricter, and other nodes read what was written down. */
const feltHere = (context: EndContext, { id, now }: { id: string; now: number }): Revocation => ({
  kind: 'session',
  subject_id: id,
  epoch: null,
  sequence: 0,
  revoked_at: now,
  expires_at: now + lifetimeOf(context) * 1000,
});

async function revokeSession(
  context: EndContext,
  transaction: Transaction,
  session: { id: string; accountId: string; reason: EndReason; facts: RequestFacts | null },
): Promise<Ended> {
  await recordAuditEvent(transaction, {
    type: session.reason === 'replay' ? 'refresh_replayed' : 'session_revoked',
    accountId: session.accountId,
    sessionId: session.id,
    facts: session.facts,
    details: { reason: session.reason },
  });
  const revocation = await createRevocation(transaction, {
    kind: 'session',
    subjectId: session.id,
    lifetimeSeconds: lifetimeOf(context),
  });
  return ended(context, 1, [revocation]);
}

export type SessionsToEnd = {
  accountId: string;
  reason: EndReason;
  facts: RequestFacts | null;
  /** Who does it, when not the account itself. */
  actorId?: string | null;
  keepSessionId?: string;
  /** Where this transaction has advanced the epoch already: the kept session's older access tokens end as well. */
  epoch?: number;
};

/**
 * Ends all sessions of an account, or all but one. Ending all advances the epoch first, which locks the account's row:
 * no session can begin under the old epoch afterwards, and one line revokes every access token there is.
 */
export async function endSessionsOfAccount(
  context: EndContext,
  transaction: Transaction,
  sessions: SessionsToEnd,
): Promise<Ended> {
  const keepSessionId = sessions.keepSessionId ?? null;
  const epoch = await holdAccount(transaction, sessions);
  const rows = await endSessionRows(transaction, {
    accountId: sessions.accountId,
    keepSessionId,
    reason: sessions.reason,
    idleSeconds: context.config.refreshIdleSeconds,
  });
  const liveSessions = rows.filter((row) => row.live === 1).length;
  await recordAuditEvent(transaction, {
    type: 'sessions_revoked',
    accountId: sessions.accountId,
    actorId: sessions.actorId ?? null,
    sessionId: keepSessionId,
    facts: sessions.facts,
    details: { reason: sessions.reason, ended_sessions: liveSessions },
  });

  const lifetimeSeconds = lifetimeOf(context);
  const revocations: Revocation[] = [];
  if (epoch !== undefined)
    revocations.push(
      await createRevocation(transaction, { kind: 'account', subjectId: sessions.accountId, epoch, lifetimeSeconds }),
    );
  else {
    for (const row of rows)
      revocations.push(await createRevocation(transaction, { kind: 'session', subjectId: row.id, lifetimeSeconds }));
    const endedHere = new Set(rows.map(({ id }) => id));
    for (const session of await listLatelyEnded(transaction, sessions.accountId, lifetimeSeconds))
      if (!endedHere.has(session.id)) revocations.push(feltHere(context, session));
  }
  return ended(context, liveSessions, revocations);
}

/** Two that end several sessions of one account would wait for each other's rows; so the account's row comes first. */
async function holdAccount(
  transaction: Transaction,
  { accountId, keepSessionId, epoch }: SessionsToEnd,
): Promise<number | undefined> {
  if (epoch !== undefined) return epoch;
  if (keepSessionId === undefined) return advanceEpoch(transaction, accountId);
  await lockAccount(transaction, accountId);
  return undefined;
}

/**
 * Every access token of an account whose row is gone, and its sessions with it, is refused from now on: by this line for as
 * long as one of them may live, and because there is no such account ever after.
 *
 * @param account as it was; its id is never given again
 */
export async function revokeErasedAccount(
  context: EndContext,
  transaction: Transaction,
  { account, endedSessions }: { account: { id: string; epoch: number }; endedSessions: number },
): Promise<Ended> {
  const revocation = await createRevocation(transaction, {
    kind: 'account',
    subjectId: account.id,
    epoch: account.epoch + 1,
    lifetimeSeconds: lifetimeOf(context),
  });
  return ended(context, endedSessions, [revocation]);
}

/**
 * For a change of what access tokens say of the account, its role: every one of before is outlived, wherever it is shown,
 * and no session ends. Clients exchange their refresh token, and the next access token says what is true.
 *
 * @param account as it is after the change, with the new epoch
 */
export async function outliveAccessTokens(
  context: EndContext,
  transaction: Transaction,
  account: { id: string; epoch: number },
): Promise<Ended> {
  await raiseSessionEpochs(transaction, account.id, account.epoch);
  const revocation = await createRevocation(transaction, {
    kind: 'account',
    subjectId: account.id,
    epoch: account.epoch,
    lifetimeSeconds: lifetimeOf(context),
  });
  return ended(context, 0, [revocation]);
}
