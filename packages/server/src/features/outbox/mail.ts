import { z } from 'zod';
import { locales } from '#platform/locales.ts';

const link = z.url({ protocol: /^https?$/ });

/** A mail that waits to be composed: who gets it and what it tells. It holds live links and codes and is only kept sealed. */
export const mailSchema = z.intersection(
  z.object({ accountId: z.string().nullable(), to: z.string(), locale: z.enum(locales) }),
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('verify_email'), link, code: z.string() }),
    z.object({ kind: z.literal('reset_password'), link }),
    z.object({ kind: z.literal('invitation'), link, lifetimeSeconds: z.number() }),
    /** For the owner of a known address when sign-up must not tell whether it is known (SIGN_UP_DISCLOSURE=silent). */
    z.object({ kind: z.literal('sign_up_attempted'), signInLink: link, resetLink: link }),
    /** `at` in milliseconds. */
    z.object({ kind: z.literal('password_was_reset'), at: z.number(), resetLink: link }),
    /** Somebody signed in from a device or network that this account was never used from. `at` in milliseconds. */
    z.object({
      kind: z.literal('new_device'),
      at: z.number(),
      deviceName: z.string().nullable(),
      ip: z.string(),
      devicesLink: link,
    }),
    /** A hundred wrong passwords in a row. */
    z.object({ kind: z.literal('password_disabled'), resetLink: link }),
    /** `at` in milliseconds; the device that asked for it. */
    z.object({
      kind: z.literal('password_was_changed'),
      at: z.number(),
      deviceName: z.string().nullable(),
      resetLink: link,
    }),
    /** To the new address of an account: nothing changes until its link is used. */
    z.object({ kind: z.literal('confirm_new_email'), link }),
    /** To the present address. `newEmail` as far as it is told. `at` in milliseconds. */
    z.object({ kind: z.literal('email_is_changing'), at: z.number(), newEmail: z.string(), resetLink: link }),
    /** To the address of before, which can reset nothing any more. `at` in milliseconds. */
    z.object({ kind: z.literal('email_was_changed'), at: z.number(), newEmail: z.string(), passwordLink: link }),
    /** To the owner of an address that somebody else wanted for their account (SIGN_UP_DISCLOSURE=silent). */
    z.object({ kind: z.literal('email_change_attempted'), signInLink: link }),
    /** `at` in milliseconds. */
    z.object({ kind: z.literal('account_was_deleted'), at: z.number() }),
    /** Three late re-issues in a row: a poor connection, or a thief. */
    z.object({ kind: z.literal('session_looks_shared'), deviceName: z.string().nullable(), sessionsLink: link }),
    /** `at` in milliseconds; `role` is the new one. */
    z.object({
      kind: z.literal('role_was_changed'),
      at: z.number(),
      role: z.enum(['user', 'moderator', 'admin']),
      accountLink: link,
    }),
  ]),
);

export type Mail = z.infer<typeof mailSchema>;

/**
 * How long the links and codes live that mails speak of, in seconds.
 * Whoever issues the tokens takes their lifetimes from here, so that a mail never promises more than the token keeps.
 */
export const mailLifetimes = {
  verifyEmailLinkSeconds: 24 * 3600,
  verifyEmailCodeSeconds: 10 * 60,
  resetPasswordLinkSeconds: 3600,
  changeEmailLinkSeconds: 3600,
} as const;

/** The mail waited so long that its link is dead: it would only puzzle whoever gets it. */
export class MailExpired extends Error {
  constructor() {
    super('its link expired before it could be sent');
    this.name = 'MailExpired';
  }
}
