import { type Estimate, estimateGuesses } from './estimate-guesses.ts';
import { readAsCyrillic, readAsLatin } from './keyboard-layouts.ts';
import { foldPassword, listPersonalWords } from './personal-words.ts';

/** Why a password is easy to guess. */
export type Weakness =
  | 'common'
  | 'other_layout'
  | 'personal'
  | 'repeat'
  | 'sequence'
  | 'keys'
  | 'date'
  | 'words'
  | 'short';

export type Judgement = { weakness: Weakness } | { weakness: null; isStrong: boolean };

/** The service's own bound (docs/decisions/0014). */
const leastGuesses = 10_000_000;
/** Not asked for: more than a thousand times the bound. */
const manyGuesses = 10_000_000_000;
const longestOnOtherLayout = 32;
const fewSigns = 3;

/** What the service would say to this password, as far as it can be said without its longest lists. */
export function judgePassword(password: string, names: readonly (string | null | undefined)[]): Judgement {
  const folded = foldPassword(password);
  const personal = listPersonalWords(names);
  const found = estimateGuesses(password.normalize('NFC'), personal);
  const weakness = findWeakness(folded, personal, found);
  return weakness === null ? { weakness, isStrong: found.guesses >= manyGuesses } : { weakness };
}

function findWeakness(folded: string, personal: readonly string[], found: Estimate): Weakness | null {
  if (personal.includes(folded) || (isTooFew(found) && isPersonal(found))) return 'personal';
  const isShort = folded.length <= longestOnOtherLayout;
  // Before the lists: they know `gfhjkm` too, but that it is another layout is the better thing to hear.
  if (isShort && readAsCyrillic(folded).some(isWord)) return 'other_layout';
  if (new Set(folded).size <= fewSigns) return 'repeat';
  if (isTooFew(found)) return weaknessOf(found);
  if (isCommonWithoutSpaces(folded)) return 'common';
  if (isLoneCyrillicWord(folded)) return 'words';
  return isShort && readAsLatin(folded).some(isWord) ? 'other_layout' : null;
}

/** Written so that an estimate that is no number is too few. */
const isTooFew = ({ guesses }: Estimate): boolean => !(guesses >= leastGuesses);

const isPersonal = ({ parts }: Estimate): boolean =>
  parts.some((part) => part.pattern === 'dictionary' && part.dictionaryName === 'userInputs');

function isWord(reading: string): boolean {
  const found = estimateGuesses(reading);
  return isTooFew(found) && findMainPart(found)?.pattern === 'dictionary';
}

/** `i love you` is looked up as it would be written in one. */
function isCommonWithoutSpaces(folded: string): boolean {
  const joined = folded.replace(/[\s_-]+/g, '');
  if (joined === folded) return false;
  return estimateGuesses(joined).parts.some(
    (part) => part.pattern === 'dictionary' && part.dictionaryName === 'passwords' && part.token === joined,
  );
}

/** The service has a Cyrillic dictionary, too long for a page: here one word that can be spoken is taken to be in it. */
function isLoneCyrillicWord(folded: string): boolean {
  const [, word = ''] = /^([\u0400-\u04ff’ʼ']+)[^\p{Letter}]{0,4}$/u.exec(folded) ?? [];
  const vowels = word.match(/[аеёєиіїоуыэюя]/g)?.length ?? 0;
  return vowels / word.length >= 0.25 && !/[^аеёєиіїоуыэюя]{4}/.test(word);
}

/** The part that is at least half of what was looked at. */
function findMainPart({ parts }: Estimate) {
  const length = parts.reduce((sum, { token }) => sum + token.length, 0);
  return parts.find(({ token }) => token.length * 2 >= length);
}

function weaknessOf(found: Estimate): Weakness {
  const main = findMainPart(found);
  switch (main?.pattern) {
    case 'dictionary':
      return main.dictionaryName === 'passwords' ? 'common' : 'words';
    case 'repeat':
    case 'sequence':
    case 'date':
      return main.pattern;
    case 'spatial':
      return 'keys';
    default:
      return 'short';
  }
}
