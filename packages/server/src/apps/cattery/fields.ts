import { z } from 'zod';
import { parsedField } from '#features/accounts/fields.ts';
import type { FieldCode } from '#platform/errors.ts';

type Fault = { fault: FieldCode; message: string };

const nicknameLength = { least: 3, most: 16 };
const longestDescription = 1000;
const ages = { least: 0, most: 30 };

/** NFC shrinks a text to a third at most; what is longer is refused before anything walks through it. */
const isBeyond = (text: string, most: number): boolean => text.length > most * 8;
/** Letters to Unicode and nothing to the eye: with one, two cats would look alike. */
const unseen = /\p{Default_Ignorable_Code_Point}/u;
const nicknameLetters = /^(?!\p{M})[\p{L}\p{M}\p{Nd} '’-]+$/u;
const anyLetterOrDigit = /[\p{L}\p{Nd}]/u;
/** Controls but tab and line feed, and the marks that turn the direction of what follows. */
const unreadable = /(?![\t\n])\p{Cc}|[\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** A cat's name in NFC, trimmed, 3–16 code points; or what is wrong with it. */
function parseNickname(text: string): string | Fault {
  const { least, most } = nicknameLength;
  const tooLong: Fault = { fault: 'too_long', message: `must have at most ${most} characters` };
  if (isBeyond(text, most)) return tooLong;
  const nickname = text.normalize('NFC').trim();
  const length = [...nickname].length;
  if (length < least) return { fault: 'too_short', message: `must have ${least} characters or more` };
  if (length > most) return tooLong;
  return nicknameLetters.test(nickname) && anyLetterOrDigit.test(nickname) && !unseen.test(nickname)
    ? nickname
    : { fault: 'invalid_value', message: 'must be letters, digits, spaces, hyphens and apostrophes' };
}

/** A text of several lines in NFC, trimmed, 1–1000 code points; or what is wrong with it. */
function parseDescription(text: string): string | Fault {
  const tooLong: Fault = { fault: 'too_long', message: `must have at most ${longestDescription} characters` };
  if (isBeyond(text, longestDescription)) return tooLong;
  const description = text.replaceAll('\r\n', '\n').normalize('NFC').trim();
  if (description === '') return { fault: 'too_short', message: 'must not be empty: leave it out, or send null' };
  if ([...description].length > longestDescription) return tooLong;
  return unreadable.test(description)
    ? { fault: 'invalid_value', message: 'must be text without control characters' }
    : description;
}

export const nicknameField = parsedField<string>(
  '3–16 letters, digits, spaces, hyphens and apostrophes. A cat named Mur is always vaccinated.',
  parseNickname,
);

export const descriptionField = parsedField<string>('1–1000 characters, also several lines.', parseDescription);

export const ageField = z
  .int()
  .min(ages.least, `must be ${ages.least} or more`)
  .max(ages.most, `must be at most ${ages.most}`)
  .describe('Whole years.');
