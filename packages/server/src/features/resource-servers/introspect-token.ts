import { isSigningKeyLive } from '#features/access-tokens/store.ts';
import type { AccessTokenVerifier, VerifiedAccessToken } from '#features/access-tokens/verify-access-token.ts';
import { type Account, findAccount } from '#features/accounts/store.ts';
import { hashSeed, parseRefreshToken, type RefreshToken } from '#features/sessions/refresh-token.ts';
import { isHonoured, isLive, timesOutAt } from '#features/sessions/session-state.ts';
import { findSession } from '#features/sessions/store.ts';
import { type ArrivalContext, tellArrival } from '#features/sessions/tell-arrival.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import type { Introspection } from './contract.ts';

export type IntrospectContext = ArrivalContext & {
  database: Database;
  secrets: Secrets;
  accessTokens: AccessTokenVerifier;
  config: ArrivalContext['config'] & { publicUrl: string; tokenAudience: string; refreshIdleSeconds: number };
};

/** RFC 7662 §2.2: of a token that is not good nothing else is said, neither what it was nor why. */
const inactive: Introspection = { active: false };

/**
 * Whether a token is good at this moment. The database is asked each time and nothing is remembered, so the answer is never
 * late, on no node. A refresh token is looked at and not spent: nothing rotates, and nothing counts as having arrived.
 */
export async function introspectToken(context: IntrospectContext, token: string): Promise<Introspection> {
  const verdict = context.accessTokens.verify(token);
  if ('token' in verdict) return introspectAccessToken(context, verdict.token);
  const refreshToken = parseRefreshToken(context.secrets, token);
  return refreshToken === undefined ? inactive : introspectRefreshToken(context, refreshToken);
}

async function introspectAccessToken(context: IntrospectContext, token: VerifiedAccessToken): Promise<Introspection> {
  const { claims, kid } = token;
  const { read } = context.database;
  const [session, account, isKeyLive] = await Promise.all([
    findSession(read, claims.sid),
    findAccount(read, claims.sub),
    isSigningKeyLive(read, kid),
  ]);
  if (!isKeyLive || session?.account_id !== claims.sub || !isLive(session, context.config.refreshIdleSeconds))
    return inactive;
  // An end of everything the account has, and a new role: resource servers refuse the token of before as well.
  if (account?.status !== 'active' || claims.epoch < account.epoch) return inactive;
  tellArrival(context, token);
  return {
    active: true,
    token_type: 'Bearer',
    ...ofAccount(account),
    client_id: claims.client_id,
    aud: claims.aud,
    iss: claims.iss,
    iat: claims.iat,
    exp: Math.floor(token.expiresAt / 1000),
    jti: claims.jti,
    sid: claims.sid,
    gen: claims.gen,
    epoch: claims.epoch,
    auth_time: claims.auth_time,
    amr: claims.amr,
  };
}

async function introspectRefreshToken(context: IntrospectContext, token: RefreshToken): Promise<Introspection> {
  const { database, config } = context;
  const session = await findSession(database.read, token.sessionId);
  if (session === undefined || !hashSeed(token.seed).equals(session.seed_hash)) return inactive;
  if (!isLive(session, config.refreshIdleSeconds)) return inactive;
  if (!isHonoured(session, token.generation, config.refreshGraceSeconds)) return inactive;
  const account = await findAccount(database.read, session.account_id);
  if (account?.status !== 'active') return inactive;
  return {
    active: true,
    token_type: 'refresh_token',
    ...ofAccount(account),
    client_id: 'portress',
    aud: config.tokenAudience,
    iss: config.publicUrl,
    iat: Math.floor(session.generation_at / 1000),
    exp: Math.floor(timesOutAt(session, config.refreshIdleSeconds) / 1000),
    sid: session.id,
    gen: token.generation,
    epoch: session.epoch,
    auth_time: Math.floor(session.created_at / 1000),
    amr: ['pwd'],
  };
}

const ofAccount = ({ id, username, role }: Account) => ({ sub: id, role, ...(username !== null && { username }) });
