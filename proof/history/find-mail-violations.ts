import type { HistoryEvent } from './history.ts';

/** P11: a mail that never came, one that nobody should have got, or more of the same than a lost answer explains. */
export type MailViolation = { rule: 'lost_mail' | 'mail_for_nothing' | 'doubled_mail'; account: string };

/**
 * Holds the mails that came to each address against what its sign-up was answered. One whose answer is unknown may have had a mail
 * or not.
 *
 * @param countMails how many came to the address
 * @param mostOfEach one, or two where the mail server may have taken a mail without saying so
 */
export const findMailViolations = (
  events: readonly HistoryEvent[],
  countMails: (account: string) => number,
  mostOfEach: number,
): MailViolation[] =>
  events
    .filter(({ op }) => op === 'sign_up')
    .flatMap(({ id: account, outcome }): MailViolation[] => {
      const count = countMails(account);
      if (outcome === 'ok' && count === 0) return [{ rule: 'lost_mail', account }];
      if (outcome === 'fail' && count > 0) return [{ rule: 'mail_for_nothing', account }];
      return count > mostOfEach ? [{ rule: 'doubled_mail', account }] : [];
    });
