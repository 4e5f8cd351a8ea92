/**
 * - `refused`: the receiving side answered 5xx for this mail; trying again changes nothing.
 * - `deferred`: it answered 4xx, or doesn't take mail from our sender at the moment.
 * - `unreachable`: no conversation came about (network, TLS, sign-in at the mail server); nothing was handed over.
 * - `interrupted`: the conversation broke off after the mail was handed over: it may have been accepted.
 */
export type MailFailure = 'refused' | 'deferred' | 'unreachable' | 'interrupted';

/** Why a mail is not known to be sent. `reason` is short and holds no address; `answer` may hold one and is for the operator. */
export class MailNotSent extends Error {
  readonly failure: MailFailure;
  readonly reason: string;
  /** What the mail server said, in its own words. */
  readonly answer: string | null;

  constructor(failure: MailFailure, reason: string, answer: string | null = null, cause?: unknown) {
    super(`${failure}: ${reason}`, { cause });
    this.name = 'MailNotSent';
    this.failure = failure;
    this.reason = reason;
    this.answer = answer;
  }
}

type SmtpError = { code?: string; originalCode?: string; command?: string; responseCode?: number; response?: string };

/** @param wasHandedOver whether the mail's content had begun to flow when it happened */
export function toMailNotSent(error: unknown, wasHandedOver: boolean): MailNotSent {
  const smtp = error instanceof Error ? (error as SmtpError) : {};
  const answer = smtp.response ?? (error instanceof Error ? error.message : null);
  const failure = failureOf(smtp, wasHandedOver);
  return new MailNotSent(failure, reasonOf(smtp), answer, error);
}

function failureOf({ code, command, responseCode = 0 }: SmtpError, wasHandedOver: boolean): MailFailure {
  const isAboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (!isAboutThisMail) return wasHandedOver ? 'interrupted' : 'unreachable';
  // A refused sender is a fault of our own settings: the mail itself may pass once they are mended.
  const isFinal = responseCode >= 500 && command !== 'MAIL FROM';
  return isFinal || command === 'API' ? 'refused' : 'deferred';
}

/** Status and enhanced status only: the words of mail servers often repeat the address. */
function reasonOf({ code, originalCode, command, responseCode, response }: SmtpError): string {
  if (responseCode === undefined) return originalCode ?? code ?? 'fault';
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  return [responseCode, enhanced, command && `after ${command.split(' ', 2).join(' ')}`].filter(Boolean).join(' ');
}
