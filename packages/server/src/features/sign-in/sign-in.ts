import { parseEmail } from '#features/accounts/parse-email.ts';
import { parseUsername } from '#features/accounts/parse-username.ts';
import { type Account, findAccountByEmail, findAccountByUsername } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import {
  type ProvePasswordContext,
  provePassword,
  refuseCrowd,
} from '#features/authenticators/passwords/prove-password.ts';
import { forgetFailures } from '#features/authenticators/passwords/store.ts';
import { type RememberContext, rememberDevice } from '#features/devices/remember-device.ts';
import { type EndContext, type Ended, endSessionOfToken } from '#features/sessions/end-sessions.ts';
import { type IssueContext, type IssuedTokens, issueTokens } from '#features/sessions/issue-tokens.ts';
import { hashSeed, parseRefreshToken, type RefreshToken } from '#features/sessions/refresh-token.ts';
import { type StartedSession, startSession } from '#features/sessions/start-session.ts';
import type { Transport } from '#features/sessions/store.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';

export type SignInContext = IssueContext &
  EndContext &
  ProvePasswordContext &
  RememberContext & {
    config: IssueContext['config'] &
      EndContext['config'] &
      ProvePasswordContext['config'] &
      RememberContext['config'] & {
        refreshAbsoluteSeconds: number;
        emailVerification: 'required' | 'optional';
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
  const { login, password, facts } = attempt;
  refuseCrowd(context);
  const { account, name } = await findByLogin(context, login);
  const { carriedRefreshToken } = attempt;
  const carried = carriedRefreshToken === null ? undefined : parseRefreshToken(context.secrets, carriedRefreshToken);
  const proof = { account, name, password, failure: 'sign_in_failed', facts, carried } as const;
  const { isRight, isKnownDevice } = await provePassword(context, proof);
  if (account === undefined || !isRight) throw invalidCredentials();
  if (context.config.emailVerification === 'required' && account.email_verified_at === null) {
    await forgetFailures(context.database.write, account.id);
    throw new Problem('email_not_verified', { detail: 'Open the mail we sent to this address, or request another.' });
  }

  const { session, replaced } = await beginSession(context, account, { ...attempt, carried, isKnownDevice });
  if (session === undefined) throw invalidCredentials();
  replaced?.publish();
  context.outbox.wake();
  return issueTokens(context, session, account);
}

/** An `@` cannot stand in a username, so it tells the two apart. `name` is what the throttle counts for unknown ones. */
async function findByLogin(
  { database }: SignInContext,
  login: string,
): Promise<{ account: Account | undefined; name: string }> {
  if (login.includes('@')) {
    const canonical = parseEmail(login)?.canonical;
    const account = canonical === undefined ? undefined : await findAccountByEmail(database.read, canonical);
    return { account, name: canonical ?? unreadableKey(login) };
  }
  const canonical = parseUsername(login)?.canonical;
  const account = canonical === undefined ? undefined : await findAccountByUsername(database.read, canonical);
  return { account, name: canonical ?? unreadableKey(login) };
}

/** What cannot be a name of anybody still counts, and is bounded in what it costs to remember. */
const unreadableKey = (login: string): string => `unreadable ${login.slice(0, 64)}`;

async function beginSession(
  context: SignInContext,
  account: Account,
  {
    transport,
    facts,
    carried,
    isKnownDevice,
  }: SignInAttempt & { carried: RefreshToken | undefined; isKnownDevice: boolean },
): Promise<{ session: StartedSession | undefined; replaced: Ended | undefined }> {
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
    await forgetFailures(transaction, account.id);
    await rememberDevice(context, transaction, { account, facts, isKnown: isKnownDevice });
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
