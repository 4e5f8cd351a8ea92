import { type RawProperty, unfoldLines } from './unfold-lines.ts';

/** `others`: names of properties that nobody wants, each with its line. */
export type RawCard = { line: number; properties: RawProperty[]; others: ReadonlyMap<string, number> };
/** `isStray`: no card, but lines that belong to none. */
export type CardFault = { line: number; fault: string; isStray?: boolean };

/** A card of a busy person has fifty; these are enough for anybody, and keep one card from being the whole work. */
const mostProperties = 1000;

type OpenCard = {
  line: number;
  properties: RawProperty[];
  others: Map<string, number>;
  count: number;
  fault: string | null;
};

/**
 * The cards of a file, one by one. Of properties that are not wanted, such as pictures, only the name is kept. A card that is
 * broken costs itself and no other: it ends where the next one begins. `undefined` comes after each stretch.
 */
export function* readCards(
  bytes: Buffer,
  isWanted: (name: string) => boolean,
): Generator<RawCard | CardFault | undefined> {
  let card: OpenCard | undefined;
  /** Of cards within a card: the AGENT of vCard 2.1. */
  let depth = 0;
  let isStray = false;
  for (const property of unfoldLines(bytes, (name) => name === 'BEGIN' || name === 'END' || isWanted(name))) {
    if (property === undefined) {
      yield undefined;
      continue;
    }
    const mark = markOf(property);
    if (card === undefined) {
      if (mark === 'begin') card = openCard(property.line);
      else if (!isStray)
        yield { line: property.line, fault: 'belongs to no card: BEGIN:VCARD … END:VCARD', isStray: true };
      isStray = mark !== 'begin';
    } else if (depth > 0) depth += mark === 'begin' ? 1 : mark === 'end' ? -1 : 0;
    else if (mark === 'begin' && card.others.get('AGENT') === property.line - 1) depth = 1;
    else if (mark === 'begin') {
      yield { line: card.line, fault: `has no END:VCARD before line ${property.line}` };
      card = openCard(property.line);
    } else if (mark === 'end') {
      yield closeCard(card);
      card = undefined;
    } else add(card, property);
  }
  if (card !== undefined) yield { line: card.line, fault: 'has no END:VCARD: the file breaks off' };
}

function markOf({ name, text }: RawProperty): 'begin' | 'end' | undefined {
  if (name !== 'BEGIN' && name !== 'END') return undefined;
  if (!/^\w+:\s*VCARD\s*$/i.test(text)) return undefined;
  return name === 'BEGIN' ? 'begin' : 'end';
}

const openCard = (line: number): OpenCard => ({ line, properties: [], others: new Map(), count: 0, fault: null });

function add(card: OpenCard, property: RawProperty): void {
  const { name, line, text, isTooLong } = property;
  card.count += 1;
  if (card.count > mostProperties) card.fault ??= `has more than ${mostProperties} properties`;
  else if (name === null) card.fault ??= `cannot be read at line ${line}, which is no property: NAME:value`;
  else if (isTooLong) card.fault ??= `has more in ${name} than anything may have (line ${line})`;
  else if (text === '') card.others.set(name, line);
  else card.properties.push(property);
}

const closeCard = ({ line, properties, others, fault }: OpenCard): RawCard | CardFault =>
  fault === null ? { line, properties, others } : { line, fault };
