import { signAccessToken } from '#features/access-tokens/sign-access-token.ts';
import type { SigningKeys } from '#features/access-tokens/signing-keys.ts';
import type { Account } from '#features/accounts/store.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import { Problem } from '#platform/errors.ts';
import { mintRefreshToken } from './refresh-token.ts';
import type { RotatedSession, Transport } from './store.ts';

export type IssueContext = {
  secrets: Secrets;
  signingKeys: SigningKeys;
  config: {
    publicUrl: string;
    tokenAudience: string;
    accessTokenSeconds: number;
    refreshIdleSeconds: number;
  };
};

/** The two tokens of a session's present generation, and how long they live. */
export type IssuedTokens = {
  sessionId: string;
  transport: Transport;
  account: Account;
  accessToken: string;
  accessSeconds: number;
  refreshToken: string;
  /** Until the nearer of the idle and the absolute timeout. */
  refreshSeconds: number;
  /** The absolute timeout, which no use puts off. Milliseconds. */
  sessionExpiresAt: number;
};

/** Mints what the row says: its generation, with the key it names. The same row gives the same refresh token everywhere. */
export function issueTokens(
  context: IssueContext,
  session: RotatedSession & { id: string; seed: Buffer },
  account: Account,
): IssuedTokens {
  const { secrets, config } = context;
  // Another node already mints with a newer SECRET_KEY than this one has read: a matter of seconds, nobody's fault.
  if (!secrets.hasKey(session.key_id)) throw new Problem('unavailable', { retryAfterSeconds: 5 });

  // An access token never outlives the session's absolute timeout.
  const expiresAt = Math.min(session.now + config.accessTokenSeconds * 1000, session.absolute_at);
  const refreshExpiresAt = Math.min(session.absolute_at, session.window_at + config.refreshIdleSeconds * 1000);
  return {
    sessionId: session.id,
    transport: session.transport,
    account,
    accessToken: signAccessToken(context, {
      accountId: session.account_id,
      role: account.role,
      sessionId: session.id,
      generation: session.generation,
      epoch: session.epoch,
      now: session.now,
      expiresAt,
      authenticatedAt: session.created_at,
    }),
    accessSeconds: Math.floor((expiresAt - session.now) / 1000),
    refreshToken: mintRefreshToken(secrets, {
      seed: session.seed,
      sessionId: session.id,
      generation: session.generation,
      keyId: session.key_id,
    }),
    refreshSeconds: Math.floor((refreshExpiresAt - session.now) / 1000),
    sessionExpiresAt: session.absolute_at,
  };
}
