/**
 * The form in which names are sorted, so that both databases put them in the order of the alphabet although they compare
 * bytes. Latin and Greek letters with marks count as their base letter; Cyrillic ones stand where their alphabet has them.
 */

/** Far behind every letter: what has it as its second character comes after all that begins with the first. */
const behind = '\uffff';
const replacement = '\ufffd';

/** Letters that are others, or several, for sorting. */
const aliases: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ı: 'i',
  ĸ: 'k',
  ё: 'е',
  ς: 'σ',
  [behind]: replacement,
};
/**
 * Each first letter is followed by those that come between it and the next of the code: и, і, ї, й in Ukrainian; г, ґ; е, є;
 * у, ў in Belarusian; and what Serbian and Macedonian have.
 */
const families = ['гґѓ', 'дђ', 'еє', 'зѕ', 'иіїйј', 'кќ', 'лљ', 'нњ', 'тћ', 'уў', 'чџ'];

const images = new Map<string, string>([
  ...Object.entries(aliases),
  ...families.flatMap((family) => {
    const [first = '', ...others] = family;
    return others.map((letter, place): [string, string] => [
      letter,
      first + behind + String.fromCharCode(0x61 + place),
    ]);
  }),
]);

const plain = /^[ -~]*$/;
const marks = /[\u0300-\u036f]/g;
const loseMarks = /^[\p{Script=Latin}\p{Script=Greek}]$/u;

function imageOf(character: string): string {
  const image = images.get(character);
  if (image !== undefined) return image;
  if (!loseMarks.test(character)) return character;
  const base = character.normalize('NFD').replace(marks, '');
  return images.get(base) ?? base;
}

/** @returns a text whose code points, compared one by one, give the order of names */
export function sortForm(text: string): string {
  if (plain.test(text)) return text.toLowerCase();
  // Small once more after NFKC: it makes capital letters of some signs. A mark that found no letter to merge with is left out.
  const small = text.normalize('NFKC').toLowerCase().normalize('NFKC');
  return Array.from(small, imageOf).join('').replace(marks, '');
}
