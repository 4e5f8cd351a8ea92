import { type DomainRules, refuseForeignDomain } from '#features/accounts/allowed-domains.ts';
import { mailAddressOf, type ParsedEmail } from '#features/accounts/parse-email.ts';
import { type Account, findAccount, findAccountByEmail } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { type ProvePasswordContext, provePassword } from '#features/authenticators/passwords/prove-password.ts';
import { forgetFailures } from '#features/authenticators/passwords/store.ts';
import { type MailLimitContext, takeMailAllowance } from '#features/email-verification/limit-mails.ts';
import { issueOneTimeToken } from '#features/one-time-tokens/issue-one-time-token.ts';
import { mailLifetimes } from '#features/outbox/mail.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import type { Clock } from '#platform/clock.ts';
import type { Transaction } from '#platform/database/database.ts';
import { fieldProblem, Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';
import { pickLocale } from '#platform/locales.ts';
import { maskEmail } from './mask-email.ts';

export type RequestEmailChangeContext = ProvePasswordContext &
  MailLimitContext & {
    clock: Clock;
    config: ProvePasswordContext['config'] &
      MailLimitContext['config'] &
      DomainRules & { signUpDisclosure: 'conflict' | 'silent' };
  };

export type EmailChangeRequest = {
  accountId: string;
  sessionId: string;
  email: ParsedEmail;
  password: string;
  facts: RequestFacts;
};

/**
 * Mails a link to the new address and a notice to the present one, for whoever proves the password (C9). Nothing changes
 * until the link is used; a newer request replaces the older.
 *
 * Where the service does not tell which addresses it knows (`SIGN_UP_DISCLOSURE=silent`), a taken one is answered as a
 * free one, costs the same, and its owner hears of it instead.
 *
 * @throws Problem 401 `invalid_credentials` or `session_ended`, 409 `email_taken`, 422 with `same_email` or
 *   `domain_not_allowed`, 429, 503 `mail_off` or `overloaded`
 */
export async function requestEmailChange(
  context: RequestEmailChangeContext,
  request: EmailChangeRequest,
): Promise<void> {
  const { email, facts } = request;
  refuseWithoutMail(context);
  const account = await findAccount(context.database.read, request.accountId);
  if (account === undefined) throw new Problem('session_ended');
  if (email.canonical === account.email_canonical)
    throw fieldProblem('email', 'same_email', 'must be another address than the account has');
  refuseForeignDomain(context.config, email);
  await provePresentPassword(context, account, request);
  await takeRequest(context, account, facts);
  const owner = await findAccountByEmail(context.database.read, email.canonical);
  if (owner !== undefined && context.config.signUpDisclosure === 'conflict') throw new Problem('email_taken');
  // Of an address that had its mails for this hour nothing is told: it may be a stranger's.
  if (!(await takeMailAllowance(context, email.canonical))) return;
  await context.database.transaction((transaction) => write(context, transaction, { account, owner, request }));
  context.outbox.wake();
}

function refuseWithoutMail({ config }: RequestEmailChangeContext): void {
  if (config.mail === 'off')
    throw new Problem('mail_off', {
      detail: 'This service sends no mail. The people who run it can change the address.',
      retryAfterSeconds: 3600,
    });
}

async function provePresentPassword(
  context: RequestEmailChangeContext,
  account: Account,
  { password, facts }: EmailChangeRequest,
): Promise<void> {
  const proof = { account, name: account.id, password, failure: 'reauthentication_failed', facts } as const;
  const { isRight } = await provePassword(context, proof);
  if (!isRight) throw new Problem('invalid_credentials');
  await forgetFailures(context.database.write, account.id);
}

/** The account's own, so it is told: it bounds the mails to strangers, and how many addresses can be asked after. */
const takeRequest = (context: RequestEmailChangeContext, account: Account, facts: RequestFacts) =>
  takeOwnPoint(context, facts, {
    limit: { name: 'email_changes', points: context.config.limits.mailsPerHour, windowSeconds: 3600 },
    key: account.id,
    detail: 'Too many new addresses were asked for within an hour.',
  });

/** The link is made for a taken address as well, and goes to nobody: neither time nor the person's export tells. */
async function write(
  context: RequestEmailChangeContext,
  transaction: Transaction,
  { account, owner, request }: { account: Account; owner: Account | undefined; request: EmailChangeRequest },
): Promise<void> {
  const { email, sessionId, facts } = request;
  const { publicUrl } = context.config;
  const to = mailAddressOf({ email: email.email, email_canonical: email.canonical });
  const { token } = await issueOneTimeToken(context, transaction, {
    purpose: 'change_email',
    accountId: account.id,
    emailCanonical: email.canonical,
    lifetimeSeconds: mailLifetimes.changeEmailLinkSeconds,
    change: { newEmail: email.email, credentialVersion: account.credential_version },
  });
  await recordAuditEvent(transaction, { type: 'email_change_requested', accountId: account.id, sessionId, facts });
  if (owner === undefined)
    await queueMail(context, transaction, {
      kind: 'confirm_new_email',
      accountId: account.id,
      to,
      locale: pickLocale(account.locale),
      link: `${publicUrl}/confirm-email#token=${token}`,
    });
  else
    await queueMail(context, transaction, {
      kind: 'email_change_attempted',
      accountId: owner.id,
      to: mailAddressOf(owner),
      locale: pickLocale(owner.locale),
      signInLink: `${publicUrl}/sign-in`,
    });
  await queueMail(context, transaction, {
    kind: 'email_is_changing',
    accountId: account.id,
    to: mailAddressOf(account),
    locale: pickLocale(account.locale),
    at: context.clock.now(),
    newEmail: maskEmail(to),
    resetLink: `${publicUrl}/forgotten-password`,
  });
}
