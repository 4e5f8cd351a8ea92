import type { ParsedEmail } from '#features/accounts/parse-email.ts';
import { findAccountByEmail } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Database } from '#platform/database/database.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { mailVerification, type VerificationContext } from './issue-verification.ts';
import { admitMailRequest, type MailLimitContext, takeMailAllowance } from './limit-mails.ts';

export type RequestVerificationContext = VerificationContext &
  MailLimitContext & {
    database: Database;
    outbox: { wake(): void };
  };

/**
 * Mails a new link and code to an address that waits for verification. Answers nothing: whether the address is known,
 * verified or had its mails for this hour cannot be told, and each of them costs one transaction (B3).
 *
 * @throws Problem 503 `mail_off`, 429 for too many requests of one network
 */
export async function requestVerification(
  context: RequestVerificationContext,
  email: ParsedEmail,
  facts: RequestFacts,
): Promise<void> {
  await admitMailRequest(context, facts);
  if (!(await takeMailAllowance(context, email.canonical))) return;
  const account = await findAccountByEmail(context.database.read, email.canonical);
  const isWaiting = account?.email_verified_at === null && account.status === 'active';
  await context.database.transaction(async (transaction) => {
    if (isWaiting) await mailVerification(context, transaction, account);
    await recordAuditEvent(transaction, { type: 'verification_requested', accountId: account?.id ?? null, facts });
  });
  if (isWaiting) context.outbox.wake();
}
