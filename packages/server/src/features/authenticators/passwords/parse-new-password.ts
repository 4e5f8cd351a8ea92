import { z } from 'zod';

const longestCodePoints = 256;
/** NFC turns at most four code points of at most two units into one: beyond this nothing fits, and nothing is normalized. */
const longestUnits = longestCodePoints * 8;

type PasswordFault = { code: 'too_short' | 'too_long' | 'invalid_value'; message: string };

const countCodePoints = (text: string): number => [...text.normalize('NFC')].length;

/** Whether somebody could have this password at all. Lone surrogates would be replaced on the way to the hash. */
export const isReadablePassword = (text: string): boolean =>
  text.length <= longestUnits && text.isWellFormed() && countCodePoints(text) <= longestCodePoints;

/**
 * What is wrong with the form of a password that somebody wants to set. Counted in code points after NFC, never trimmed.
 * Whether it is a good one is for `refuseWeakPassword`.
 *
 * @param minLength code points
 */
export function findPasswordFault(text: string, { minLength }: { minLength: number }): PasswordFault | undefined {
  const tooLong = { code: 'too_long', message: `must have at most ${longestCodePoints} characters` } as const;
  if (text.length > longestUnits) return tooLong;
  if (!text.isWellFormed()) return { code: 'invalid_value', message: 'must be Unicode text without broken characters' };
  const length = countCodePoints(text);
  if (length < minLength) return { code: 'too_short', message: `must have ${minLength} characters or more` };
  if (length > longestCodePoints) return tooLong;
  return undefined;
}

/** A password to set, on the wire. */
export const newPasswordField = (minLength: number) =>
  z
    .string()
    .describe(
      `${minLength}–${longestCodePoints} characters (Unicode code points after NFC); never trimmed. No kind of character is asked for. Refused with a code of its own: \`common_password\` (one of those that are tried first), \`common_password_other_layout\` (the same, typed with another keyboard layout), \`personal_password\` (made of the name, the address or the name of the service), \`weak_password\` (few guesses find it).`,
    )
    .superRefine((text, issues) => {
      const fault = findPasswordFault(text, { minLength });
      if (fault !== undefined)
        issues.addIssue({ code: 'custom', params: { code: fault.code }, message: fault.message });
    });
