/** One mail to one person, ready to be handed over. */
export type MailMessage = {
  /** Exactly one address, without a name: no name of a person ever stands in a header. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** `<id@domain>`, the same on every try, so that a mailbox can fold a mail that came twice. */
  messageId: string;
};

export type Mailbox = { name: string; address: string };

/** A message or a mailbox that could put more into the conversation than one mail to one person (OWASP ASVS 1.3.11). */
export class MailRefused extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'MailRefused';
  }
}

// One local part and one domain: no white space, control characters, lists, groups, comments, routes or quoting.
const address = /^[^\s\p{Cc}@,;:<>()[\]\\"]+@[^\s\p{Cc}@,;:<>()[\]\\"]+$/u;
const longestAddress = 254;
const controlCharacter = /\p{Cc}/u;
const messageIdentifier = /^<[\w.+=-]+@[\w.-]+>$/;

/** @throws MailRefused unless every header of it is one line and it goes to exactly one address */
export function refuseUnsafeMessage(message: MailMessage): void {
  if (!isAddress(message.to)) throw new MailRefused('the recipient is not exactly one address');
  if (controlCharacter.test(message.subject)) throw new MailRefused('the subject is not one line');
  if (!messageIdentifier.test(message.messageId)) throw new MailRefused('the Message-ID is not one');
}

/**
 * Reads MAIL_FROM: `accounts@example.com` or `Some Name <accounts@example.com>`.
 *
 * @throws MailRefused for anything else, several addresses among it
 */
export function parseMailbox(text: string): Mailbox {
  const [, name = '', bracketed] = /^([^<>]*)<([^<>]*)>\s*$/.exec(text) ?? [];
  const mailbox = { name: name.trim().replace(/^"(.*)"$/, '$1'), address: (bracketed ?? text).trim() };
  if (controlCharacter.test(text) || !isAddress(mailbox.address))
    throw new MailRefused('must be one address, or a name and one address in angle brackets');
  return mailbox;
}

const isAddress = (text: string): boolean => Buffer.byteLength(text) <= longestAddress && address.test(text);
