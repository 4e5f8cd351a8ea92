import type { AccessTokenVerifier } from '#features/access-tokens/verify-access-token.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { notSignedIn } from '#platform/http/bearer.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { type EndContext, type Ended, endSession, endSessionOfToken } from './end-sessions.ts';
import { badAccessToken, type PresentedTokens } from './presented-tokens.ts';
import { hashSeed, parseRefreshToken } from './refresh-token.ts';
import type { EndReason } from './store.ts';

export type SignOutContext = EndContext & { database: Database; secrets: Secrets; accessTokens: AccessTokenVerifier };

/**
 * Ends the session that the request shows a token of. Any validly signed token of the chain will do, spent or not, so
 * that a sign-out succeeds after a lost answer; nothing is rotated and nothing re-authenticated. Signing out twice is fine.
 *
 * @throws Problem 401 when nothing shown is a token of ours, 400 for a token in header and body at once
 */
export async function signOut(
  context: SignOutContext,
  presented: PresentedTokens,
  bodyToken: string | null,
  facts: RequestFacts,
): Promise<void> {
  if (bodyToken !== null && presented.bearer !== null)
    throw new Problem('invalid_request', { detail: 'Send the token in the header or in the body, not in both.' });
  if (bodyToken !== null) return endByRefreshToken(context, bodyToken, 'signed_out', facts);

  const accessToken = presented.bearer ?? presented.accessCookie;
  const verdict = accessToken === null ? null : context.accessTokens.verify(accessToken);
  if (verdict !== null && 'token' in verdict) {
    const { sid: id, sub: accountId, epoch } = verdict.token.claims;
    const endedSessions = await commit(context, (transaction) =>
      endSession(context, transaction, { id, accountId, epoch, reason: 'signed_out', facts }),
    );
    // From before a new password, an access token ends nothing any more; the cookie that came along may be the new one.
    if (endedSessions > 0 || presented.refreshCookie === null) return;
    if (parseRefreshToken(context.secrets, presented.refreshCookie)?.sessionId !== id) return;
    return endByRefreshToken(context, presented.refreshCookie, 'signed_out', facts);
  }
  const isForged =
    presented.bearer !== null && verdict !== null && 'refusal' in verdict && verdict.refusal === 'invalid';
  if (presented.refreshCookie !== null && !isForged)
    return endByRefreshToken(context, presented.refreshCookie, 'signed_out', facts);
  throw accessToken === null ? notSignedIn() : badAccessToken();
}

/** @throws Problem 401 `invalid_refresh_token` for what we never signed */
async function endByRefreshToken(
  context: SignOutContext,
  presented: string,
  reason: EndReason,
  facts: RequestFacts,
): Promise<void> {
  const token = parseRefreshToken(context.secrets, presented);
  if (token === undefined) throw new Problem('invalid_refresh_token');
  const { sessionId: id, seed } = token;
  await commit(context, (transaction) =>
    endSessionOfToken(context, transaction, { id, seedHash: hashSeed(seed), reason, facts }),
  );
}

async function commit(
  { database }: SignOutContext,
  end: (transaction: Parameters<Parameters<Database['transaction']>[0]>[0]) => Promise<Ended>,
): Promise<number> {
  const ended = await database.transaction(end);
  ended.publish();
  return ended.endedSessions;
}
