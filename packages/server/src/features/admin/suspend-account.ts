import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import { type Account, findAccount, lockActiveAdmins, suspendAccountRow } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { deleteOneTimeTokensOf } from '#features/one-time-tokens/store.ts';
import { type EndContext, type Ended, endSessionsOfAccount } from '#features/sessions/end-sessions.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';

export type SuspendContext = EndContext & { database: Database };

/**
 * For `portress accounts suspend EMAIL`: nobody signs in to the account any more, its sessions and access tokens end with
 * it, and whatever was mailed is dead. Sign-in answers as for a wrong password (B4).
 *
 * @returns the account, and how many sessions have ended
 * @throws Problem 404 for an unknown address, 409 `state_conflict` when it is suspended already, 409 `last_admin`
 */
export async function suspendAccount(
  context: SuspendContext,
  emailText: string,
): Promise<{ account: Account; endedSessions: number }> {
  const { id } = await findAddressedAccount(context.database, emailText);
  const { account, ended } = await context.database.transaction((transaction) => suspend(context, transaction, id));
  ended.publish();
  return { account, endedSessions: ended.endedSessions };
}

async function suspend(
  context: SuspendContext,
  transaction: Transaction,
  id: string,
): Promise<{ account: Account; ended: Ended }> {
  // Tokens before any account, as in a reset: of an administrator, the next line locks the account itself.
  await deleteOneTimeTokensOf(transaction, id);
  // Whoever suspends another administrator at this moment waits here, and then sees that one of the two has gone.
  await lockActiveAdmins(transaction);
  const account = await suspendAccountRow(transaction, id);
  if (account === undefined) throw await refusal(transaction, id);
  const ended = await endSessionsOfAccount(context, transaction, { accountId: id, reason: 'suspended', facts: null });
  await recordAuditEvent(transaction, {
    type: 'account_suspended',
    accountId: id,
    facts: null,
    details: { by: 'command_line' },
  });
  return { account, ended };
}

/** Why the statement found nothing to do: somebody else may have been faster. */
async function refusal(transaction: Transaction, id: string): Promise<Problem> {
  const account = await findAccount(transaction, id);
  if (account === undefined) return new Problem('not_found', { detail: 'The account has gone.' });
  if (account.status === 'suspended')
    return new Problem('state_conflict', { detail: 'This account is suspended already.' });
  return new Problem('last_admin', {
    detail: 'This is the only administrator who can sign in. Make another one first.',
  });
}
