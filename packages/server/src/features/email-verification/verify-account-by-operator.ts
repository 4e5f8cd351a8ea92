import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import { type Account, verifyAccountEmail } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';

/**
 * For `portress accounts verify EMAIL --now`: the operator vouches for the address, no mail and no link needed.
 *
 * @throws Problem 404 for an unknown address, 409 `state_conflict` when it is verified already
 */
export async function verifyAccountByOperator(
  { database }: { database: Database },
  emailText: string,
): Promise<Account> {
  const account = await findAddressedAccount(database, emailText);
  if (account.email_verified_at !== null)
    throw new Problem('state_conflict', { detail: 'This e-mail address is verified already.' });
  return database.transaction(async (transaction) => {
    const verified = await verifyAccountEmail(transaction, account.id, account.email_canonical);
    if (verified === undefined)
      throw new Problem('not_found', { detail: 'The account has gone or has another address.' });
    await recordAuditEvent(transaction, {
      type: 'email_verified',
      accountId: account.id,
      facts: null,
      details: { by: 'command_line' },
    });
    return verified;
  });
}
