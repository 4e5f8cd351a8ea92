import { createVerificationLink } from '#features/email-verification/create-verification-link.ts';
import { verifyAccountByOperator } from '#features/email-verification/verify-account-by-operator.ts';
import { mailLifetimes } from '#features/outbox/mail.ts';
import { command, type Outcome } from './command.ts';
import { expiryOf } from './expiry.ts';
import { type OperatorContext, withOperatorContext } from './open-operator-context.ts';

export const accountsVerify = command({
  about: `Prints a link by which its holder confirms the e-mail address of this account, once and within 24 hours. It replaces an
earlier one. For people whom no mail reaches: hand it over in private. With --now the address counts as confirmed at once, on
your word. The audit log notes either.`,
  operands: ['EMAIL'],
  options: { now: { about: 'confirm the address at once, without a link' } },
  examples: [
    ['accounts verify ada@example.com', 'print the link'],
    ['accounts verify ada@example.com --now', 'confirm at once'],
  ],
  run: ({ values, operands: [email = ''] }) =>
    withOperatorContext((context) => (values.now === true ? verifyNow(context, email) : printLink(context, email))),
});

async function verifyNow(context: OperatorContext, email: string): Promise<Outcome> {
  const account = await verifyAccountByOperator(context, email);
  return { text: `${account.email} is confirmed now.`, json: { email: account.email, verified: true } };
}

async function printLink(context: OperatorContext, email: string): Promise<Outcome> {
  const { account, link } = await createVerificationLink(context, email);
  const expires = expiryOf(context.clock, mailLifetimes.verifyEmailLinkSeconds);
  return {
    text: `${link}\n\nConfirms ${account.email}: once, until ${expires.local}.`,
    json: { email: account.email, verified: false, link, expires_at: expires.wire },
  };
}
