import { readAsCyrillic, readAsLatin } from './keyboard-layouts.ts';

const shortestWord = 3;

/** What two spellings of one password have in common: case and composition make no difference to whoever guesses. */
export const foldPassword = (text: string): string => text.normalize('NFC').toLowerCase();

/**
 * What somebody who knows the person and the service would try first: each name whole and in its parts, and the same
 * keys on another layout.
 *
 * @param names of the person and the service: addresses, usernames, first and last names, hosts
 */
export function listPersonalWords(names: readonly (string | null | undefined)[]): string[] {
  const words = names.flatMap((name) => {
    const folded = foldPassword(name ?? '').trim();
    const parts = folded.split(/[^\p{Letter}\p{Mark}\p{Number}]+/u);
    return [folded, ...folded.split('@'), ...parts, parts.join('')];
  });
  const typed = words.flatMap((word) => [word, ...readAsCyrillic(word), ...readAsLatin(word)]);
  return [...new Set(typed)].filter((word) => word.length >= shortestWord && !tooCommon.has(word));
}

// Parts of addresses that belong to nobody: a phrase that has one of them is no worse for it.
const tooCommon = new Set(['com', 'net', 'org', 'edu', 'gov', 'www', 'http', 'https', 'mail', 'the', 'and']);
