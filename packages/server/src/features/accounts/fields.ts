import { z } from 'zod';
import type { FieldCode } from '#platform/errors.ts';
import { parseCountry } from './parse-country.ts';
import { type ParsedEmail, parseEmail } from './parse-email.ts';
import { parseLocale, parsePersonalName, parseTimeZone } from './parse-person.ts';
import {
  countUsernameLength,
  isReservedUsername,
  type ParsedUsername,
  parseUsername,
  usernameLength,
} from './parse-username.ts';

/** A string that a parser has read, or a problem of the field that says what would be right. */
export const parsedField = <T>(
  description: string,
  parse: (text: string) => T | { fault: FieldCode; message: string },
) =>
  z
    .string()
    .describe(description)
    .transform((text, issues): T => {
      const outcome = parse(text);
      if (!isFault(outcome)) return outcome;
      issues.addIssue({ code: 'custom', params: { code: outcome.fault }, message: outcome.message });
      return z.NEVER;
    });

const isFault = (outcome: unknown): outcome is { fault: FieldCode; message: string } =>
  typeof outcome === 'object' && outcome !== null && 'fault' in outcome;

export const emailField = parsedField<ParsedEmail>(
  'One plain e-mail address of at most 254 octets. Compared in lower case, shown as typed.',
  (text) =>
    parseEmail(text) ?? { fault: 'invalid_email', message: 'must be one e-mail address such as name@example.com' },
);

export const usernameField = parsedField<ParsedUsername>(
  '2–64 letters, digits and signs without spaces and without @. Unique whatever its case; some names are reserved.',
  (text) => {
    const length = countUsernameLength(text);
    if (length < usernameLength.least)
      return { fault: 'too_short', message: `must have ${usernameLength.least} characters or more` };
    if (length > usernameLength.most)
      return { fault: 'too_long', message: `must have at most ${usernameLength.most} characters` };
    const name = parseUsername(text);
    if (name === undefined)
      return { fault: 'invalid_username', message: 'must be letters, digits and signs, without spaces and without @' };
    if (isReservedUsername(name.canonical)) return { fault: 'reserved', message: 'is reserved: choose another name' };
    return name;
  },
);

export const personalNameField = parsedField<string>(
  '1–64 characters.',
  (text) => parsePersonalName(text) ?? { fault: 'invalid_value', message: 'must be a name of 1–64 characters' },
);

export const localeField = parsedField<string>(
  'A BCP 47 language tag such as uk or de-AT.',
  (text) => parseLocale(text) ?? { fault: 'invalid_locale', message: 'must be a language tag such as en, uk or de-AT' },
);

export const timeZoneField = parsedField<string>(
  'A name of the IANA time zone database.',
  (text) => parseTimeZone(text) ?? { fault: 'invalid_time_zone', message: 'must be a time zone such as Europe/Kyiv' },
);

export const countryField = parsedField<string>(
  'ISO 3166-1 alpha-2, in capitals.',
  (text) =>
    parseCountry(text) ?? { fault: 'invalid_country', message: 'must be a country’s two letters such as UA or DE' },
);
