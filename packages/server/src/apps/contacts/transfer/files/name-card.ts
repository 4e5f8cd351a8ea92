import { splitValue, unescapeText } from './content-line.ts';

/** Values as they stand in the card, but for `fn`. */
type Names = {
  n?: string | undefined;
  fn?: string | undefined;
  nickname?: string | undefined;
  org?: string | undefined;
  isOld: boolean;
};

/** `leftOut`: the properties of which something was not used. */
export type CardName = { firstName: string | null; lastName: string | null; leftOut: string[] };

/**
 * First and last name of a card: of N, where it has a given name, with additional names behind it; else of FN, whose last
 * word is the last name; else the family name of N, the nickname or the organization is the first name.
 */
export function nameCard({ n, fn, nickname, org, isOld }: Names): CardName {
  const [family, given, additional, ...honorifics] = partsOf(n, isOld);
  const [organization] = partsOf(org, isOld);
  const [knownAs] = nickname === undefined ? [] : [joined(nickname, isOld)];
  const first = [given, additional].filter(Boolean).join(' ');
  const unused = (used: 'NICKNAME' | 'ORG' | null): string[] => [
    ...(honorifics.some(Boolean) ? ['N'] : []),
    ...(knownAs && used !== 'NICKNAME' ? ['NICKNAME'] : []),
    ...(organization && used !== 'ORG' ? ['ORG'] : []),
  ];
  if (first !== '') return { firstName: first, lastName: family || null, leftOut: unused(null) };
  const shown = fn?.trim() ?? '';
  // The name of a firm is one name.
  if (shown !== '' && shown === organization) return { firstName: shown, lastName: null, leftOut: unused('ORG') };
  if (shown !== '') return { ...splitFullName(shown), leftOut: unused(null) };
  if (family) return { firstName: family, lastName: null, leftOut: unused(null) };
  if (knownAs) return { firstName: knownAs, lastName: null, leftOut: unused('NICKNAME') };
  return { firstName: organization || null, lastName: null, leftOut: unused('ORG') };
}

/** "Anna Maria Smith": the last word is the last name, one word is a first name. */
export function splitFullName(name: string): { firstName: string; lastName: string | null } {
  const text = name.trim();
  const space = text.search(/\s\S*$/);
  return space < 0
    ? { firstName: text, lastName: null }
    : { firstName: text.slice(0, space).trim(), lastName: text.slice(space).trim() };
}

const partsOf = (value: string | undefined, isOld: boolean): string[] =>
  value === undefined ? [] : splitValue(value, ';').map((part) => joined(part, isOld));

/** RFC 6350 §6.2.2: a part may have several values. vCard 2.1 knows no such lists: a comma is a comma. */
const joined = (part: string, isOld: boolean): string =>
  (isOld ? [part] : splitValue(part, ','))
    .map((value) => unescapeText(value, isOld).trim())
    .filter((value) => value !== '')
    .join(' ');
