import { type MatchExtended, ZxcvbnFactory } from '@zxcvbn-ts/core';
import adjacencyGraphs from '@zxcvbn-ts/language-common/dist/adjacencyGraphs.json.mjs';
import diceware from '@zxcvbn-ts/language-common/dist/diceware.json.mjs';
import commonPasswords from '@zxcvbn-ts/language-common/dist/passwords.json.mjs';
import englishWords from '@zxcvbn-ts/language-en/dist/commonWords.json.mjs';
import firstNames from '@zxcvbn-ts/language-en/dist/firstnames.json.mjs';
import { cyrillicWords } from './cyrillic-words.ts';
import { cyrillicLayouts, relabelKeys } from './keyboard-layouts.ts';

/** How many guesses a text withstands, and what it is made of. */
export interface Estimate {
  guesses: number;
  parts: readonly MatchExtended[];
}

/** UTF-16 units that are looked at in one piece: the time for it grows with the square of its length. */
const pieceLength = 40;
const mostLeetReadings = 8;
/** What one more sign at the end is worth, `!` or `?`: the attacker adds the same ones. */
const guessesPerMark = 10;
const marksAtEnd = /[^\p{Letter}\p{Mark}\p{Number}]{1,2}$/u;

const [ukrainian, russian] = cyrillicLayouts;

/** Lists that are each ordered by likelihood, as one that is: a rank in it is then what it is to the service. */
function merge(...lists: (readonly string[])[]): string[] {
  const merged = new Set<string>();
  const longest = Math.max(...lists.map((list) => list.length));
  for (let rank = 0; rank < longest; rank += 1)
    for (const list of lists) {
      const word = list[rank];
      if (word !== undefined) merged.add(word);
    }
  return [...merged];
}

const zxcvbn = new ZxcvbnFactory({
  maxLength: pieceLength,
  l33tMaxSubstitutions: mostLeetReadings,
  graphs: {
    qwerty: adjacencyGraphs.qwerty,
    keypad: adjacencyGraphs.keypad,
    ukrainian: relabelKeys(adjacencyGraphs.qwerty, ukrainian),
    russian: relabelKeys(adjacencyGraphs.qwerty, russian),
  },
  dictionary: {
    passwords: [...cyrillicWords.slice(0, 40), ...commonPasswords],
    words: merge(englishWords, diceware, cyrillicWords),
    names: [...firstNames],
  },
});

function estimatePiece(piece: string, personalWords: readonly string[]): Estimate {
  const { guesses, sequence } = zxcvbn.check(piece, [...personalWords]);
  return { guesses, parts: sequence };
}

/** As the service estimates, with fewer lists; a long text withstands at least what any piece of it does. */
export function estimateGuesses(text: string, personalWords: readonly string[] = []): Estimate {
  const pieces = cutPieces(text).map((piece) => estimatePiece(piece, personalWords));
  const best = pieces.reduce((one, other) => (other.guesses > one.guesses ? other : one));
  const stem = text.replace(marksAtEnd, '');
  if (pieces.length > 1 || stem === text || stem === '') return best;
  const { guesses, parts } = estimatePiece(stem, personalWords);
  const withMarks = guesses * guessesPerMark ** (text.length - stem.length);
  return withMarks < best.guesses ? { guesses: withMarks, parts } : best;
}

function cutPieces(text: string): string[] {
  if (text.length <= pieceLength) return [text];
  const middle = Math.floor((text.length - pieceLength) / 2);
  return [text.slice(0, pieceLength), text.slice(middle, middle + pieceLength), text.slice(-pieceLength)];
}
