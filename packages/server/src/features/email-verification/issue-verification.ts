import { mailAddressOf } from '#features/accounts/parse-email.ts';
import type { Account } from '#features/accounts/store.ts';
import { issueOneTimeToken } from '#features/one-time-tokens/issue-one-time-token.ts';
import { mailLifetimes } from '#features/outbox/mail.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Transaction } from '#platform/database/database.ts';
import { pickLocale } from '#platform/locales.ts';

export type VerificationContext = { secrets: Secrets; config: { publicUrl: string } };

/**
 * A link (24 hours) and a code (10 minutes) that prove the account's address; they replace those before. The token
 * stands in the fragment, so it reaches no server log and no Referer, and opening the page changes nothing (C12, C14).
 */
export async function issueVerification(
  { secrets, config }: VerificationContext,
  transaction: Transaction,
  account: Account,
): Promise<{ link: string; code: string }> {
  const { token, code } = await issueOneTimeToken({ secrets }, transaction, {
    purpose: 'verify_email',
    accountId: account.id,
    emailCanonical: account.email_canonical,
    lifetimeSeconds: mailLifetimes.verifyEmailLinkSeconds,
    code: { lifetimeSeconds: mailLifetimes.verifyEmailCodeSeconds },
  });
  return { link: `${config.publicUrl}/verify-email#token=${token}`, code: code ?? '' };
}

/** Issues link and code and queues the mail that carries them. Wake the outbox after the commit. */
export async function mailVerification(
  context: VerificationContext,
  transaction: Transaction,
  account: Account,
): Promise<void> {
  const { link, code } = await issueVerification(context, transaction, account);
  await queueMail(context, transaction, {
    kind: 'verify_email',
    accountId: account.id,
    to: mailAddressOf(account),
    locale: pickLocale(account.locale),
    link,
    code,
  });
}
