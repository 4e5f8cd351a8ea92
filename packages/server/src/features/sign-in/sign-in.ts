import { parseEmail } from '#features/accounts/parse-email.ts';
import { parseUsername } from '#features/accounts/parse-username.ts';
import { type Account, findAccountByEmail, findAccountByUsername } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { PasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import { verifyPassword } from '#features/authenticators/passwords/verify-password.ts';
import { type EndContext, type Ended, endSessionOfToken } from '#features/sessions/end-sessions.ts';
import { type IssueContext, type IssuedTokens, issueTokens } from '#features/sessions/issue-tokens.ts';
import { hashSeed, parseRefreshToken } from '#features/sessions/refresh-token.ts';
import { type StartedSession, startSession } from '#features/sessions/start-session.ts';
import type { Transport } from '#features/sessions/store.ts';
import type { Counters } from '#platform/counters/counters.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { takeSignInGuess } from './throttle-sign-ins.ts';

export type SignInContext = IssueContext &
  EndContext & {
    database: Database;
    counters: Counters;
    passwordHashing: PasswordHashing;
    config: IssueContext['config'] &
      EndContext['config'] & {
        refreshAbsoluteSeconds: number;
        emailVerification: 'required' | 'optional';
        limits: { signInFailuresPer15Minutes: number };
      };
  };

export type SignInAttempt = {
  login: string;
  password: string;
  transport: Transport;
  /** The refresh cookie that came along: signing in ends the session it belongs to. */
  carriedRefreshToken: string | null;
  facts: RequestFacts;
};

/** The one answer for every reason (unknown, wrong, suspended, lost a race with a password change). */
const invalidCredentials = () => new Problem('invalid_credentials');

/** Signs in with a password. The same work is done, and the same answer given, whether or not the account exists. */
export async function signIn(context: SignInContext, attempt: SignInAttempt): Promise<IssuedTokens> {
  const { account, key } = await findByLogin(context, attempt.login);
  const guess = await takeSignInGuess(context, account?.id ?? key, attempt.facts.network);
  const isRight = await verifyPassword(context, account, attempt.password);
  if (account === undefined || !isRight || account.status !== 'active') {
    await recordFailure(context, account, attempt.facts);
    throw invalidCredentials();
  }
  await guess.giveBack();
  if (context.config.emailVerification === 'required' && account.email_verified_at === null)
    throw new Problem('email_not_verified', { detail: 'Open the mail we sent to this address, or request another.' });

  const { session, replaced } = await beginSession(context, account, attempt);
  if (session === undefined) throw invalidCredentials();
  replaced?.publish();
  return issueTokens(context, session, account);
}

/** An `@` cannot stand in a username, so it tells the two apart. `key` is what the throttle counts for unknown names. */
async function findByLogin(
  { database }: SignInContext,
  login: string,
): Promise<{ account: Account | undefined; key: string }> {
  if (login.includes('@')) {
    const canonical = parseEmail(login)?.canonical;
    const account = canonical === undefined ? undefined : await findAccountByEmail(database.read, canonical);
    return { account, key: canonical ?? unreadableKey(login) };
  }
  const canonical = parseUsername(login)?.canonical;
  const account = canonical === undefined ? undefined : await findAccountByUsername(database.read, canonical);
  return { account, key: canonical ?? unreadableKey(login) };
}

/** What cannot be a name of anybody still counts, and is bounded in what it costs to remember. */
const unreadableKey = (login: string): string => `unreadable ${login.slice(0, 64)}`;

async function recordFailure(context: SignInContext, account: Account | undefined, facts: RequestFacts): Promise<void> {
  await context.database.transaction((transaction) =>
    recordAuditEvent(transaction, { type: 'sign_in_failed', accountId: account?.id ?? null, facts }),
  );
}

async function beginSession(
  context: SignInContext,
  account: Account,
  { transport, carriedRefreshToken, facts }: SignInAttempt,
): Promise<{ session: StartedSession | undefined; replaced: Ended | undefined }> {
  const carried = carriedRefreshToken === null ? undefined : parseRefreshToken(context.secrets, carriedRefreshToken);
  return context.database.transaction(async (transaction) => {
    const session = await startSession(context, transaction, { account, transport, facts });
    if (session === undefined) return { session, replaced: undefined };
    await recordAuditEvent(transaction, {
      type: 'sign_in_succeeded',
      accountId: account.id,
      sessionId: session.id,
      facts,
      details: { method: 'password', transport },
    });
    const replaced =
      carried &&
      (await endSessionOfToken(context, transaction, {
        id: carried.sessionId,
        seedHash: hashSeed(carried.seed),
        reason: 'replaced',
        facts,
      }));
    return { session, replaced };
  });
}
