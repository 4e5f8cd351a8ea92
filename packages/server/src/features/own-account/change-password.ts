import { mailAddressOf } from '#features/accounts/parse-email.ts';
import { type Account, advanceProvedCredential, findAccount } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { type ProvePasswordContext, provePassword } from '#features/authenticators/passwords/prove-password.ts';
import {
  namesOf,
  refuseWeakPassword,
  type WeakPasswordContext,
} from '#features/authenticators/passwords/refuse-weak-password.ts';
import { setPassword } from '#features/authenticators/passwords/store.ts';
import { deleteOneTimeTokensOf } from '#features/one-time-tokens/store.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import { deviceNameOf } from '#features/sessions/device-name.ts';
import { type EndContext, type Ended, endSessionsOfAccount } from '#features/sessions/end-sessions.ts';
import { type IssueContext, type IssuedTokens, issueTokens } from '#features/sessions/issue-tokens.ts';
import { reseedSession } from '#features/sessions/reseed-session.ts';
import type { StartedSession } from '#features/sessions/start-session.ts';
import type { Clock } from '#platform/clock.ts';
import type { Transaction } from '#platform/database/database.ts';
import { fieldProblem, Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { pickLocale } from '#platform/locales.ts';

export type ChangePasswordContext = IssueContext &
  EndContext &
  ProvePasswordContext &
  WeakPasswordContext & {
    clock: Clock;
    outbox: { wake(): void };
    config: IssueContext['config'] &
      EndContext['config'] &
      ProvePasswordContext['config'] &
      WeakPasswordContext['config'] & { mail: 'smtp' | 'inbox' | 'off' };
  };

export type PasswordChange = {
  /** Whoever asks, and the session that is kept. */
  caller: { accountId: string; sessionId: string };
  currentPassword: string;
  password: string;
  facts: RequestFacts;
};

/**
 * Sets a new password for whoever proves the present one. Their session goes on with new tokens; its old ones, every
 * other session and whatever was mailed are dead when this returns.
 *
 * @throws Problem 401 `invalid_credentials` for a wrong present password, or one that another change has just replaced;
 *   401 `session_ended`, 422, 429, 503 `overloaded`
 */
export async function changePassword(
  context: ChangePasswordContext,
  { caller, currentPassword, password, facts }: PasswordChange,
): Promise<{ tokens: IssuedTokens; endedSessions: number }> {
  // As it is now, not as it is remembered: its version is what the proof will be bound to.
  const account = await findAccount(context.database.read, caller.accountId);
  if (account === undefined) throw new Problem('session_ended');
  await refuseWeakPassword(context, { password, names: namesOf(account) });
  const proof = { account, name: account.id, password: currentPassword, failure: 'reauthentication_failed' } as const;
  const { isRight } = await provePassword(context, { ...proof, facts });
  if (!isRight) throw new Problem('invalid_credentials');
  // Told only now: before the proof it would be an answer to a guess.
  if (password.normalize('NFC') === currentPassword.normalize('NFC'))
    throw fieldProblem('password', 'same_password', 'must be another one than your present password');

  const hash = await context.passwordHashing.hash(password);
  const { changed, session, ended } = await context.database.transaction((transaction) =>
    replacePassword(context, transaction, { account, sessionId: caller.sessionId, hash, facts }),
  );
  ended.publish();
  context.outbox.wake();
  return { tokens: issueTokens(context, session, changed), endedSessions: ended.endedSessions };
}

/**
 * The account comes before the sessions: from there on no sign-in with the old password can begin one, and every parallel
 * change has lost. One-time tokens come before the account, as in a reset, so that the two never wait for each other.
 */
async function replacePassword(
  context: ChangePasswordContext,
  transaction: Transaction,
  { account, sessionId, hash, facts }: { account: Account; sessionId: string; hash: string; facts: RequestFacts },
): Promise<{ changed: Account; session: StartedSession; ended: Ended }> {
  const accountId = account.id;
  await deleteOneTimeTokensOf(transaction, accountId);
  const changed = await advanceProvedCredential(transaction, account);
  if (changed === undefined) throw new Problem('invalid_credentials');
  await setPassword(transaction, accountId, hash);
  const session = await reseedSession(context, transaction, { id: sessionId, account: changed });
  await recordAuditEvent(transaction, { type: 'password_changed', accountId, sessionId, facts });
  await tellByMail(context, transaction, changed, facts);
  const ended = await endSessionsOfAccount(context, transaction, {
    accountId,
    reason: 'password_changed',
    facts,
    keepSessionId: sessionId,
    epoch: changed.epoch,
  });
  return { changed, session, ended };
}

/** Never limited: it is how somebody learns that their password was known to another. */
async function tellByMail(
  context: ChangePasswordContext,
  transaction: Transaction,
  account: Account,
  facts: RequestFacts,
): Promise<void> {
  if (context.config.mail === 'off') return;
  await queueMail(context, transaction, {
    kind: 'password_was_changed',
    accountId: account.id,
    to: mailAddressOf(account),
    locale: pickLocale(account.locale),
    at: context.clock.now(),
    deviceName: deviceNameOf(facts.userAgent),
    resetLink: `${context.config.publicUrl}/forgotten-password`,
  });
}
