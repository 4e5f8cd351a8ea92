import { mailAddressOf } from '#features/accounts/parse-email.ts';
import type { Account } from '#features/accounts/store.ts';
import { issueOneTimeToken } from '#features/one-time-tokens/issue-one-time-token.ts';
import { mailLifetimes } from '#features/outbox/mail.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Transaction } from '#platform/database/database.ts';
import { pickLocale } from '#platform/locales.ts';

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

/** Issues a link and queues the mail that carries it, to the address of the account. Wake the outbox after the commit. */
export async function mailReset(context: ResetContext, transaction: Transaction, account: Account): Promise<void> {
  const { link } = await issueReset(context, transaction, account);
  await queueMail(context, transaction, {
    kind: 'reset_password',
    accountId: account.id,
    to: mailAddressOf(account),
    locale: pickLocale(account.locale),
    link,
  });
}
