import type { AvatarContext } from '#features/accounts/avatar-urls.ts';
import { Problem } from '#platform/errors.ts';
import { pageNewestFirst } from '#platform/http/newest-first.ts';
import { anyone, type Route, route } from '#platform/http/route.ts';
import {
  endSessionContract,
  listSessionsContract,
  refreshContract,
  signOutContract,
  signOutEverywhereContract,
  toWireSession,
} from './contract.ts';
import { endSession, endSessionsOfAccount } from './end-sessions.ts';
import { type GuardContext, signedIn } from './guard.ts';
import { readPresentedTokens } from './presented-tokens.ts';
import { rotateRefreshToken } from './rotate-refresh-token.ts';
import { signOut } from './sign-out.ts';
import { listSessions } from './store.ts';
import { answerTokens, clearTokenCookies } from './token-answer.ts';

export const sessionRoutes = (context: AvatarContext & GuardContext): Route[] => [
  route({
    method: 'POST',
    path: '/api/auth/refresh',
    summary: 'Exchange the refresh token',
    description:
      'Takes the refresh token from the body or from the cookie, and answers as the session was begun. The token rotates at most once a grace; a retry after a lost answer gets the same successor.',
    tag: 'Authentication',
    guard: anyone,
    contract: refreshContract,
    problems: ['invalid_refresh_token', 'session_ended', 'too_many_requests'],
    answer: async ({ body, facts, exchange: { request, reply } }) => {
      const bodyToken = body?.refresh_token ?? null;
      const presented = bodyToken ?? readPresentedTokens(context.config, request).refreshCookie;
      if (presented === null)
        throw new Problem('invalid_refresh_token', {
          detail: 'There is no refresh token in the body and none in a cookie.',
        });
      const tokens = await rotateRefreshToken(context, presented, facts);
      // A session keeps the transport it began with: changing it would carry the token out of the HttpOnly cookie (E16).
      if ((tokens.transport === 'body') !== (bodyToken !== null)) throw new Problem('invalid_refresh_token');
      return { status: 200, body: answerTokens(context, reply, tokens) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/auth/sign-out',
    summary: 'End this session',
    description: 'By the access token, the cookies, or a refresh token in the body. Doing it twice is fine.',
    tag: 'Authentication',
    guard: anyone,
    contract: signOutContract,
    problems: ['not_signed_in', 'invalid_token', 'invalid_refresh_token'],
    answer: async ({ body, facts, exchange: { request, reply } }) => {
      const presented = readPresentedTokens(context.config, request);
      await signOut(context, presented, body?.refresh_token ?? null, facts);
      if (presented.accessCookie !== null || presented.refreshCookie !== null) clearTokenCookies(context.config, reply);
      return { status: 204, body: null };
    },
  }),
  route({
    method: 'POST',
    path: '/api/auth/sign-out-everywhere',
    summary: 'End all sessions of this account',
    description: 'With `keep_current` all but this one.',
    tag: 'Authentication',
    guard: signedIn(context),
    contract: signOutEverywhereContract,
    answer: async ({ body, caller, facts, exchange: { request, reply } }) => {
      const keepsCurrent = body?.keep_current === true;
      const ended = await context.database.transaction((transaction) =>
        endSessionsOfAccount(context, transaction, {
          accountId: caller.accountId,
          reason: 'signed_out_everywhere',
          facts,
          ...(keepsCurrent && { keepSessionId: caller.sessionId }),
        }),
      );
      ended.publish();
      if (!keepsCurrent && readPresentedTokens(context.config, request).refreshCookie !== null)
        clearTokenCookies(context.config, reply);
      return { status: 200, body: { ended_sessions: ended.endedSessions } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/account/sessions',
    summary: 'The devices that are signed in',
    tag: 'Account',
    guard: signedIn(context),
    contract: listSessionsContract,
    problems: ['invalid_cursor'],
    answer: async ({ query, caller }) => {
      const { accountId, sessionId } = caller;
      const idleSeconds = context.config.refreshIdleSeconds;
      const { lines, nextCursor } = await pageNewestFirst(context, `sessions:${accountId}`, query, (page) =>
        listSessions(context.database.read, { accountId, idleSeconds, ...page }),
      );
      return {
        status: 200,
        body: { items: lines.map((line) => toWireSession(line, idleSeconds, sessionId)), next_cursor: nextCursor },
      };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/account/sessions/:id',
    summary: 'End one device',
    tag: 'Account',
    guard: signedIn(context),
    contract: endSessionContract,
    problems: ['not_found'],
    answer: async ({ params, caller, facts }) => {
      const ended = await context.database.transaction((transaction) =>
        endSession(context, transaction, {
          id: params.id,
          accountId: caller.accountId,
          reason: 'ended_by_account',
          facts,
        }),
      );
      ended.publish();
      // Another account's, an unknown one and one that ended before are never told apart.
      if (ended.endedSessions === 0) throw new Problem('not_found');
      return { status: 204, body: null };
    },
  }),
];
