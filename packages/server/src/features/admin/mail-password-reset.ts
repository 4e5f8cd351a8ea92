import { findAccount } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import {
  type MailLimitContext,
  refuseWithoutMail,
  takeMailAllowance,
} from '#features/email-verification/limit-mails.ts';
import { mailReset, type ResetContext } from '#features/password-reset/issue-reset.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { type Actor, actedBy } from './actor.ts';
import { unknownAccount } from './refusals.ts';

export type MailPasswordResetContext = ResetContext &
  Omit<MailLimitContext, 'load'> & { database: Database; outbox: { wake(): void } };

/**
 * Mails the person a link for a new password, the same as they would have asked for: an administrator never sets or sees one.
 * It counts among the hour's mails to the address. A suspended account has to be restored first: its links would be dead.
 *
 * @throws Problem 404, 409 `state_conflict` for a suspended account, 429, 503 `mail_off`
 */
export async function mailPasswordReset(
  context: MailPasswordResetContext,
  accountId: string,
  actor: Actor,
): Promise<void> {
  refuseWithoutMail(context.config);
  const account = await findAccount(context.database.read, accountId);
  if (account === undefined) throw unknownAccount();
  if (account.status !== 'active')
    throw new Problem('state_conflict', { detail: 'This account is suspended: restore it first.' });
  if (!(await takeMailAllowance(context, account.email_canonical)))
    throw new Problem('too_many_requests', {
      detail: 'This address has had its mails for this hour.',
      retryAfterSeconds: 3600,
    });
  await context.database.transaction(async (transaction) => {
    await mailReset(context, transaction, account);
    await recordAuditEvent(transaction, { type: 'password_reset_requested', accountId, ...actedBy(actor) });
  });
  context.outbox.wake();
}
