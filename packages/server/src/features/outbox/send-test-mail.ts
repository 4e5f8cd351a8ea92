import { randomId } from '#platform/crypto/random.ts';
import { MailRefused } from '#platform/mail/mail-message.ts';
import { MailNotSent } from '#platform/mail/mail-not-sent.ts';
import type { MailTransport } from '#platform/mail/mail-transport.ts';
import { type ComposeSettings, renderMail } from './compose-mail.ts';
import { openTransport, type TransportContext } from './open-transport.ts';
import { type MailContent, oneLine } from './templates/mail-content.ts';

export type TestMailResult =
  | { isSent: true; answer: string }
  | { isSent: false; reason: string; answer: string | null };

/**
 * Sends one mail at once, beside the outbox, and tells what the mail server said in its own words.
 *
 * @param to the operator's own mailbox
 */
export async function sendTestMail(
  context: Omit<TransportContext, 'config'> & {
    config: TransportContext['config'] & ComposeSettings;
    mailTransport?: MailTransport;
  },
  to: string,
): Promise<TestMailResult> {
  let transport: MailTransport | undefined;
  try {
    transport = context.mailTransport ?? openTransport(context);
    const message = renderMail(context.config, testContent(oneLine(context.config.product.name)), to, randomId());
    return { isSent: true, answer: await transport.send(message) };
  } catch (error) {
    if (error instanceof MailNotSent) return { isSent: false, reason: error.message, answer: error.answer };
    if (error instanceof MailRefused) return { isSent: false, reason: error.message, answer: null };
    throw error;
  } finally {
    transport?.close();
  }
}

const testContent = (product: string): MailContent => ({
  locale: 'en',
  subject: `Test mail from ${product}`,
  heading: 'Mail works',
  blocks: [
    { kind: 'text', text: `${product} sent this mail because its operator asked for a test with the doctor command.` },
    { kind: 'text', text: 'If it landed among spam, look at the SPF, DKIM and DMARC records of the sender’s domain.' },
  ],
  notYou: 'There is nothing to do.',
});
