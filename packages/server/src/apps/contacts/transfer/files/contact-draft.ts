/** Something in the file that is told of by its line; the first has number 1. */
export type Refused = { line: number; reason: string; field?: string; code?: string };
/** What is left out of a contact that is taken all the same. `count`: how many lines of a column have it. */
export type Dropped = { line: number; field: string; reason: string; count?: number };

/** A value with the name that the file has for it. */
export type Said = { field: string; text: string };

/**
 * What a file says of one contact: texts, and nothing proved yet. What it does not say is null or an empty list.
 * The best e-mail address and phone number come first: a contact keeps one of each.
 */
export type ContactDraft = {
  line: number;
  /** Of a contact that we wrote down ourselves. */
  id: string | null;
  firstName: string | null;
  lastName: string | null;
  emails: readonly Said[];
  phones: readonly Said[];
  /** In a form that the wire has, where it can be read at all. `hint`: how it was read, for a refusal. */
  birthday: { text: string; hint?: string } | null;
  notes: string | null;
  favorite: string | null;
  dropped: readonly Dropped[];
};

export type FileEntry = { draft: ContactDraft } | { refused: Refused } | { dropped: Dropped };

/** Reads on only when asked; `undefined` says that a stretch without an entry has been read, so that others get their turn. */
export type EntryReader = Generator<FileEntry | undefined>;

/** It is no such file at all, and nothing of it was taken. The message says what would be right. */
export class UnreadableFile extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableFile';
  }
}

/** A name of the file's own making, fit for a report. */
export const shownName = (name: string): string =>
  name
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim()
    .slice(0, 64);
