import type { ParsedEmail } from '#features/accounts/parse-email.ts';

/** What a person keeps about somebody, read and proved; the same from JSON and from a file. */
export type ContactFields = {
  firstName: string;
  lastName: string | null;
  email: ParsedEmail | null;
  /** E.164. */
  phone: string | null;
  birthday: Birthday | null;
  notes: string | null;
  isFavorite: boolean;
};

/** A day of the calendar; `year` null where it is not known. */
export type Birthday = { year: number | null; month: number; day: number };

/** Of whoever keeps the contact: what a national number and "in the future" are read by. `today` is YYYY-MM-DD in their zone. */
export type FieldContext = { country: string | null; today: string };
