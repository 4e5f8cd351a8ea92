import { mailAddressOf } from '#features/accounts/parse-email.ts';
import { type Account, advanceCredentialVersion, findAccount, verifyAccountEmail } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { PasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import {
  namesOf,
  refuseWeakPassword,
  type WeakPasswordContext,
} from '#features/authenticators/passwords/refuse-weak-password.ts';
import { setPassword } from '#features/authenticators/passwords/store.ts';
import { consumeLastOneTimeToken, findOneTimeToken } from '#features/one-time-tokens/consume-one-time-token.ts';
import { takeProofTry } from '#features/one-time-tokens/throttle-proofs.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import { type EndContext, type Ended, endSessionsOfAccount } from '#features/sessions/end-sessions.ts';
import type { Clock } from '#platform/clock.ts';
import type { Counters } from '#platform/counters/counters.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { pickLocale } from '#platform/locales.ts';

export type ResetPasswordContext = EndContext &
  WeakPasswordContext & {
    database: Database;
    secrets: Secrets;
    counters: Counters;
    clock: Clock;
    passwordHashing: PasswordHashing;
    outbox: { wake(): void };
    config: EndContext['config'] & {
      publicUrl: string;
      mail: 'smtp' | 'inbox' | 'off';
    };
  };

const purpose = 'reset_password';

/**
 * Sets a new password by the token of a mailed link, and ends every session. A password that is refused does not spend
 * the token; nothing is hashed for a token that is not good. Nobody is signed in by it (C10).
 *
 * @throws Problem 400 `invalid_token`, 422, 429, 503 `overloaded`
 */
export async function resetPassword(
  context: ResetPasswordContext,
  { token, password }: { token: string; password: string },
  facts: RequestFacts,
): Promise<void> {
  const tryOut = await takeProofTry(context, facts);
  const account = await findTokenOwner(context, token);
  await tryOut.giveBack();
  await refuseWeakPassword(context, { password, names: namesOf(account) });
  const hash = await context.passwordHashing.hash(password);
  const ended = await context.database.transaction((transaction) =>
    changePassword(context, transaction, { token, hash, facts }),
  );
  ended.publish();
  context.outbox.wake();
}

/** Only a look: a parallel call may still spend the token first. */
async function findTokenOwner({ database }: ResetPasswordContext, token: string): Promise<Account> {
  const proof = await findOneTimeToken(database.read, { purpose, token });
  const account = proof && (await findAccount(database.read, proof.accountId));
  if (account === undefined || account.status !== 'active') throw new Problem('invalid_token');
  return account;
}

/** The version comes before the sessions: from here on no sign-in with the old password can begin one. */
async function changePassword(
  context: ResetPasswordContext,
  transaction: Transaction,
  { token, hash, facts }: { token: string; hash: string; facts: RequestFacts },
): Promise<Ended> {
  // Whatever else was mailed is dead too (C6). Tokens before the account, as in a verification: no deadlock.
  const proof = await consumeLastOneTimeToken(transaction, { purpose, token });
  if (proof === undefined) throw new Problem('invalid_token');
  const { accountId } = proof;
  const account = await advanceCredentialVersion(transaction, accountId);
  // The mail proved this address; when the account has another one by now, the token is worth nothing (C5).
  const verified = await verifyAccountEmail(transaction, accountId, proof.emailCanonical);
  if (account?.status !== 'active' || verified === undefined) throw new Problem('invalid_token');
  await setPassword(transaction, accountId, hash);
  const ended = await endSessionsOfAccount(context, transaction, { accountId, reason: 'password_reset', facts });
  await recordAuditEvent(transaction, { type: 'password_reset', accountId, facts });
  if (account.email_verified_at === null)
    await recordAuditEvent(transaction, { type: 'email_verified', accountId, facts });
  if (context.config.mail !== 'off')
    await queueMail(context, transaction, {
      kind: 'password_was_reset',
      accountId,
      to: mailAddressOf(account),
      locale: pickLocale(account.locale),
      at: context.clock.now(),
      resetLink: `${context.config.publicUrl}/forgotten-password`,
    });
  return ended;
}
