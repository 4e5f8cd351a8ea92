// The same keys in the same order, unshifted first, as the service reads them.
const english = '`qwertyuiop[]\\asdfghjkl;\'zxcvbnm,./~{}|:"<>?';
const ukrainian = "'йцукенгшщзхїґфівапролджєячсмитьбю.₴хїґжєбю,";
const russian = 'ёйцукенгшщзхъ\\фывапролджэячсмитьбю.ёхъ/жэбю,';

export const cyrillicLayouts = [ukrainian, russian] as const;

/** Of two signs for one key the unshifted one counts. */
const translation = (from: string, to: string): ReadonlyMap<string, string> =>
  new Map([...from].map((sign, index) => [sign, to[index] ?? sign] as const).toReversed());

const toCyrillic = cyrillicLayouts.map((layout) => translation(english, layout));
const toLatin = cyrillicLayouts.map((layout) => translation(layout, english));

const latin = /[a-z]/;
const cyrillic = /[\u0400-\u04ff]/;

/** Lower case. None where letters of both alphabets stand side by side: then it was not the layout. */
function readOn(layouts: readonly ReadonlyMap<string, string>[], text: string, typed: RegExp, meant: RegExp): string[] {
  const lower = text.toLowerCase();
  if (!typed.test(lower) || meant.test(lower)) return [];
  const readings = layouts.map((signs) => Array.from(lower, (sign) => signs.get(sign) ?? sign).join(''));
  return [...new Set(readings)].filter((reading) => !typed.test(reading));
}

/** Typed on the English layout: what stands there when the Ukrainian or the Russian one was meant. */
export const readAsCyrillic = (text: string): string[] => readOn(toCyrillic, text, latin, cyrillic);

/** Typed on the Ukrainian or the Russian layout: what stands there when the English one was meant. */
export const readAsLatin = (text: string): string[] => readOn(toLatin, text, cyrillic, latin);

type KeyNeighbours = Record<string, (string | null)[]>;

/** The keys of the English layout with the letters of another one. */
export function relabelKeys(keys: KeyNeighbours, layout: string): KeyNeighbours {
  const signs = translation(english, layout);
  // A key is its two signs, unshifted first: "qQ", "[{".
  const relabel = (key: string): string => {
    const letter = signs.get(key.slice(0, 1)) ?? key;
    return letter.toUpperCase() === letter ? key : letter + letter.toUpperCase();
  };
  const all = new Set(Object.values(keys).flatMap((around) => around.filter((key) => key !== null)));
  return Object.fromEntries(
    [...all].flatMap((key) => {
      const around = (keys[key.slice(0, 1)] ?? []).map((beside) => (beside === null ? null : relabel(beside)));
      return Array.from(relabel(key), (sign) => [sign, around] as const);
    }),
  );
}
