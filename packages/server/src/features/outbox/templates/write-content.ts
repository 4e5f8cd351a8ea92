import type { Locale } from '#platform/locales.ts';
import { type Mail, MailExpired, mailLifetimes } from '../mail.ts';
import { type Block, type MailContent, oneLine } from './mail-content.ts';
import type { Phrases } from './phrase-list.ts';
import { phrases } from './phrases.ts';

type MailOf<K extends Mail['kind']> = Extract<Mail, { kind: K }>;

/**
 * What the mail says, in its language and true at this moment.
 *
 * @param ageSeconds how long it has waited: what it says about links and codes is less by that
 * @throws MailExpired when its link is no longer good
 */
export function writeContent(mail: Mail, product: string, ageSeconds: number): MailContent {
  const words = phrases[mail.locale];
  switch (mail.kind) {
    case 'verify_email':
      return verifyEmail(mail, words, product, ageSeconds);
    case 'reset_password':
      return resetPassword(mail, words, product, ageSeconds);
    case 'invitation':
      return invitation(mail, words, product, ageSeconds);
    case 'sign_up_attempted':
      return signUpAttempted(mail, words, product);
    case 'password_was_reset':
      return passwordWasReset(mail, words, product);
    case 'new_device':
      return newDevice(mail, words, product);
    case 'password_disabled':
      return passwordDisabled(mail, words, product);
    case 'password_was_changed':
      return passwordWasChanged(mail, words, product);
    case 'confirm_new_email':
      return confirmNewEmail(mail, words, product, ageSeconds);
    case 'email_is_changing':
      return emailIsChanging(mail, words, product);
    case 'email_was_changed':
      return emailWasChanged(mail, words, product);
    case 'email_change_attempted':
      return emailChangeAttempted(mail, words, product);
    case 'account_was_deleted':
      return accountWasDeleted(mail, words, product);
    case 'session_looks_shared':
      return sessionLooksShared(mail, words, product);
    case 'role_was_changed':
      return roleWasChanged(mail, words, product);
  }
}

function verifyEmail(mail: MailOf<'verify_email'>, words: Phrases, product: string, ageSeconds: number): MailContent {
  const { subject, heading, body, action, code, notYou } = words.verifyEmail;
  const linkFor = remaining(words, mailLifetimes.verifyEmailLinkSeconds, ageSeconds);
  const codeFor = remaining(words, mailLifetimes.verifyEmailCodeSeconds, ageSeconds);
  if (linkFor === undefined) throw new MailExpired();
  const blocks: Block[] = [
    { kind: 'text', text: body(product) },
    { kind: 'action', label: action, link: mail.link, works: words.linkWorks(linkFor) },
  ];
  if (codeFor !== undefined)
    blocks.push({ kind: 'code', text: code, code: mail.code, works: words.codeWorks(codeFor) });
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou };
}

function resetPassword(
  mail: MailOf<'reset_password'>,
  words: Phrases,
  product: string,
  ageSeconds: number,
): MailContent {
  const { subject, heading, body, action, notYou } = words.resetPassword;
  const linkFor = remaining(words, mailLifetimes.resetPasswordLinkSeconds, ageSeconds);
  if (linkFor === undefined) throw new MailExpired();
  const blocks: Block[] = [
    { kind: 'text', text: body(product) },
    { kind: 'action', label: action, link: mail.link, works: words.linkWorks(linkFor) },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou };
}

function invitation(mail: MailOf<'invitation'>, words: Phrases, product: string, ageSeconds: number): MailContent {
  const { subject, heading, body, action, notYou } = words.invitation;
  const linkFor = remaining(words, mail.lifetimeSeconds, ageSeconds);
  if (linkFor === undefined) throw new MailExpired();
  const blocks: Block[] = [
    { kind: 'text', text: body(product) },
    { kind: 'action', label: action, link: mail.link, works: words.linkWorks(linkFor) },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou };
}

function signUpAttempted(mail: MailOf<'sign_up_attempted'>, words: Phrases, product: string): MailContent {
  const { subject, heading, body, action, forgotten, reset, notYou } = words.signUpAttempted;
  const blocks: Block[] = [
    { kind: 'text', text: body(product) },
    { kind: 'action', label: action, link: mail.signInLink, works: null },
    { kind: 'link', text: forgotten, label: reset, link: mail.resetLink },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou };
}

function passwordWasReset(mail: MailOf<'password_was_reset'>, words: Phrases, product: string): MailContent {
  const { subject, heading, body, wasYou, action, notYou } = words.passwordWasReset;
  const blocks: Block[] = [
    { kind: 'text', text: body(product, instantIn(mail.locale, mail.at)) },
    { kind: 'text', text: wasYou },
    // Above the button: the mailbox comes first.
    { kind: 'text', text: notYou },
    { kind: 'action', label: action, link: mail.resetLink, works: null },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou: null };
}

function newDevice(mail: MailOf<'new_device'>, words: Phrases, product: string): MailContent {
  const { subject, heading, body, unknownDevice, wasYou, action, notYou } = words.newDevice;
  const blocks: Block[] = [
    { kind: 'text', text: body(product, instantIn(mail.locale, mail.at)) },
    { kind: 'text', text: `${deviceIn(mail) ?? unknownDevice} · ${oneLine(mail.ip)}` },
    { kind: 'text', text: wasYou },
    { kind: 'action', label: action, link: mail.devicesLink, works: null },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou };
}

