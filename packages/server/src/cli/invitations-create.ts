import { type ParsedEmail, parseEmail } from '#features/accounts/parse-email.ts';
import { invite } from '#features/invitations/invite.ts';
import { invitationSeconds } from '#features/invitations/lifetime.ts';
import { command } from './command.ts';
import { expiryOf } from './expiry.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { UsageError } from './refusals.ts';

const roles = ['user', 'moderator', 'admin'] as const;
const day = 24 * 3600;

export const invitationsCreate = command({
  about: `Prints a link by which its holder makes an account, once, also where sign-up is closed or by invitation. With --email it
is good for that address only, whatever its domain, and mailed there by the running service; a newer one replaces the older.
The audit log notes it.`,
  operands: [],
  options: {
    email: { value: 'ADDRESS', about: 'whom it is for; left out, whoever holds the link may come' },
    role: { value: 'ROLE', about: `${roles.join(', ')}; user by default` },
    days: { value: 'N', about: 'how long it is good: 1 to 30, 7 by default' },
  },
  examples: [
    ['invitations create', 'a link for anybody'],
    ['invitations create --email ada@example.com --role moderator --days 2', 'for one person, with a role'],
  ],
  run: ({ values }) =>
    withOperatorContext(async (context) => {
      const lifetimeSeconds = readDays(values.days);
      const { invitation, url, isMailed } = await invite(context, {
        email: readEmail(values.email),
        role: readRole(values.role),
        lifetimeSeconds,
        by: null,
      });
      const expires = expiryOf(context.clock, lifetimeSeconds);
      const whom = invitation.email === null ? 'whoever holds it' : invitation.email;
      const mailed = isMailed ? ' It is mailed there as well.' : '';
      return {
        text: `${url}\n\nFor ${whom}, as ${invitation.role}: once, until ${expires.local}.${mailed}`,
        json: {
          id: invitation.id,
          url,
          email: invitation.email,
          role: invitation.role,
          mailed: isMailed,
          expires_at: expires.wire,
        },
      };
    }),
});

function readEmail(text: string | undefined): ParsedEmail | null {
  if (text === undefined) return null;
  const email = parseEmail(text);
  if (email === undefined) throw new UsageError('--email must be one e-mail address such as name@example.com.');
  return email;
}

function readRole(text = 'user'): (typeof roles)[number] {
  const role = roles.find((one) => one === text);
  if (role === undefined) throw new UsageError(`--role must be one of ${roles.join(', ')}.`);
  return role;
}

function readDays(text: string | undefined): number {
  if (text === undefined) return invitationSeconds.usual;
  const seconds = /^\d{1,2}$/.test(text) ? Number(text) * day : 0;
  if (seconds < day || seconds > invitationSeconds.most) throw new UsageError('--days must be a number from 1 to 30.');
  return seconds;
}
