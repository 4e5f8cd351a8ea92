import type { Account } from '#features/accounts/store.ts';
import { issueOneTimeToken } from '#features/one-time-tokens/issue-one-time-token.ts';
import { mailLifetimes } from '#features/outbox/mail.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Transaction } from '#platform/database/database.ts';

export type ResetContext = { secrets: Secrets; config: { publicUrl: string } };

/** A link for setting a new password, good for an hour; it replaces the one before (C8). */
export async function issueReset(
  { secrets, config }: ResetContext,
  transaction: Transaction,
  account: Account,
): Promise<{ link: string }> {
  const { token } = await issueOneTimeToken({ secrets }, transaction, {
    purpose: 'reset_password',
    accountId: account.id,
    emailCanonical: account.email_canonical,
    lifetimeSeconds: mailLifetimes.resetPasswordLinkSeconds,
  });
  return { link: `${config.publicUrl}/reset-password#token=${token}` };
}
