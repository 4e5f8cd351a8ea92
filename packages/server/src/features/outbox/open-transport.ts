import { digest } from '#platform/crypto/random.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { refuseUnsafeMessage } from '#platform/mail/mail-message.ts';
import { MailNotSent } from '#platform/mail/mail-not-sent.ts';
import { createMailTransport, type MailSettings, type MailTransport } from '#platform/mail/mail-transport.ts';
import { createInboxMail } from './inbox-store.ts';

export type TransportContext = {
  config: MailSettings & { mail: 'smtp' | 'inbox' | 'off' };
  database: Database;
  secrets: Secrets;
};

/** Where mails go by the settings: to the mail server, into the inbox of development, or nowhere. */
export function openTransport(context: TransportContext): MailTransport {
  if (context.config.mail === 'smtp') return createMailTransport(context.config);
  return context.config.mail === 'inbox' ? inboxTransport(context) : offTransport;
}

const inboxTransport = ({ database, secrets }: TransportContext): MailTransport => ({
  send: async (message) => {
    // As strict as the mail server's door, so that nothing works in development only.
    refuseUnsafeMessage(message);
    const id = digest(message.messageId).subarray(0, 16).toString('base64url');
    const { to, subject, text, html } = message;
    await createInboxMail(database, id, secrets.seal('inbox', JSON.stringify({ to, subject, text, html }), id));
    return 'kept in the inbox';
  },
  verify: () => Promise.resolve(),
  close: () => {},
});

const offTransport: MailTransport = {
  send: () => Promise.reject(new MailNotSent('refused', 'MAIL=off')),
  verify: () => Promise.resolve(),
  close: () => {},
};
