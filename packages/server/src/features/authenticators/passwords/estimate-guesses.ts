import { readFileSync } from 'node:fs';
import { type MatchExtended, ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';
import { cyrillicLayouts, relabelKeys } from './keyboard-layouts.ts';

/** How many guesses a password withstands, and what it is made of. */
export type Estimate = { guesses: number; parts: readonly MatchExtended[] };

/** UTF-16 units that are looked at in one piece: the time for it grows with the square of its length. */
const pieceLength = 40;
/** Ways to read `p4ssw0rd`: each costs a pass over all lists, and the first few are the ones that people use. */
const mostLeetReadings = 8;
/** Rarer surnames stand for themselves, and keep memory. */
const mostSurnames = 20_000;
/** What one more sign at the end is worth, `!` or `?`: the attacker adds the same ones. */
const guessesPerMark = 10;
const marksAtEnd = /[^\p{Letter}\p{Mark}\p{Number}]{1,2}$/u;

const readList = (name: string): string[] =>
  readFileSync(new URL(`./word-lists/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');

/** Lists that are each ordered by likelihood, as one that is. Few lists are fast: every piece is looked up in each. */
function merge(...lists: (readonly (string | number)[])[]): string[] {
  const merged = new Set<string>();
  const longest = Math.max(...lists.map((list) => list.length));
  for (let rank = 0; rank < longest; rank += 1)
    for (const list of lists) if (rank < list.length) merged.add(String(list[rank]));
  return [...merged];
}

/**
 * Reads the lists, which takes some hundred milliseconds and 50 MB: only the judging thread does it.
 *
 * @returns how many guesses a text withstands, by zxcvbn: words of three languages, names, keyboard rows, runs, dates.
 * The second argument names words that cost one guess each. A long text withstands at least what any piece of it does,
 * so its middle and end are looked at where its beginning is not enough, and the time stays bounded.
 */
export function createGuessEstimate(
  enoughGuesses: number,
): (text: string, personalWords?: readonly string[]) => Estimate {
  const [ukrainian, russian] = cyrillicLayouts;
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
      passwords: merge(common['passwords-common'], readList('cyrillic-passwords.txt')),
      words: merge(
        english['commonWords-en'],
        english['wikipedia-en'],
        readList('cyrillic-words.txt'),
        common['diceware-common'],
      ),
      names: merge(
        english['firstnames-en'],
        english['lastnames-en'].slice(0, mostSurnames),
        readList('cyrillic-names.txt'),
      ),
    },
  });

  const estimatePiece = (piece: string, personalWords: readonly string[]): Estimate => {
    const { guesses, sequence } = zxcvbn.check(piece, [...personalWords]);
    return { guesses, parts: sequence };
  };
  return (text, personalWords = []) => {
    const [start = '', ...others] = cutPieces(text);
    let best = estimatePiece(start, personalWords);
    for (const piece of others) {
      if (best.guesses >= enoughGuesses) break;
      const other = estimatePiece(piece, personalWords);
      if (other.guesses > best.guesses) best = other;
    }
    const stem = text.replace(marksAtEnd, '');
    if (others.length > 0 || stem === text || stem === '') return best;
    // zxcvbn takes whatever has three parts for good, so `Summer2024!` would be worth ten thousand times `Summer2024`.
    const { guesses, parts } = estimatePiece(stem, personalWords);
    const withMarks = guesses * guessesPerMark ** (text.length - stem.length);
    return withMarks < best.guesses ? { guesses: withMarks, parts } : best;
  };
}

function cutPieces(text: string): string[] {
  if (text.length <= pieceLength) return [text];
  const middle = Math.floor((text.length - pieceLength) / 2);
  return [text.slice(0, pieceLength), text.slice(middle, middle + pieceLength), text.slice(-pieceLength)];
}
