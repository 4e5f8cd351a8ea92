import { z } from 'zod';

const longestCodePoints = 256;
/** NFC turns at most four code points of at most two units into one: beyond this nothing fits, and nothing is normalized. */
const longestUnits = longestCodePoints * 8;

type PasswordFault = { code: 'too_short' | 'too_long' | 'invalid_value' | 'weak_password'; message: string };

const countCodePoints = (text: string): number => [...text.normalize('NFC')].length;

/** Whether somebody could have this password at all. Lone surrogates would be replaced on the way to the hash. */
export const isReadablePassword = (text: string): boolean =>
  text.length <= longestUnits && text.isWellFormed() && countCodePoints(text) <= longestCodePoints;

/**
 * What is wrong with a password that somebody wants to set. Counted in code points after NFC, never trimmed.
 *
 * @param minLength code points
 * @param names what must not be the password: the account's e-mail address and username
 */
export function findPasswordFault(
  text: string,
  { minLength, names = [] }: { minLength: number; names?: readonly (string | null | undefined)[] },
): PasswordFault | undefined {
  const tooLong = { code: 'too_long', message: `must have at most ${longestCodePoints} characters` } as const;
  if (text.length > longestUnits) return tooLong;
  if (!text.isWellFormed()) return { code: 'invalid_value', message: 'must be Unicode text without broken characters' };
  const length = countCodePoints(text);
  if (length < minLength) return { code: 'too_short', message: `must have ${minLength} characters or more` };
  if (length > longestCodePoints) return tooLong;
  if (names.some((name) => name !== null && name !== undefined && fold(name) === fold(text)))
    return { code: 'weak_password', message: 'must not be your e-mail address or username' };
  return undefined;
}

const fold = (text: string): string => text.normalize('NFC').trim().toLowerCase();

/** A password to set, on the wire. */
export const newPasswordField = (minLength: number) =>
  z
    .string()
    .describe(`${minLength}–${longestCodePoints} characters (Unicode code points after NFC); never trimmed.`)
    .superRefine((text, issues) => {
      const fault = findPasswordFault(text, { minLength });
      if (fault !== undefined) issues.addIssue(toIssue(fault));
    });

/** For schemas of a whole body: the issue with a password that is a name given in the same body. */
export function findOwnNameIssue(password: string, names: readonly (string | null | undefined)[]) {
  const fault = findPasswordFault(password, { minLength: 0, names });
  return fault?.code === 'weak_password' ? { ...toIssue(fault), path: ['password'] } : undefined;
}

const toIssue = ({ code, message }: PasswordFault) => ({ code: 'custom', params: { code }, message }) as const;
