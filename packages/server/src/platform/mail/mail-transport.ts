import type { Readable } from 'node:stream';
import type { Transporter } from 'nodemailer';
import { type MailMessage, parseMailbox, refuseUnsafeMessage } from './mail-message.ts';
import { toMailNotSent } from './mail-not-sent.ts';
import { parseSmtpUrl, type SmtpAddress } from './smtp-address.ts';

/** Takes mails to where they go. */
export type MailTransport = {
  /** Resolves with the words of the receiving side once it has taken the mail over. Rejects with MailNotSent or MailRefused. */
  send(message: MailMessage): Promise<string>;
  /** Resolves if a mail would be taken now, as far as can be known without sending one. Rejects with MailNotSent. */
  verify(): Promise<void>;
  /** Ends idle connections; sends under way fail. */
  close(): void;
};

export type MailSettings = { smtpUrl: string | null; mailFrom: string };

export type MailTimeouts = {
  connectSeconds: number;
  /** Servers that make strangers wait before they say hello. */
  greetingSeconds: number;
  /** Silence within the conversation. RFC 5321 §4.5.3.2 asks for ten minutes after the content: who gives up sooner sends twice. */
  silenceSeconds: number;
  wholeSeconds: number;
};

/** How many conversations with the mail server run at once. */
export const mailConnections = 5;
const usualTimeouts: MailTimeouts = { connectSeconds: 15, greetingSeconds: 45, silenceSeconds: 600, wholeSeconds: 900 };

/**
 * Mail by SMTP. Certificates are verified; STARTTLS is used wherever it is offered; a password goes out only
 * over TLS or within this machine.
 *
 * @throws Error naming the setting when SMTP_URL or MAIL_FROM cannot be read
 */
export function createMailTransport(settings: MailSettings, timeouts: MailTimeouts = usualTimeouts): MailTransport {
  if (settings.smtpUrl === null) throw new Error('SMTP_URL is missing');
  const address = parseSmtpUrl(settings.smtpUrl);
  const from = readSender(settings.mailFrom);
  let opening: Promise<Transporter> | undefined;
  const transporter = (): Promise<Transporter> => (opening ??= openTransporter(address, timeouts));

  return {
    send: async (message) => {
      refuseUnsafeMessage(message);
      let content: Readable | undefined;
      try {
        const { response } = await (await transporter()).sendMail({
          from,
          envelope: { from: from.address, to: [message.to] },
          to: { name: '', address: message.to },
          subject: message.subject,
          text: message.text,
          html: message.html,
          messageId: message.messageId,
          // RFC 3834: no machine answers to it.
          headers: { 'Auto-Submitted': 'auto-generated' },
          disableFileAccess: true,
          disableUrlAccess: true,
          signal: AbortSignal.timeout(timeouts.wholeSeconds * 1000),
          onContent: (stream: Readable) => {
            content = stream;
          },
        } as Parameters<Transporter['sendMail']>[0]);
        return String(response);
      } catch (error) {
        throw toMailNotSent(error, content?.readableDidRead ?? false);
      }
    },
    verify: async () => {
      try {
        await (await transporter()).verify();
      } catch (error) {
        throw toMailNotSent(error, false);
      }
    },
    close: () => {
      opening?.then(
        (open) => open.close({ force: true }),
        () => {},
      );
    },
  };
}

function readSender(mailFrom: string): { name: string; address: string } {
  try {
    return parseMailbox(mailFrom);
  } catch (error) {
    throw new Error(`MAIL_FROM ${error instanceof Error ? error.message : 'cannot be read'}`, { cause: error });
  }
}

/** The library is loaded with the first mail, not with the service. */
async function openTransporter(address: SmtpAddress, timeouts: MailTimeouts): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const transporter = createTransport({
    pool: true,
    maxConnections: mailConnections,
    // The outbox alone tries again: a requeue in here would not be counted and could deliver a mail many times.
    maxRequeues: 0,
    host: address.host,
    port: address.port,
    secure: address.isSecure,
    requireTLS: !address.isSecure && !address.isLoopback && address.credentials !== null,
    // Mail catchers on a developer's machine offer STARTTLS with a certificate that nobody signed.
    tls: { rejectUnauthorized: address.isSecure || !address.isLoopback, minVersion: 'TLSv1.2' },
    ...(address.credentials && { auth: address.credentials }),
    connectionTimeout: timeouts.connectSeconds * 1000,
    dnsTimeout: timeouts.connectSeconds * 1000,
    greetingTimeout: timeouts.greetingSeconds * 1000,
    socketTimeout: timeouts.silenceSeconds * 1000,
    socketCloseTimeout: 1000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // A pooled connection that breaks while idle is nobody's error; without a listener it would end the process.
  transporter.on('error', () => {});
  // Keeps hold of the content's stream: once it has been read from, the mail may have been accepted.
  transporter.use('stream', (mail, done) => {
    const { onContent } = mail.data as { onContent?: (stream: Readable) => void };
    mail.message.processFunc((stream: Readable) => {
      onContent?.(stream);
      return stream;
    });
    done();
  });
  return transporter;
}
