import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import { type Account, restoreAccountRow } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';

/**
 * For `portress accounts restore EMAIL`: the account may sign in again, with the password it had. What ended with its
 * suspension stays ended.
 *
 * @throws Problem 404 for an unknown address, 409 `state_conflict` when it is not suspended
 */
export async function restoreAccount({ database }: { database: Database }, emailText: string): Promise<Account> {
  const found = await findAddressedAccount(database, emailText);
  return database.transaction(async (transaction) => {
    const account = await restoreAccountRow(transaction, found.id);
    if (account === undefined) throw new Problem('state_conflict', { detail: 'This account is not suspended.' });
    await recordAuditEvent(transaction, {
      type: 'account_restored',
      accountId: account.id,
      facts: null,
      details: { by: 'command_line' },
    });
    return account;
  });
}
