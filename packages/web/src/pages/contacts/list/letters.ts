import type { Contact } from '@portress/sdk';

const latin = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const cyrillic = [...'АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЭЮЯ'];

const letters = {
  en: [latin, cyrillic],
  uk: [[...'АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЮЯ'], latin],
  ru: [[...'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯ'], latin],
} as const;

/** The alphabets to jump in: that of the page's language first. */
export const alphabetsOf = (language: keyof typeof letters): readonly (readonly string[])[] => letters[language];

/** Letters that no collation takes for their base. */
const kin: Readonly<Record<string, string>> = { Æ: 'A', Œ: 'O', Þ: 'T' };

/** The letter below which a name stands, by the page's language; `''` where there is no last name, `#` for no letter. */
export function letterFor(language: keyof typeof letters): (contact: Pick<Contact, 'last_name'>) => string {
  const collator = new Intl.Collator(language, { sensitivity: 'base' });
  const known = [...letters[language].flat(), ...cyrillic];
  const remembered = new Map<string, string>();
  return ({ last_name: name }) => {
    if (name === null) return '';
    // A large ß is two letters.
    const [first = '#'] = String.fromCodePoint(name.codePointAt(0) ?? 35).toUpperCase();
    const found = remembered.get(first) ?? letterOf(first);
    remembered.set(first, found);
    return found;
  };

  function letterOf(first: string): string {
    if (!/\p{L}/u.test(first)) return '#';
    return kin[first] ?? known.find((letter) => collator.compare(letter, first) === 0) ?? first;
  }
}