function passwordDisabled(mail: MailOf<'password_disabled'>, words: Phrases, product: string): MailContent {
  const { subject, heading, body, action, notYou } = words.passwordDisabled;
  const blocks: Block[] = [
    { kind: 'text', text: body(product) },
    { kind: 'action', label: action, link: mail.resetLink, works: null },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou };
}

function passwordWasChanged(mail: MailOf<'password_was_changed'>, words: Phrases, product: string): MailContent {
  const { subject, heading, body, wasYou, action, notYou } = words.passwordWasChanged;
  const when = instantIn(mail.locale, mail.at);
  const blocks: Block[] = [
    { kind: 'text', text: body(product, when, deviceIn(mail)) },
    { kind: 'text', text: wasYou },
    { kind: 'text', text: notYou },
    { kind: 'action', label: action, link: mail.resetLink, works: null },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou: null };
}

function confirmNewEmail(
  mail: MailOf<'confirm_new_email'>,
  words: Phrases,
  product: string,
  ageSeconds: number,
): MailContent {
  const { subject, heading, body, action, notYou } = words.confirmNewEmail;
  const linkFor = remaining(words, mailLifetimes.changeEmailLinkSeconds, ageSeconds);
  if (linkFor === undefined) throw new MailExpired();
  const blocks: Block[] = [
    { kind: 'text', text: body(product) },
    { kind: 'action', label: action, link: mail.link, works: words.linkWorks(linkFor) },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou };
}

function emailIsChanging(mail: MailOf<'email_is_changing'>, words: Phrases, product: string): MailContent {
  const { subject, heading, body, wasYou, action, notYou } = words.emailIsChanging;
  const blocks: Block[] = [
    { kind: 'text', text: body(product, instantIn(mail.locale, mail.at), oneLine(mail.newEmail)) },
    { kind: 'text', text: wasYou },
    { kind: 'text', text: notYou },
    { kind: 'action', label: action, link: mail.resetLink, works: null },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou: null };
}

function emailWasChanged(mail: MailOf<'email_was_changed'>, words: Phrases, product: string): MailContent {
  const { subject, heading, body, wasYou, action, notYou } = words.emailWasChanged;
  const blocks: Block[] = [
    { kind: 'text', text: body(product, instantIn(mail.locale, mail.at), oneLine(mail.newEmail)) },
    { kind: 'text', text: wasYou },
    { kind: 'text', text: notYou },
    { kind: 'action', label: action, link: mail.passwordLink, works: null },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou: null };
}

function emailChangeAttempted(mail: MailOf<'email_change_attempted'>, words: Phrases, product: string): MailContent {
  const { subject, heading, body, action, notYou } = words.emailChangeAttempted;
  const blocks: Block[] = [
    { kind: 'text', text: body(product) },
    { kind: 'action', label: action, link: mail.signInLink, works: null },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou };
}

function accountWasDeleted(mail: MailOf<'account_was_deleted'>, words: Phrases, product: string): MailContent {
  const { subject, heading, body, notYou } = words.accountWasDeleted;
  const blocks: Block[] = [{ kind: 'text', text: body(product, instantIn(mail.locale, mail.at)) }];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou };
}

function sessionLooksShared(mail: MailOf<'session_looks_shared'>, words: Phrases, product: string): MailContent {
  const { subject, heading, body, action, notYou } = words.sessionLooksShared;
  const blocks: Block[] = [
    { kind: 'text', text: body(product, deviceIn(mail)) },
    { kind: 'action', label: action, link: mail.sessionsLink, works: null },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou };
}

function roleWasChanged(mail: MailOf<'role_was_changed'>, words: Phrases, product: string): MailContent {
  const { subject, heading, body, roles, action, notYou } = words.roleWasChanged;
  const blocks: Block[] = [
    { kind: 'text', text: body(product, instantIn(mail.locale, mail.at), roles[mail.role]) },
    { kind: 'action', label: action, link: mail.accountLink, works: null },
  ];
  return { locale: mail.locale, subject: subject(product), heading, blocks, notYou };
}

/** In words, rounded down; a mail that goes out within a minute says the whole. Undefined when less than a minute is left. */
function remaining(words: Phrases, lifetimeSeconds: number, ageSeconds: number): string | undefined {
  const left = ageSeconds < 60 ? lifetimeSeconds : lifetimeSeconds - ageSeconds;
  if (left < 60) return undefined;
  if (left < 3600) return words.minutes(Math.floor(left / 60));
  return left < 2 * 86_400 ? words.hours(Math.floor(left / 3600)) : words.days(Math.floor(left / 86_400));
}

const instantIn = (locale: Locale, milliseconds: number): string =>
  `${new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(milliseconds)} UTC`;

/** What a client says of itself: one line, and not endless. */
const deviceIn = ({ deviceName }: { deviceName: string | null }): string | null =>
  deviceName === null ? null : shortened(oneLine(deviceName));

const longestDeviceName = 80;
const shortened = (text: string): string =>
  text.length <= longestDeviceName ? text : `${text.slice(0, longestDeviceName).trimEnd()}…`;
