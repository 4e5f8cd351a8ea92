import type { AccessTokenClaims } from '#features/access-tokens/sign-access-token.ts';
import type { AccessTokenVerifier, VerifiedAccessToken } from '#features/access-tokens/verify-access-token.ts';
import type { Account, Role } from '#features/accounts/store.ts';
import type { Revocations } from '#features/revocations/follow-revocations.ts';
import type { Clock } from '#platform/clock.ts';
import { Problem } from '#platform/errors.ts';
import { notSignedIn } from '#platform/http/bearer.ts';
import { factsOf } from '#platform/http/request-facts.ts';
import type { Exchange, Guard } from '#platform/http/route.ts';
import { badAccessToken, type PresentedTokens, readPresentedTokens, sessionEnded } from './presented-tokens.ts';
import { parseRefreshToken } from './refresh-token.ts';
import { findSessionBeyond, isTokenOf } from './reseed-session.ts';
import { type RotateContext, rotateRefreshToken } from './rotate-refresh-token.ts';
import { tellArrival } from './tell-arrival.ts';
import { attachTokens } from './token-answer.ts';

/** Who calls: the account as it is now, not as it was when the token was signed. */
export type Caller = { account: Account; accountId: string; sessionId: string };

export type GuardContext = Omit<RotateContext, 'revocations'> & {
  clock: Clock;
  revocations: Revocations;
  accessTokens: AccessTokenVerifier;
  config: RotateContext['config'] & { isSecure: boolean; publicPath: string };
};

/** Signed in, by a Bearer token or by cookies; an expired access token is renewed where a good refresh cookie came along. */
export const signedIn = (context: GuardContext): Guard<Caller> => ({
  name: 'signed in',
  security: 'session',
  admit: (exchange) => recallCaller(context, exchange) ?? admitCaller(context, exchange),
});

async function admitCaller(context: GuardContext, exchange: Exchange): Promise<Caller> {
  const presented = readPresentedTokens(context.config, exchange.request);
  if (presented.bearer !== null) return admitBearer(context, exchange, presented, presented.bearer);
  return admitCookies(context, exchange, presented);
}

/**
 * The everyday request: a Bearer token that was verified before, nothing about it revoked, the account in memory. It is
 * admitted without a promise; whatever is not as plain as that goes the long way.
 */
function recallCaller(context: GuardContext, { request }: Exchange): Caller | undefined {
  const { accessTokens, revocations, accounts } = context;
  const { authorization } = request.headers;
  if (!authorization?.startsWith('Bearer ')) return undefined;
  const token = accessTokens.recall(authorization.slice('Bearer '.length));
  if (token === undefined || !revocations.isFresh()) return undefined;
  if (revocations.revokedBy(revocable(token)) !== undefined) return undefined;
  const account = accounts.recall(token.claims.sub, token.claims.epoch);
  if (account?.status !== 'active' || isOutlived(token, account)) return undefined;
  tellArrival(context, token);
  return { account, accountId: account.id, sessionId: token.claims.sid };
}

/** Signed in with one of these roles; the account's role of this moment decides, so a demotion acts at once. */
export const withRole = (context: GuardContext, ...roles: Role[]): Guard<Caller> => {
  const anySession = signedIn(context);
  return {
    name: `role ${roles.join(' or ')}`,
    security: 'session',
    roles,
    admit: async (exchange) => {
      const caller = await anySession.admit(exchange);
      if (!roles.includes(caller.account.role))
        throw new Problem('forbidden', { detail: `This needs the role ${roles.join(' or ')}.` });
      return caller;
    },
  };
};

/** A forged Bearer is never re-authenticated; an expired one is, by the refresh cookie of the same session (`split`). */
async function admitBearer(
  context: GuardContext,
  exchange: Exchange,
  presented: PresentedTokens,
  bearer: string,
): Promise<Caller> {
  const verdict = context.accessTokens.verify(bearer);
  if ('token' in verdict) return admitVerified(context, exchange, verdict.token, presented.refreshCookie);
  if (verdict.refusal === 'expired' && belongsTogether(context, verdict.claims, presented.refreshCookie))
    return reauthenticate(context, exchange, presented.refreshCookie);
  throw badAccessToken();
}

