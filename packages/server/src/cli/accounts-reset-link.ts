import { mailLifetimes } from '#features/outbox/mail.ts';
import { createResetLink } from '#features/password-reset/create-reset-link.ts';
import { command } from './command.ts';
import { expiryOf } from './expiry.ts';
import { withOperatorContext } from './open-operator-context.ts';

export const accountsResetLink = command({
  about: `Prints a link by which its holder sets a new password for this account, once and within an hour. It replaces an
earlier one. For people whom no mail reaches: hand it over in private. When the password is set, every session of the account
ends. The audit log notes that a link was printed.`,
  operands: ['EMAIL'],
  options: {},
  examples: [['accounts reset-link ada@example.com', 'print the link']],
  run: ({ operands: [email = ''] }) =>
    withOperatorContext(async (context) => {
      const { account, link } = await createResetLink(context, email);
      const expires = expiryOf(context.clock, mailLifetimes.resetPasswordLinkSeconds);
      return {
        text: `${link}\n\nSets a new password for ${account.email}: once, until ${expires.local}.`,
        json: { email: account.email, link, expires_at: expires.wire },
      };
    }),
});
