import { findAccount } from '#features/accounts/store.ts';
import { issueTokens } from '#features/sessions/issue-tokens.ts';
import { startSession } from '#features/sessions/start-session.ts';
import type { Transport } from '#features/sessions/store.ts';
import { cookieScopeOf } from '#platform/http/cookies.ts';
import type { TestAccount, TestApp } from '#test/test-app.ts';

export type GivenSession = {
  account: TestAccount;
  sessionId: string;
  accessToken: string;
  refreshToken: string;
  /** The names of the two cookies, as PUBLIC_URL makes them. */
  names: { access: string; refresh: string };
  /** The Cookie header of both, and of the refresh token alone. */
  cookies: string;
  refreshCookie: string;
};

/** What browsers send along with a request of our own page. */
export const fromOurPage = { 'sec-fetch-site': 'same-origin' };

/** A session that began without a password's being hashed: for tests that are about something else. */
export async function givenSession(
  app: TestApp,
  { account, transport = 'body' }: { account?: TestAccount; transport?: Transport } = {},
): Promise<GivenSession> {
  const { context } = app.app;
  const owner = account ?? (await app.givenAccount());
  const row = await findAccount(app.database.read, owner.id);
  if (row === undefined) throw new Error('the account is not there');
  const facts = { requestId: 'test', ip: '127.0.0.1', network: '127.0.0.1', userAgent: null };
  const session = await app.database.transaction((transaction) =>
    startSession(context, transaction, { account: row, transport, facts }),
  );
  if (session === undefined) throw new Error('the session did not begin');
  const { accessToken, refreshToken } = issueTokens(context, session, row);
  const { prefix } = cookieScopeOf(context.config);
  const names = { access: `${prefix}access_token`, refresh: `${prefix}refresh_token` };
  const refreshCookie = `${names.refresh}=${refreshToken}`;
  return {
    account: owner,
    sessionId: session.id,
    accessToken,
    refreshToken,
    names,
    refreshCookie,
    cookies: `${names.access}=${accessToken}; ${refreshCookie}`,
  };
}
