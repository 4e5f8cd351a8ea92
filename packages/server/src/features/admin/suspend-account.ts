import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import { type Account, findAccount, lockActiveAdmins, suspendAccountRow } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { deleteOneTimeTokensOf } from '#features/one-time-tokens/store.ts';
import { type EndContext, type Ended, endSessionsOfAccount } from '#features/sessions/end-sessions.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { type Actor, actedBy } from './actor.ts';
import { lastAdmin, unknownAccount } from './refusals.ts';

export type SuspendContext = EndContext & { database: Database };

/**
 * For `portress accounts suspend EMAIL`.
 *
 * @returns the account, and how many sessions have ended
 * @throws Problem 404 for an unknown address, 409 `state_conflict` when it is suspended already, 409 `last_admin`
 */
export async function suspendAccount(
  context: SuspendContext,
  emailText: string,
): Promise<{ account: Account; endedSessions: number }> {
  const { id } = await findAddressedAccount(context.database, emailText);
  const suspended = await context.database.transaction(async (transaction) => {
    await holdForSuspension(transaction, id);
    return suspend(context, transaction, id, 'command_line');
  });
  if (suspended === undefined) throw new Problem('state_conflict', { detail: 'This account is suspended already.' });
  suspended.ended.publish();
  return { account: suspended.account, endedSessions: suspended.ended.endedSessions };
}

/**
 * Comes first: tokens before any account, as in a reset, because of an administrator the second line locks the account
 * itself. Whoever suspends another administrator at this moment waits there, and then sees that one of the two has gone.
 */
export async function holdForSuspension(transaction: Transaction, id: string): Promise<void> {
  await deleteOneTimeTokensOf(transaction, id);
  await lockActiveAdmins(transaction);
}

/**
 * Nobody signs in to the account any more, its sessions and access tokens end with it, and whatever was mailed is dead.
 * Sign-in answers as for a wrong password (B4). Call {@link holdForSuspension} first.
 *
 * @returns undefined when it is suspended already
 * @throws Problem 404, 409 `last_admin`
 */
export async function suspend(
  context: EndContext,
  transaction: Transaction,
  id: string,
  actor: Actor,
): Promise<{ account: Account; ended: Ended } | undefined> {
  const account = await suspendAccountRow(transaction, id);
  if (account === undefined) return refuseUnlessSuspended(transaction, id);
  await recordAuditEvent(transaction, { type: 'account_suspended', accountId: id, ...actedBy(actor) });
  const { actorId, facts } = actedBy(actor);
  const ended = await endSessionsOfAccount(context, transaction, {
    accountId: id,
    reason: 'suspended',
    facts,
    actorId,
  });
  return { account, ended };
}

/** Why the statement found nothing to do: somebody else may have been faster. */
async function refuseUnlessSuspended(transaction: Transaction, id: string): Promise<undefined> {
  const account = await findAccount(transaction, id);
  if (account === undefined) throw unknownAccount();
  if (account.status !== 'suspended') throw lastAdmin();
}
