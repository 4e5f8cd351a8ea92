import { sendTestMail } from '#features/outbox/send-test-mail.ts';
import { countMails } from '#features/outbox/store.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { MailNotSent } from '#platform/mail/mail-not-sent.ts';
import { createMailTransport, type MailTimeouts, type MailTransport } from '#platform/mail/mail-transport.ts';
import type { Config } from '#server/config.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

/** Somebody waits for the answer: less patience than the outbox has. */
const timeouts: MailTimeouts = { connectSeconds: 5, greetingSeconds: 10, silenceSeconds: 15, wholeSeconds: 30 };
const lateSeconds = 300;

const withoutMail =
  'Until it works: `portress accounts verify EMAIL` and `portress accounts reset-link EMAIL` print the links that would be mailed.';

/** Whether the mail server takes mail from us: connection, TLS, sign-in; without sending one. */
export async function inspectMailServer(config: Config): Promise<Finding> {
  if (config.mail === 'off')
    return warning('mail', 'MAIL=off: nothing is sent, and addresses are not confirmed', withoutMail);
  if (config.mail === 'inbox')
    return ok('mail', `development: mails are kept at ${config.publicUrl}/dev/inbox and sent to nobody`);
  return withTransport(config, async (transport) => {
    await transport.verify();
    return ok('mail', `the mail server takes mail from ${config.mailFrom}, as far as can be known without sending one`);
  });
}

/** Sends one mail and tells what the server said. */
export async function inspectSending(
  context: { config: Config; database: Database; secrets: Secrets },
  to: string,
): Promise<Finding> {
  const { config } = context;
  if (config.mail === 'off')
    return fault('test mail', 'not sent: MAIL=off', 'Set SMTP_URL and MAIL_FROM, and take MAIL=off away.');
  const send = async (mailTransport?: MailTransport): Promise<Finding> => {
    const result = await sendTestMail({ ...context, ...(mailTransport && { mailTransport }) }, to);
    return result.isSent
      ? ok('test mail', `to ${to}: ${result.answer}`)
      : fault(
          'test mail',
          `not sent to ${to}: ${result.reason}${result.answer === null ? '' : ` (${result.answer})`}`,
          withoutMail,
        );
  };
  return config.mail === 'inbox' ? send() : withTransport(config, send);
}

async function withTransport(config: Config, work: (transport: MailTransport) => Promise<Finding>): Promise<Finding> {
  let transport: MailTransport | undefined;
  try {
    transport = createMailTransport(config, timeouts);
    return await work(transport);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const said = error instanceof MailNotSent && error.answer !== null ? ` (${error.answer})` : '';
    return fault('mail', `${error.message}${said}`, `Look at SMTP_URL and MAIL_FROM. ${withoutMail}`);
  } finally {
    transport?.close();
  }
}

/** What waits and what was given up. */
export async function inspectOutbox({ config, database }: { config: Config; database: Database }): Promise<Finding> {
  const { waiting, failed, oldestSeconds } = await countMails(database.read);
  const told = `${waiting} waiting, ${failed} given up within a day`;
  const isLate = oldestSeconds !== null && oldestSeconds > lateSeconds;
  if (isLate && config.mail !== 'off')
    return warning(
      'outbox',
      `${told}; the oldest waits for ${Math.round(oldestSeconds / 60)} minutes`,
      `Is the service running, and does the mail server take mail? ${withoutMail}`,
    );
  if (failed > 0) return warning('outbox', told, 'The log of the service says why, mail by mail.');
  return ok('outbox', told);
}
