import { mailAddressOf, type ParsedEmail } from '#features/accounts/parse-email.ts';
import { findAccountByEmail, type Role } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import { digest, randomId, randomToken } from '#platform/crypto/random.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { pickLocale } from '#platform/locales.ts';
import { createInvitation, deleteOpenInvitationsOf, type Invitation } from './store.ts';

export type InviteContext = {
  database: Database;
  secrets: Secrets;
  outbox: { wake(): void };
  config: { publicUrl: string; mail: 'smtp' | 'inbox' | 'off' };
};

export type NewInvitation = {
  /** Left out, whoever holds the link may come. */
  email: ParsedEmail | null;
  role: Role;
  lifetimeSeconds: number;
  /** The administrator and where they are; null for the command line. */
  by: { accountId: string; locale: string | null; facts: RequestFacts } | null;
};

/**
 * Lets somebody sign up where sign-up is by invitation or closed. The link is told here and never again. One with an
 * address is mailed as well, with a token of its own: only that one proves that its holder reads the mailbox.
 *
 * @throws Problem 409 `email_taken` where the address has an account
 */
export async function invite(
  context: InviteContext,
  { email, role, lifetimeSeconds, by }: NewInvitation,
): Promise<{ invitation: Invitation; url: string; isMailed: boolean }> {
  if (email !== null && (await findAccountByEmail(context.database.read, email.canonical)) !== undefined)
    throw new Problem('email_taken', { detail: 'Somebody with this address has an account already.' });
  const [token, mailedToken] = [randomToken(), randomToken()];
  const isMailed = email !== null && context.config.mail !== 'off';
  const invitation = await context.database.transaction(async (transaction) => {
    if (email !== null) await deleteOpenInvitationsOf(transaction, email.canonical);
    const created = await createInvitation(transaction, {
      id: randomId(),
      email: email?.email ?? null,
      email_canonical: email?.canonical ?? null,
      role,
      invited_by: by?.accountId ?? null,
      token_hash: digest(token),
      mailed_token_hash: isMailed ? digest(mailedToken) : null,
      lifetimeSeconds,
    });
    await recordAuditEvent(transaction, {
      type: 'invitation_created',
      accountId: null,
      actorId: by?.accountId ?? null,
      facts: by?.facts ?? null,
      details: { invitation_id: created.id, role, ...(by === null && { by: 'command_line' }) },
    });
    if (isMailed)
      await mailInvitation(context, transaction, { email, token: mailedToken, locale: by?.locale, lifetimeSeconds });
    return created;
  });
  context.outbox.wake();
  return { invitation, url: linkOf(context, token), isMailed };
}

/** The token stands in the fragment, so it reaches no server log and no Referer (C14). */
const linkOf = ({ config }: InviteContext, token: string): string => `${config.publicUrl}/invitation#token=${token}`;

/** In the language of whoever invites: nothing is known yet of the other one. */
const mailInvitation = (
  context: InviteContext,
  transaction: Transaction,
  mail: { email: ParsedEmail; token: string; locale: string | null | undefined; lifetimeSeconds: number },
): Promise<void> =>
  queueMail(context, transaction, {
    kind: 'invitation',
    accountId: null,
    to: mailAddressOf({ email: mail.email.email, email_canonical: mail.email.canonical }),
    locale: pickLocale(mail.locale ?? null),
    link: linkOf(context, mail.token),
    lifetimeSeconds: mail.lifetimeSeconds,
  });
