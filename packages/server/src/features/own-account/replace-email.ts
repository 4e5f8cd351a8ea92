import { mailAddressOf } from '#features/accounts/parse-email.ts';
import { type Account, type Address, changeAccountEmail, lockAccount } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import type { Clock } from '#platform/clock.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Transaction } from '#platform/database/database.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { pickLocale } from '#platform/locales.ts';
import { maskEmail } from './mask-email.ts';

export type ReplaceEmailContext = {
  secrets: Secrets;
  clock: Clock;
  config: { publicUrl: string; mail: 'smtp' | 'inbox' | 'off' };
};

export type Replacement = {
  accountId: string;
  address: Address;
  /** Under which it was asked for; null where it was not asked for by a password. */
  credentialVersion: number | null;
  facts: RequestFacts | null;
  details?: Readonly<Record<string, string>>;
};

/**
 * The account has another address from here on, which counts as proved, and the one of before hears of it (N5): it is the
 * only place where its owner still can. Sessions stay. Call it after the one-time tokens have gone, and wake the outbox
 * after the commit.
 *
 * @returns undefined for an account that is suspended, gone, or under another password by now
 * @throws UniqueViolation for an address that somebody else has
 */
export async function replaceEmail(
  context: ReplaceEmailContext,
  transaction: Transaction,
  { accountId, address, credentialVersion, facts, details = {} }: Replacement,
): Promise<Account | undefined> {
  const before = await lockAccount(transaction, accountId);
  const account = await changeAccountEmail(transaction, accountId, address, credentialVersion);
  if (before === undefined || account === undefined) return undefined;
  await recordAuditEvent(transaction, { type: 'email_changed', accountId, facts, details });
  if (context.config.mail !== 'off')
    await queueMail(context, transaction, {
      kind: 'email_was_changed',
      accountId,
      to: mailAddressOf(before),
      locale: pickLocale(account.locale),
      at: context.clock.now(),
      newEmail: maskEmail(mailAddressOf(account)),
      passwordLink: `${context.config.publicUrl}/account/password`,
    });
  return account;
}
