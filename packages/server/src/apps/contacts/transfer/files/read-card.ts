import type { ContactDraft, Dropped, FileEntry, Said } from './contact-draft.ts';
import { type ContentLine, parseContentLine, splitValue, unescapeText } from './content-line.ts';
import { nameCard } from './name-card.ts';
import { type ReadBirthday, readCardBirthday } from './read-birthday.ts';
import type { RawCard } from './read-cards.ts';

/** What a contact is made of, and what says what a card is. */
const wanted = new Set(
  'VERSION N FN NICKNAME ORG EMAIL TEL BDAY NOTE UID CATEGORIES KIND X-ADDRESSBOOKSERVER-KIND X-PORTRESS-FAVORITE'.split(
    ' ',
  ),
);
/** About the card, not about the person: nothing is lost with them. */
const technical = new Set(
  'PRODID REV CLASS MAILER NAME PROFILE SOURCE SORT-STRING CLIENTPIDMAP X-ABUID X-ABADR X-ABLABEL X-ABSHOWAS'.split(
    ' ',
  ),
);
/** Google’s own groups, which everybody has. */
const ownGroups = new Set(['', 'mycontacts', 'starred']);

const noPlace = 'has no place in a contact';
const ownId = /^urn:portress:contact:([\w-]{1,64})$/;

export const isWantedProperty = (name: string): boolean => wanted.has(name);

/** What a card says of a contact; of what has no place in one the name is told, once, and never the content. */
export function readCard(card: RawCard): FileEntry {
  const lines: ContentLine[] = [];
  for (const property of card.properties) {
    const parsed = parseContentLine(property);
    if ('fault' in parsed)
      return { refused: { line: card.line, reason: `cannot be read at line ${property.line}: ${parsed.fault}` } };
    lines.push(parsed);
  }
  const reading = { lines, isOld: lines.some(({ name, value }) => name === 'VERSION' && value.trim() === '2.1') };
  const kinds = [...textsOf(reading, 'KIND'), ...textsOf(reading, 'X-ADDRESSBOOKSERVER-KIND')];
  if (kinds.some((kind) => !/^(?:individual|org)$/i.test(kind)))
    return { dropped: { line: card.line, field: 'KIND', reason: 'is a group, a place or a thing, and no contact' } };
  return { draft: draftOf(card, reading) };
}

/** `isOld`: vCard 2.1, which escapes less. */
type Reading = { lines: readonly ContentLine[]; isOld: boolean };

const linesOf = ({ lines }: Reading, name: string): ContentLine[] => lines.filter((line) => line.name === name);

const textsOf = (reading: Reading, name: string): string[] =>
  linesOf(reading, name)
    .map(({ value }) => unescapeText(value, reading.isOld))
    .filter((text) => text.trim() !== '');

function draftOf(card: RawCard, reading: Reading): ContactDraft {
  const { isOld } = reading;
  const dropped: Dropped[] = [];
  const drop = (field: string, reason: string): void => {
    const line = linesOf(reading, field)[0]?.line ?? card.line;
    if (!dropped.some((known) => known.field === field && known.reason === reason))
      dropped.push({ line, field, reason });
  };
  const name = nameCard({
    n: linesOf(reading, 'N')[0]?.value,
    fn: textsOf(reading, 'FN')[0],
    nickname: linesOf(reading, 'NICKNAME')[0]?.value,
    org: linesOf(reading, 'ORG')[0]?.value,
    isOld,
  });
  for (const field of name.leftOut) drop(field, field === 'N' ? 'titles have no place in a contact' : noPlace);
  const categories = linesOf(reading, 'CATEGORIES')
    .flatMap(({ value }) => splitValue(value, ','))
    .map((text) => unescapeText(text, isOld).trim().toLowerCase());
  if (categories.some((category) => !ownGroups.has(category))) drop('CATEGORIES', noPlace);
  for (const [field, line] of card.others) if (!technical.has(field)) dropped.push({ line, field, reason: noPlace });
  return {
    line: card.line,
    id: textsOf(reading, 'UID').flatMap((text) => ownId.exec(text.trim())?.[1] ?? [])[0] ?? null,
    firstName: name.firstName,
    lastName: name.lastName,
    emails: saidOf(reading, 'EMAIL').map(({ field, text }) => ({ field, text: text.replace(/^mailto:/i, '') })),
    phones: saidOf(reading, 'TEL').map(({ field, text }) => {
      const [number = '', ...rest] = text.replace(/^tel:/i, '').split(';');
      if (rest.some((part) => /^ext=/i.test(part))) drop(field, 'an extension has no place in a contact');
      return { field, text: number };
    }),
    birthday: birthdayOf(linesOf(reading, 'BDAY')[0], (reason) => drop('BDAY', reason)),
    notes: textsOf(reading, 'NOTE').join('\n') || null,
    favorite: textsOf(reading, 'X-PORTRESS-FAVORITE')[0] ?? (categories.includes('starred') ? 'true' : null),
    dropped,
  };
}

/** All values of a property that may stand several times, the preferred one first. */
const saidOf = (reading: Reading, name: string): Said[] =>
  linesOf(reading, name)
    .map((line) => ({ field: name, text: unescapeText(line.value, reading.isOld).trim(), rank: rankOf(line) }))
    .filter(({ text }) => text !== '')
    .sort((one, other) => one.rank - other.rank)
    .map(({ field, text }) => ({ field, text }));

/** PREF from 1 to 100 of vCard 4.0 (RFC 6350 §5.3), the type `pref` of those before it, or neither. */
function rankOf({ parameters }: ContentLine): number {
  const preference = Number(parameters.get('PREF')?.[0] ?? Number.NaN);
  if (preference >= 1 && preference <= 100) return preference;
  return parameters.get('TYPE')?.includes('PREF') ? 1 : 101;
}

function birthdayOf(line: ContentLine | undefined, drop: (reason: string) => void): ReadBirthday | null {
  if (line === undefined) return null;
  const { parameters, value } = line;
  const calendar = parameters.get('CALSCALE')?.[0] ?? 'GREGORIAN';
  const read =
    parameters.get('VALUE')?.[0] === 'TEXT' || calendar !== 'GREGORIAN'
      ? 'incomplete'
      : readCardBirthday(value, parameters.get('X-APPLE-OMIT-YEAR')?.[0]);
  if (read !== 'incomplete') return read;
  drop('is no day of a month in the calendar');
  return null;
}