/** A cookie that is missing, expired or planted counts as absent: then the refresh cookie has to be good. */
async function admitCookies(context: GuardContext, exchange: Exchange, presented: PresentedTokens): Promise<Caller> {
  const verdict = presented.accessCookie === null ? null : context.accessTokens.verify(presented.accessCookie);
  if (verdict !== null && 'token' in verdict && context.revocations.revokedBy(revocable(verdict.token)) !== 'key')
    return admitVerified(context, exchange, verdict.token, presented.refreshCookie);
  if (presented.refreshCookie !== null) return reauthenticate(context, exchange, presented.refreshCookie);
  throw presented.accessCookie === null ? notSignedIn() : badAccessToken();
}

const revocable = ({ claims: { sid, sub, epoch }, kid }: VerifiedAccessToken) => ({ sid, sub, epoch, kid });

async function admitVerified(
  context: GuardContext,
  exchange: Exchange,
  token: VerifiedAccessToken,
  refreshCookie: string | null,
): Promise<Caller> {
  if (!context.revocations.isFresh()) await context.revocations.refresh();
  const revokedBy = context.revocations.revokedBy(revocable(token));
  if (revokedBy === 'key') throw badAccessToken();
  if (revokedBy === 'account') return admitOutlived(context, exchange, token, refreshCookie);
  if (revokedBy === 'session') throw sessionEnded();
  const caller = await admitAccount(context, token);
  return isOutlived(token, caller.account) ? admitOutlived(context, exchange, token, refreshCookie) : caller;
}

/**
 * The account itself may tell of an end before the list of revocations was read again: a token that was refused because its
 * account was suspended must not be good for a moment when the suspension is taken back (P4).
 */
const isOutlived = (token: VerifiedAccessToken, account: Account): boolean => token.claims.epoch < account.epoch;

async function admitAccount(context: GuardContext, token: VerifiedAccessToken): Promise<Caller> {
  tellArrival(context, token);
  const account = await context.accounts.find(token.claims.sub, token.claims.epoch);
  if (account === undefined || account.status !== 'active') throw sessionEnded();
  return { account, accountId: account.id, sessionId: token.claims.sid };
}

/**
 * The epoch has grown and the session goes on. After a change of the role the token still shows who it is, and the account's
 * role of this moment decides; only APIs that read the role in the token have to refuse it.
 *
 * After a new password another tab may still use a token of before. Told that the session has ended, it would sign the person
 * out; so its token counts as expired. The refresh cookie of the new chain re-authenticates it, and one of the old chain is
 * not even tried: "refresh" is an answer that a client survives.
 */
async function admitOutlived(
  context: GuardContext,
  exchange: Exchange,
  token: VerifiedAccessToken,
  refreshCookie: string | null,
): Promise<Caller> {
  const beyond = await findSessionBeyond(context, token.claims);
  if (beyond === undefined) throw sessionEnded();
  if (beyond.isSameChain) return admitAccount(context, token);
  if (refreshCookie === null || !isTokenOf(context, beyond.session, refreshCookie)) throw badAccessToken();
  return reauthenticate(context, exchange, refreshCookie);
}

const belongsTogether = (
  context: GuardContext,
  claims: AccessTokenClaims,
  refreshToken: string | null,
): refreshToken is string =>
  refreshToken !== null && parseRefreshToken(context.secrets, refreshToken)?.sessionId === claims.sid;

async function reauthenticate(
  context: GuardContext,
  { request, reply }: Exchange,
  refreshToken: string,
): Promise<Caller> {
  const tokens = await rotateRefreshToken(context, refreshToken, factsOf(request)).catch(throwAsRefusal);
  // A body session's token in a cookie was put there by a script: it must not turn into cookies of ours.
  if (tokens.transport === 'body') throw notSignedIn();
  if (tokens.account.status !== 'active') throw sessionEnded();
  attachTokens(context.config, reply, tokens);
  return { account: tokens.account, accountId: tokens.account.id, sessionId: tokens.sessionId };
}

/** A refresh cookie that we never signed counts as absent (D14), and each 401 has its challenge (RFC 6750 §3). */
function throwAsRefusal(error: unknown): never {
  if (!(error instanceof Problem)) throw error;
  if (error.code === 'invalid_refresh_token') throw notSignedIn();
  throw error.code === 'session_ended' ? sessionEnded() : error;
}
