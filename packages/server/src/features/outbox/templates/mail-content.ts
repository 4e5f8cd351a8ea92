import type { Locale } from '#platform/locales.ts';

export type Action = { label: string; link: string };

/** What a mail says, in the order in which it is read, before it becomes text or HTML. */
export type Block =
  | { kind: 'text'; text: string }
  /** The one main action; `works` says for how long the link is good. */
  | ({ kind: 'action'; works: string | null } & Action)
  /** A lesser way, in a line of text. */
  | ({ kind: 'link'; text: string } & Action)
  | { kind: 'code'; text: string; code: string; works: string };

export type MailContent = {
  locale: Locale;
  subject: string;
  heading: string;
  blocks: readonly Block[];
  /** What to do, or not to do, for somebody whose deed it wasn't; null where it stands above the action already. */
  notYou: string | null;
};

/** Whose mail it is. */
export type MailLook = {
  product: { name: string; accent: string | null; logo: string | null; supportEmail: string | null };
  publicUrl: string;
};

/**
 * Names and settings become one line: a line break in them could speak in our name, or begin a header (M2);
 * a sign that turns the reading direction could make a link read as another.
 */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029\s]+/gu, ' ').trim();
