import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import type { Account } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { issueReset, type ResetContext } from './issue-reset.ts';

/**
 * For `portress accounts reset-link EMAIL`: mail that doesn't work must never lock anybody out. The operator hands the
 * link on, and never learns or sets the password.
 *
 * @throws Problem 404 for an unknown address, 409 `state_conflict` for a suspended account
 */
export async function createResetLink(
  context: ResetContext & { database: Database },
  emailText: string,
): Promise<{ account: Account; link: string }> {
  const account = await findAddressedAccount(context.database, emailText);
  if (account.status !== 'active') throw new Problem('state_conflict', { detail: 'This account is suspended.' });
  return context.database.transaction(async (transaction) => {
    const { link } = await issueReset(context, transaction, account);
    await recordAuditEvent(transaction, {
      type: 'one_time_link_printed',
      accountId: account.id,
      facts: null,
      details: { purpose: 'reset_password' },
    });
    return { account, link };
  });
}
