import { mailAddressOf } from '#features/accounts/parse-email.ts';
import { type Account, deleteAccountRow, lockActiveAdmins, lockGoingAccount } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { deleteOneTimeTokensOf } from '#features/one-time-tokens/store.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import { type EndContext, type Ended, revokeErasedAccount } from '#features/sessions/end-sessions.ts';
import { countSessions } from '#features/sessions/store.ts';
import type { Clock } from '#platform/clock.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { pickLocale } from '#platform/locales.ts';
import type { PersonalData } from '#platform/personal-data.ts';

export type EraseContext = EndContext & {
  secrets: Secrets;
  clock: Clock;
  personalData: readonly PersonalData[];
  config: EndContext['config'] & { mail: 'smtp' | 'inbox' | 'off' };
};

export type Erasure = {
  accountId: string;
  /** Who does it, when not the account itself. */
  actorId: string | null;
  /** Of the actor. Where the person went themselves, nothing is noted of where they did it: that would be erased at once. */
  facts: RequestFacts | null;
  reason: 'own_wish' | 'administrator' | 'command_line';
  /** The version of the password that was proved for it; another one by now, and nothing is done. */
  provedVersion?: number;
};

/**
 * Erases an account with everything that is held about its person, but for what `personal-data.ts` names as kept. Its
 * tokens are refused when this has committed and `ended.publish()` was called; wake the outbox then as well.
 *
 * The order of locks is everybody's: one-time tokens, accounts, what hangs on them, the revocation counter. From the lock
 * of the account's row on nobody can hang anything on it, so nothing is left behind by whoever was faster.
 *
 * @throws Problem 404 for an unknown account, 409 `last_admin`, 401 `invalid_credentials` for a password that is another by now
 */
export async function eraseAccount(
  context: EraseContext,
  transaction: Transaction,
  { accountId, actorId, facts, reason, provedVersion }: Erasure,
): Promise<{ account: Account; ended: Ended }> {
  await deleteOneTimeTokensOf(transaction, accountId);
  // Whoever deletes or suspends another administrator at this moment waits here, and then sees that one of the two has gone.
  await lockActiveAdmins(transaction);
  const found = await lockGoingAccount(transaction, accountId);
  if (found === undefined) throw new Problem('not_found', { detail: 'There is no such account.' });
  if (provedVersion !== undefined && found.credential_version !== provedVersion)
    throw new Problem('invalid_credentials');
  const idleSeconds = context.config.refreshIdleSeconds;
  const endedSessions = await countSessions(transaction, { accountId, idleSeconds });
  for (const { erase } of context.personalData) await erase?.(transaction, accountId);
  const account = await deleteAccountRow(transaction, accountId);
  if (account === undefined)
    throw new Problem('last_admin', {
      detail: 'This is the only administrator who can sign in. Make another one first.',
    });
  await recordAuditEvent(transaction, {
    type: 'account_deleted',
    accountId,
    actorId,
    facts: actorId === null ? null : facts,
    details: { reason, ended_sessions: endedSessions },
  });
  await tellByMail(context, transaction, account);
  const ended = await revokeErasedAccount(context, transaction, { account, endedSessions });
  return { account, ended };
}

/** The one mail that still goes out. It belongs to no account: nothing in the outbox leads back to the person. */
async function tellByMail(context: EraseContext, transaction: Transaction, account: Account): Promise<void> {
  if (context.config.mail === 'off') return;
  await queueMail(context, transaction, {
    kind: 'account_was_deleted',
    accountId: null,
    to: mailAddressOf(account),
    locale: pickLocale(account.locale),
    at: context.clock.now(),
  });
}
