/**
 * Finding by any part of a text, case-blind in every script, the same on both databases: what is looked through and what is
 * looked for are put into one form, and an index of every three characters that stand together says which rows may match.
 * A migration lays the index with `layTextIndex`; a statement asks it with `{TABLE with :trigrams}` and
 * `{COLUMN contains :term}`.
 */

/** Stand in no field and can't be searched for: between fields, and before what a row is filtered by. */
export const separators = { field: '\u001f', filter: '\u001e', reserved: '\u001d' } as const;
const replacement = '\ufffd';

/** Letters whose small form depends on what stands around them, or is longer than they are: one form always. */
const ownForms = new Map<string, string>([
  ['İ', 'i'],
  ['ς', 'σ'],
  // A NUL ends a text in one database and is no text in the other.
  ...['\0', ...Object.values(separators)].map((character) => [character, replacement] as const),
]);
const plain = /^[ -~]*$/;

function foldCharacter(character: string): string {
  const own = ownForms.get(character);
  if (own !== undefined) return own;
  const small = character.toLowerCase();
  const isOne = small.length === 1 || [...small].length === 1;
  return isOne ? small : character;
}

/** The form in which texts are compared: NFKC, and every character small by itself. */
export const searchForm = (text: string): string =>
  plain.test(text) ? text.toLowerCase() : Array.from(text.normalize('NFKC'), foldCharacter).join('');

/** Every character that the form changes, and into what: for a database that has to fold by itself, whatever its locale. */
export function listFolds(): { from: string; to: string } {
  const folds: [string, string][] = [];
  for (let point = 1; point <= 0x1ffff; point += 1) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const character = String.fromCodePoint(point);
    const folded = foldCharacter(character);
    // What NFKC takes apart or replaces never reaches the folding.
    if (folded !== character && character.normalize('NFKC') === character) folds.push([character, folded]);
  }
  return { from: folds.map(([from]) => from).join(''), to: folds.map(([, to]) => to).join('') };
}

/** A fourth is more often a frequent one that costs than a rare one that helps: the text itself is looked at afterwards. */
const mostTrigrams = 3;

/**
 * What to look for in texts whose fields each stand behind two separators. One or two characters are looked for at the
 * beginnings of fields only, where the separators make them three.
 *
 * @param text as a person typed it
 * @param filters each three characters that have to stand in the text as well
 * @returns undefined when there is nothing to look for
 */
export function searchFor(
  text: string,
  filters: readonly string[] = [],
): { term: string; trigrams: string } | undefined {
  const form = searchForm(text).trim();
  const length = [...form].length;
  if (length === 0) return undefined;
  const term = separators.field.repeat(Math.max(0, 3 - length)) + form;
  return { term, trigrams: [...filters, ...rarestOf([term], mostTrigrams)].join('') };
}

/** Letters that stand in most names and addresses, in our scripts. */
const frequentLetters = new Set('eaionrtlscmdukавоинектрсліяуй.@');
const rarityOf = (character: string): number =>
  frequentLetters.has(character) ? 0 : character === separators.field || /\p{L}/u.test(character) ? 1 : 2;

/**
 * The trigrams of terms that probably stand in the fewest texts: what the index does grows with the frequent ones. What
 * follows the @ of an address stands in many others and is taken last.
 */
export function rarestOf(terms: readonly string[], most: number): string[] {
  const trigrams = new Map<string, number>();
  for (const term of terms) {
    const characters = [...term];
    const at = characters.indexOf('@');
    for (const start of characters.slice(2).keys()) {
      const trigram = characters.slice(start, start + 3);
      const rarity = trigram.reduce((sum, character) => sum + rarityOf(character), 0);
      trigrams.set(trigram.join(''), at >= 0 && start >= at ? rarity - 10 : rarity);
    }
  }
  const sorted = [...trigrams].toSorted(([, one], [, other]) => other - one);
  return sorted.slice(0, most).map(([trigram]) => trigram);
}

/** Trigrams one after another, as the query that SQLite's full-text index reads. */
export function toIndexQuery(trigrams: string): string {
  const characters = [...trigrams];
  const phrases: string[] = [];
  for (let index = 0; index + 3 <= characters.length; index += 3)
    phrases.push(
      `"${characters
        .slice(index, index + 3)
        .join('')
        .replaceAll('"', '""')}"`,
    );
  return phrases.join(' AND ');
}
