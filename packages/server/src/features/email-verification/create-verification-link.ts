import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import type { Account } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { issueVerification, type VerificationContext } from './issue-verification.ts';

/**
 * For `portress accounts verify EMAIL`: mail that doesn't work must never lock anybody out. The operator hands the link on.
 *
 * @throws Problem 404 for an unknown address, 409 `state_conflict` when it is verified already
 */
export async function createVerificationLink(
  context: VerificationContext & { database: Database },
  emailText: string,
): Promise<{ account: Account; link: string; code: string }> {
  const account = await findAddressedAccount(context.database, emailText);
  if (account.email_verified_at !== null)
    throw new Problem('state_conflict', { detail: 'This e-mail address is verified already.' });
  return context.database.transaction(async (transaction) => {
    const issued = await issueVerification(context, transaction, account);
    await recordAuditEvent(transaction, {
      type: 'one_time_link_printed',
      accountId: account.id,
      facts: null,
      details: { purpose: 'verify_email' },
    });
    return { account, ...issued };
  });
}
