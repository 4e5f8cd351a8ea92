import { domainToASCII } from 'node:url';
import { type MailMessage, MailRefused, parseMailbox } from '#platform/mail/mail-message.ts';
import type { Mail } from './mail.ts';
import { type MailContent, type MailLook, oneLine } from './templates/mail-content.ts';
import { renderMailHtml } from './templates/mail-html.ts';
import { renderMailText } from './templates/mail-text.ts';
import { writeContent } from './templates/write-content.ts';

export type ComposeSettings = MailLook & { mailFrom: string };

/**
 * Puts a queued mail into words, at the moment it is sent.
 *
 * @param queued `ageSeconds` is how long it has waited: what it says about links and codes is true when it is sent
 * @throws MailExpired when its link is no longer good, MailRefused when a link leads anywhere but to PUBLIC_URL
 */
export function composeMail(
  settings: ComposeSettings,
  mail: Mail,
  queued: { id: string; ageSeconds: number },
): MailMessage {
  refuseForeignLinks(mail, settings.publicUrl);
  const content = writeContent(mail, oneLine(settings.product.name), queued.ageSeconds);
  return renderMail(settings, content, mail.to, queued.id);
}

/** The words as a message, text and HTML. */
export function renderMail(settings: ComposeSettings, content: MailContent, to: string, id: string): MailMessage {
  const look = { ...settings, product: { ...settings.product, name: oneLine(settings.product.name) } };
  const domain = parseMailbox(settings.mailFrom).address.split('@')[1] ?? '';
  return {
    to,
    subject: oneLine(content.subject),
    text: renderMailText(content, look, to),
    html: renderMailHtml(content, look, to),
    messageId: `<${id}@${domainToASCII(domain) || 'localhost'}>`,
  };
}

/** Every link of a mail leads to the configured origin, whatever a request's headers said (M1). */
function refuseForeignLinks(mail: Mail, publicUrl: string): void {
  for (const [name, value] of Object.entries(mail))
    if (/link$/i.test(name) && !String(value).startsWith(`${publicUrl}/`))
      throw new MailRefused('a link leads to another address than PUBLIC_URL');
}
