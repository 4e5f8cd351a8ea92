import { readAsCyrillic, readAsLatin } from './keyboard-layouts.ts';

const shortestWord = 3;

/** Parts of addresses that belong to nobody. */
const tooCommon = new Set(['com', 'net', 'org', 'edu', 'gov', 'www', 'http', 'https', 'mail', 'the', 'and']);

/** Case and composition make no difference to whoever guesses. */
export const foldPassword = (text: string): string => text.normalize('NFC').toLowerCase();

/** What somebody who knows the person and the service would try first: names whole, in parts, and on another layout. */
export function listPersonalWords(names: readonly (string | null | undefined)[]): string[] {
  const words = names.flatMap((name) => {
    const folded = foldPassword(name ?? '').trim();
    const parts = folded.split(/[^\p{Letter}\p{Mark}\p{Number}]+/u);
    return [folded, ...folded.split('@'), ...parts, parts.join('')];
  });
  const typed = words.flatMap((word) => [word, ...readAsCyrillic(word), ...readAsLatin(word)]);
  return [...new Set(typed)].filter((word) => word.length >= shortestWord && !tooCommon.has(word));
}
