import { parseMailbox } from './mail-message.ts';
import { parseSmtpUrl } from './smtp-address.ts';

/** What cannot be read in the settings of mail, so that a start names it beside the others; never their values. */
export function findMailFaults(settings: {
  smtpUrl: string | null;
  mailFrom: string;
}): { setting: string; message: string }[] {
  const readers = {
    SMTP_URL: () => settings.smtpUrl !== null && parseSmtpUrl(settings.smtpUrl),
    MAIL_FROM: () => parseMailbox(settings.mailFrom),
  };
  return Object.entries(readers).flatMap(([setting, read]) => {
    try {
      read();
      return [];
    } catch (error) {
      return [{ setting, message: (error as Error).message.replace(`${setting} `, '') }];
    }
  });
}
