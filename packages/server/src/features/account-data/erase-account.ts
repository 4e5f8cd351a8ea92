import { type Account, deleteAccount, findAccount, lockActiveAdmins } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { deleteOneTimeTokensOf } from '#features/one-time-tokens/store.ts';
import { type EndContext, type Ended, endSessionsOfAccount } from '#features/sessions/end-sessions.ts';
import type { Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';

export type Erasure = {
  accountId: string;
  /** Who does it; null for the person themselves and for the command line. */
  actorId: string | null;
  facts: RequestFacts | null;
  /** For the audit log: by whose wish. */
  reason: string;
};

/**
 * Removes an account with all that hangs on it. Its sessions and access tokens end first, so that a token of an account that
 * is gone is refused everywhere.
 *
 * @throws Problem 404, 409 `last_admin`
 */
export async function eraseAccount(
  context: EndContext,
  transaction: Transaction,
  { accountId, actorId, facts, reason }: Erasure,
): Promise<{ account: Account; ended: Ended }> {
  await deleteOneTimeTokensOf(transaction, accountId);
  await lockActiveAdmins(transaction);
  if ((await findAccount(transaction, accountId)) === undefined)
    throw new Problem('not_found', { detail: 'No account has this id.' });
  const ended = await endSessionsOfAccount(context, transaction, { accountId, reason: 'deleted', facts, actorId });
  const account = await deleteAccount(transaction, accountId);
  if (account === undefined)
    throw new Problem('last_admin', {
      detail: 'This is the only administrator who can sign in. Make another one first.',
    });
  await recordAuditEvent(transaction, { type: 'account_deleted', accountId, actorId, facts, details: { reason } });
  return { account, ended };
}
