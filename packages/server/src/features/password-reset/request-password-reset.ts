import type { ParsedEmail } from '#features/accounts/parse-email.ts';
import { findAccountByEmail } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import {
  admitMailRequest,
  type MailLimitContext,
  takeMailAllowance,
} from '#features/email-verification/limit-mails.ts';
import type { Database } from '#platform/database/database.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { mailReset, type ResetContext } from './issue-reset.ts';

export type RequestResetContext = ResetContext &
  MailLimitContext & {
    database: Database;
    outbox: { wake(): void };
  };

/**
 * Mails a link for a new password, also to an address that was never verified: the reset proves it. Answers nothing:
 * whether the address is known cannot be told, and a known and an unknown one each cost one transaction (B3). The mail
 * goes to the address of the account, never to the one that was typed.
 *
 * @throws Problem 503 `mail_off`, 429 for too many requests of one network
 */
export async function requestPasswordReset(
  context: RequestResetContext,
  email: ParsedEmail,
  facts: RequestFacts,
): Promise<void> {
  await admitMailRequest(context, facts);
  if (!(await takeMailAllowance(context, email.canonical))) return;
  const account = await findAccountByEmail(context.database.read, email.canonical);
  const isOpen = account?.status === 'active';
  await context.database.transaction(async (transaction) => {
    if (isOpen) await mailReset(context, transaction, account);
    await recordAuditEvent(transaction, { type: 'password_reset_requested', accountId: account?.id ?? null, facts });
  });
  if (isOpen) context.outbox.wake();
}
