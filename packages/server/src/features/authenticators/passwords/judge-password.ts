import { readFileSync } from 'node:fs';
import { createGuessEstimate, type Estimate } from './estimate-guesses.ts';
import { openFuseFilter } from './fuse-filter.ts';
import { readAsCyrillic, readAsLatin } from './keyboard-layouts.ts';
import { foldPassword, listPersonalWords } from './personal-words.ts';

/** What is wrong with a password, by the code of the field and by the shape that made it weak. */
export type Weakness =
  | { code: 'common_password' | 'common_password_other_layout' | 'personal_password' }
  | { code: 'weak_password'; shape: 'repeat' | 'sequence' | 'keys' | 'date' | 'words' | 'short' };

export type PasswordQuestion = { password: string; names: readonly (string | null | undefined)[] };
export type PasswordJudge = (question: PasswordQuestion) => Weakness | null;

/**
 * Fewer guesses than this are too few (docs/decisions/0014). Eight characters at random withstand ten times as many, so
 * no kind of character has to be asked for.
 */
const leastGuesses = 10_000_000;
/** Longer ones are phrases: a layout that was not switched shows in the words one by one. */
const longestOnOtherLayout = 32;
/** Where so few signs are all there is, it is a pattern: of eight letters at random, one in 14,000 has no more. */
const fewSigns = 3;

/**
 * Reads its lists once; then it answers without the network. The whole password is compared, not a part of it
 * (NIST 800-63B-4 §3.1.1.2); what surrounds a weak word counts by how many guesses it adds.
 */
export function createPasswordJudge(): PasswordJudge {
  const filter = openFuseFilter(readFileSync(new URL('./word-lists/common-passwords.fuse', import.meta.url)));
  const estimate = createGuessEstimate(leastGuesses);

  const isWordOf = (reading: string): boolean => {
    const found = estimate(reading);
    return isTooFew(found) && (filter.has(reading) || findMainPart(found)?.pattern === 'dictionary');
  };

  return ({ password, names }) => {
    const folded = foldPassword(password);
    const personal = listPersonalWords(names);
    if (personal.includes(folded)) return { code: 'personal_password' };
    const isShort = folded.length <= longestOnOtherLayout;
    const found = estimate(password.normalize('NFC'), personal);
    if (isTooFew(found) && isPersonal(found)) return { code: 'personal_password' };
    // Before the lists: they know `gfhjkm` too, but that it is another layout is the better thing to hear.
    if (isShort && readAsCyrillic(folded).some(isWordOf)) return { code: 'common_password_other_layout' };
    if (filter.has(folded) || filter.has(folded.replace(/[\s_-]+/g, ''))) return { code: 'common_password' };
    if (new Set(folded).size <= fewSigns) return { code: 'weak_password', shape: 'repeat' };
    if (isTooFew(found)) return toWeakness(found);
    // After the lists: a common Cyrillic password has its Latin keys among the breached ones.
    if (isShort && readAsLatin(folded).some(isWordOf)) return { code: 'common_password_other_layout' };
    return null;
  };
}

/** Written so that an estimate that is no number is too few. */
const isTooFew = ({ guesses }: Estimate): boolean => !(guesses >= leastGuesses);

const isPersonal = ({ parts }: Estimate): boolean =>
  parts.some((part) => part.pattern === 'dictionary' && part.dictionaryName === 'userInputs');

/** The part that is at least half of what was looked at. */
function findMainPart({ parts }: Estimate) {
  const length = parts.reduce((sum, { token }) => sum + token.length, 0);
  return parts.find(({ token }) => token.length * 2 >= length);
}

function toWeakness(found: Estimate): Weakness {
  const main = findMainPart(found);
  if (main?.pattern === 'dictionary' && main.dictionaryName === 'passwords') return { code: 'common_password' };
  return { code: 'weak_password', shape: shapeOf(main?.pattern) };
}

function shapeOf(pattern: string | undefined) {
  if (pattern === 'repeat' || pattern === 'sequence' || pattern === 'date') return pattern;
  if (pattern === 'spatial') return 'keys';
  return pattern === 'dictionary' ? 'words' : 'short';
}
