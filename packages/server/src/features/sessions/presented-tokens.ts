import type { FastifyRequest } from 'fastify';
import { Problem } from '#platform/errors.ts';
import { badBearer, challengeOf, notSignedIn, readBearer } from '#platform/http/bearer.ts';
import { cookieScopeOf, readCookie } from '#platform/http/cookies.ts';
import { accessCookie, refreshCookie } from './token-answer.ts';

/** What a request shows to prove who sends it. `bearer` wins: cookies are then ignored, except the refresh cookie. */
export type PresentedTokens = { bearer: string | null; accessCookie: string | null; refreshCookie: string | null };

/**
 * Reads the tokens of a request (RFC 6750 §2.1, and our cookies). A query parameter is never looked at (§2.3).
 *
 * @throws Problem 401 for another scheme, a mangled header, or a cookie name that was sent twice
 */
export function readPresentedTokens(
  config: { isSecure: boolean; publicPath: string },
  request: FastifyRequest,
): PresentedTokens {
  const { prefix } = cookieScopeOf(config);
  const cookies = request.headers.cookie;
  const refresh = readCookie(cookies, prefix + refreshCookie);
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const bearer = readBearer(authorization);
    if (bearer === undefined) throw badAccessToken();
    return { bearer, accessCookie: null, refreshCookie: cookieValue(refresh) };
  }
  const access = readCookie(cookies, prefix + accessCookie);
  // Somebody planted a second cookie of our name from a place that browsers let write it (E13).
  if (access === 'ambiguous' || refresh === 'ambiguous') throw notSignedIn();
  return { bearer: null, accessCookie: cookieValue(access), refreshCookie: cookieValue(refresh) };
}

const cookieValue = (cookie: ReturnType<typeof readCookie>): string | null =>
  typeof cookie === 'object' && cookie.value !== '' ? cookie.value : null;

export const badAccessToken = (): Problem =>
  badBearer('The access token is expired, mangled or not one of this service', 'The access token is not good');

export const sessionEnded = (): Problem =>
  new Problem('session_ended', { headers: challengeOf('The session has ended') });
