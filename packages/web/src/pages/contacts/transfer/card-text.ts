import type { RecordPlace } from './csv-text.ts';

const border = /^(BEGIN|END):VCARD[ \t]*\r?$/gim;

/** The cards of a vCard text; a card inside of another is part of it. */
export function findCards(text: string): RecordPlace[] {
  const places: RecordPlace[] = [];
  let depth = 0;
  let line = 1;
  let counted = 0;
  for (const { 1: kind, index } of text.matchAll(border)) {
    if (kind?.toUpperCase() === 'END') {
      depth = Math.max(0, depth - 1);
      continue;
    }
    depth += 1;
    if (depth > 1) continue;
    line += countLineEnds(text, counted, index);
    counted = index;
    const last = places.at(-1);
    if (last) last.end = index;
    places.push({ start: places.length === 0 ? 0 : index, end: text.length, line });
  }
  // What stands before the first card goes with it, so its lines are those of the file.
  if (places[0]) places[0].line = 1;
  return places;
}

function countLineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The first value of a property, for a look at the card before it is sent. */
export function textOf(card: string, property: string): string {
  const unfolded = card.replace(/=\r?\n/g, '').replace(/\r?\n[ \t]/g, '');
  const found = new RegExp(`^(?:[\\w-]+\\.)?${property}(;[^:\\r\\n]*)?:(.*)$`, 'im').exec(unfolded);
  const value = found?.[2]?.trim() ?? '';
  const text = /QUOTED-PRINTABLE/i.test(found?.[1] ?? '') ? fromQuotedPrintable(value) : value;
  return text.replace(/\\n/gi, ' ').replace(/\\([,;\\])/g, '$1');
}

function fromQuotedPrintable(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const plain: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const hex = /^=([0-9A-F]{2})/i.exec(String.fromCharCode(...bytes.slice(at, at + 3)));
    plain.push(hex ? Number.parseInt(hex[1] ?? '', 16) : (bytes[at] ?? 0));
    if (hex) at += 2;
  }
  return new TextDecoder().decode(new Uint8Array(plain));
}
