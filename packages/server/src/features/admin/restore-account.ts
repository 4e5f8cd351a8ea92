import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import { type Account, restoreAccountRow } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { type Actor, actedBy } from './actor.ts';

/**
 * For `portress accounts restore EMAIL`.
 *
 * @throws Problem 404 for an unknown address, 409 `state_conflict` when it is not suspended
 */
export async function restoreAccount({ database }: { database: Database }, emailText: string): Promise<Account> {
  const { id } = await findAddressedAccount(database, emailText);
  const account = await database.transaction((transaction) => restore(transaction, id, 'command_line'));
  if (account === undefined) throw new Problem('state_conflict', { detail: 'This account is not suspended.' });
  return account;
}

/**
 * The account may sign in again, with the password it had. What ended with its suspension stays ended.
 *
 * @returns undefined when it is not suspended, or gone
 */
export async function restore(transaction: Transaction, id: string, actor: Actor): Promise<Account | undefined> {
  const account = await restoreAccountRow(transaction, id);
  if (account !== undefined)
    await recordAuditEvent(transaction, { type: 'account_restored', accountId: id, ...actedBy(actor) });
  return account;
}
