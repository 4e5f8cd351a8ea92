import { type ParsedEmail, parseEmail } from '#features/accounts/parse-email.ts';
import { parsePersonalName } from '#features/accounts/parse-person.ts';
import type { FieldCode } from '#platform/errors.ts';
import { earliestYear, formatBirthday, parseBirthday } from './birthday.ts';
import type { Birthday, FieldContext } from './contact-fields.ts';
import { type PhoneFault, parsePhone } from './phone.ts';

/** What is wrong with a field, and what would be right. */
export type FieldFault = { fault: FieldCode; message: string };
/** One for each field, for JSON and for files alike: a text becomes a value, or a fault. */
export type FieldReader<T> = (text: string, context: FieldContext) => T | FieldFault;

export const isFieldFault = (outcome: unknown): outcome is FieldFault =>
  typeof outcome === 'object' && outcome !== null && 'fault' in outcome;

const empty = (what: string): FieldFault => ({
  fault: 'too_short',
  message: `must not be empty: send null, or leave it out, for no ${what}`,
});

const readName =
  (what: string, whenEmpty: FieldFault): FieldReader<string> =>
  (text) => {
    if (text.trim() === '') return whenEmpty;
    const name = parsePersonalName(text);
    if (name !== undefined) return name;
    if ([...text.trim()].length > 64) return { fault: 'too_long', message: 'must have at most 64 characters' };
    return {
      fault: 'invalid_value',
      message: `must be a ${what} of 1–64 characters, without line breaks and invisible signs`,
    };
  };

export const readFirstName = readName('first name', {
  fault: 'too_short',
  message: 'must have 1–64 characters: every contact has a first name',
});
export const readLastName = readName('last name', empty('last name'));

export const readEmail: FieldReader<ParsedEmail> = (text) =>
  text === ''
    ? empty('e-mail address')
    : (parseEmail(text) ?? {
        fault: 'invalid_email',
        message: 'must be one e-mail address such as name@example.com',
      });

const phoneFaults: Readonly<Record<PhoneFault, (country: string | null) => string>> = {
  no_country: (country) =>
    country === null
      ? 'must begin with + and the country code, such as +380 44 123 4567: a national number can be read only once your account has a country'
      : `must begin with + and the country code, such as +380 44 123 4567: national numbers of ${country}, the country of your account, are not known here`,
  not_a_number: (country) =>
    country === null
      ? 'must be a telephone number that exists, such as +380 44 123 4567'
      : `must be a telephone number that exists: with + and the country code, such as +380 44 123 4567, or as it is dialled in ${country}, the country of your account`,
  has_extension: () => 'must be a number without an extension: put the extension into the notes',
};

/** @returns E.164 */
export const readPhone: FieldReader<string> = (text, { country }) => {
  if (text.trim() === '') return empty('telephone number');
  const outcome = parsePhone(text, country);
  return 'phone' in outcome ? outcome.phone : { fault: 'invalid_phone', message: phoneFaults[outcome.fault](country) };
};

export const readBirthday: FieldReader<Birthday> = (text, { today }) => {
  if (text === '') return empty('birthday');
  const birthday = parseBirthday(text);
  if (birthday === undefined)
    return {
      fault: 'invalid_date',
      message: `must be a day of the calendar from the year ${earliestYear} on, as YYYY-MM-DD, or as --MM-DD without a year`,
    };
  if (birthday.year !== null && formatBirthday(birthday) > today)
    return { fault: 'future_date', message: `must not be in the future: today is ${today}` };
  return birthday;
};

const longestNotes = 2000;
/** Controls but for line break and tab: they end texts, move cursors and ring bells. */
const controls = /(?![\n\t])\p{Cc}/u;

/** @returns with line breaks as `\n` */
export const readNotes: FieldReader<string> = (text) => {
  if (text.trim() === '') return empty('notes');
  // A code point is two units at most, so what is longer need not be counted.
  if (text.length > longestNotes * 4)
    return { fault: 'too_long', message: `must have at most ${longestNotes} characters` };
  const notes = text.replace(/\r\n?/g, '\n');
  if ([...notes].length > longestNotes)
    return { fault: 'too_long', message: `must have at most ${longestNotes} characters` };
  if (!notes.isWellFormed() || controls.test(notes))
    return { fault: 'invalid_value', message: 'must be text: line breaks and tabs are fine, other controls are not' };
  return notes;
};
