import { rarestOf, searchForm, separators } from './search-text.ts';

/**
 * Searching by any part of a text inside of one scope, such as an address book, by an index whose entries are made of the
 * scope and three characters. One or two characters are looked for at the beginnings of words: each word's first two
 * characters stand once more at the end of the text, behind two signs, where they make three.
 * A migration lays the index with `layScopedTextIndex`; a statement asks it with `{TABLE with :trigrams in COLUMN = :scope}`.
 */
const wordSign = separators.filter;
const twoSigns = wordSign.repeat(2);
/** Three characters that span two fields, or end in a sign, are nothing that one looks for. */
export const notInIndex = { anywhere: separators.field, last: wordSign } as const;

/** NFKC may make eighteen characters of one; nobody looks that far into a name. */
const longestField = 256;
const mostTrigrams = 3;

/** One letter for each field whose words can be looked for by themselves. */
export type FieldMark = 'f' | 'l' | 'e';

const formOf = (text: string): string => [...searchForm(text)].slice(0, longestField).join('');

/**
 * The text of a row, to be kept in its column `text`.
 *
 * @param wholes what is found by any part
 * @param fields whose words are found by their beginnings
 */
export function writeScopedText(
  wholes: readonly string[],
  fields: readonly (readonly [FieldMark, string | null])[],
): string {
  const words = fields.flatMap(([mark, text]) =>
    beginningsOf(formOf(text ?? '')).map((beginning) => mark + twoSigns + beginning),
  );
  return [...wholes.map(formOf), ...new Set(words)].join(separators.field);
}

/** Where a word begins: behind a space, whatever it is; behind a sign, where it is a letter or digit; and at each sign itself. */
const wordStart = /(?<![\p{L}\p{M}\p{N}])[\p{L}\p{N}]|(?<!\S)\S|[^\p{L}\p{M}\p{N}\s]/gu;

const firstTwo = (text: string): string => {
  const [first = '', second = ''] = text;
  return (first + second).trimEnd();
};

/** The first two characters from there on, as they stand: `o'` of O'Neil as well, and `ne`. */
const beginningsOf = (form: string): string[] =>
  Array.from(form.matchAll(wordStart), ({ index }) => firstTwo(form.slice(index, index + 4)));

/** What a text is looked for by: `isBeginning` for one or two characters, which are found through the text of the row only. */
export type ScopedTerm = { term: string; isBeginning: boolean };

/**
 * @param text as a person typed it
 * @param mark of the one field that is looked through; left out, all of them are
 * @returns undefined when there is nothing to look for
 */
export function scopedTerm(text: string, mark?: FieldMark): ScopedTerm | undefined {
  const form = searchForm(text).trim();
  const length = [...form].length;
  if (length === 0) return undefined;
  return length < 3 ? { term: (mark ?? '') + twoSigns + form, isBeginning: true } : { term: form, isBeginning: false };
}

/** The trigrams to ask the index for, one after another: those that probably stand in the fewest texts. */
export function trigramsOf(terms: readonly ScopedTerm[]): string {
  const inIndex = terms.map(({ term, isBeginning }) => (isBeginning ? [...term].slice(-3).join('') : term));
  return rarestOf(inIndex, mostTrigrams).join('');
}

const plainCharacter = /[a-z0-9]/;
/** ASCII signs would end a word of the index; they stand in it moved up into a private area. */
const privateArea = 0xe000;
const moved = Array.from({ length: 0x80 }, (_, code) => {
  const character = String.fromCharCode(code);
  return plainCharacter.test(character) ? character : String.fromCharCode(privateArea + code);
});
const inWord = (character: string): string => moved[character.codePointAt(0) ?? 0] ?? character;

/** The scope as letters that say themselves where they end. */
function scopeLetters(scope: number): string {
  const digits = scope.toString(36);
  return digits.length.toString(36) + digits;
}

/** The words of SQLite's index for a text of a scope: each is the scope and three characters. */
export function scopedWords(scope: number, text: string): string {
  const letters = scopeLetters(scope);
  const words = new Set<string>();
  let [first, second] = ['', ''];
  for (const character of text) {
    if (character === notInIndex.anywhere) {
      [first, second] = ['', ''];
      continue;
    }
    const third = inWord(character);
    if (first !== '' && character !== notInIndex.last) words.add(letters + first + second + third);
    [first, second] = [second, third];
  }
  return [...words].join(' ');
}

/** Trigrams one after another, as the query that SQLite's index reads. */
export function toScopedQuery(scope: number, trigrams: string): string {
  const letters = scopeLetters(scope);
  const characters = Array.from(trigrams, inWord);
  const words: string[] = [];
  for (let index = 0; index + 3 <= characters.length; index += 3)
    words.push(`"${letters}${characters.slice(index, index + 3).join('')}"`);
  return words.join(' AND ');
}
