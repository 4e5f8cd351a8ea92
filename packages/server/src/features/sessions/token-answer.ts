import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { AvatarContext } from '#features/accounts/avatar-urls.ts';
import { toWireAccount } from '#features/accounts/contract.ts';
import { toWireInstant } from '#platform/clock.ts';
import { type CookieScope, cookieScopeOf, writeCookie } from '#platform/http/cookies.ts';
import type { tokenAnswerSchema } from './contract.ts';
import type { IssuedTokens } from './issue-tokens.ts';

export const accessCookie = 'access_token';
export const refreshCookie = 'refresh_token';
const accessHeader = 'x-access-token';
const accessSecondsHeader = 'x-access-token-expires-in';

type CookieConfig = { isSecure: boolean; publicPath: string };

/** What a re-authentication of the same request attached, and something newer replaces. */
function removeTokens(reply: FastifyReply): void {
  for (const name of ['set-cookie', accessHeader, accessSecondsHeader]) reply.removeHeader(name);
}

/** The tokens as the session's transport carries them: what travels in a cookie never stands in the body as well. */
export function answerTokens(
  context: AvatarContext & { config: CookieConfig },
  reply: FastifyReply,
  tokens: IssuedTokens,
): z.input<typeof tokenAnswerSchema> {
  removeTokens(reply);
  setTokenCookies(cookieScopeOf(context.config), reply, tokens);
  reply.header('cache-control', 'no-store');
  return {
    token_type: 'Bearer',
    ...(tokens.transport !== 'cookie' && { access_token: tokens.accessToken }),
    expires_in: tokens.accessSeconds,
    ...(tokens.transport === 'body' && { refresh_token: tokens.refreshToken }),
    refresh_expires_in: tokens.refreshSeconds,
    session_expires_at: toWireInstant(tokens.sessionExpiresAt),
    session_id: tokens.sessionId,
    account: toWireAccount(context, tokens.account),
  };
}

/** Lets the new tokens of a re-authentication ride on an answer that is about something else. */
export function attachTokens(config: CookieConfig, reply: FastifyReply, tokens: IssuedTokens): void {
  setTokenCookies(cookieScopeOf(config), reply, tokens);
  reply.header('cache-control', 'no-store');
  if (tokens.transport !== 'split') return;
  reply.header(accessHeader, tokens.accessToken);
  reply.header(accessSecondsHeader, String(tokens.accessSeconds));
}

function setTokenCookies(scope: CookieScope, reply: FastifyReply, tokens: IssuedTokens): void {
  if (tokens.transport === 'body') return;
  const lines = [writeCookie(scope, refreshCookie, tokens.refreshToken, tokens.refreshSeconds)];
  if (tokens.transport === 'cookie')
    lines.push(writeCookie(scope, accessCookie, tokens.accessToken, tokens.accessSeconds));
  reply.header('set-cookie', lines);
}

/** Only sign-out and the end of the account clear cookies. A 401 never does: a page on a bad connection would sign itself out. */
export function clearTokenCookies(config: CookieConfig, reply: FastifyReply): void {
  removeTokens(reply);
  const scope = cookieScopeOf(config);
  reply.header('set-cookie', [writeCookie(scope, refreshCookie, '', 0), writeCookie(scope, accessCookie, '', 0)]);
}
