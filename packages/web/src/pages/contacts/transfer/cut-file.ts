import type { ChosenFile } from './read-file.ts';

export interface Piece {
  body: Blob;
  /** How many contacts it holds. */
  count: number;
  /** From a line of the piece to the line of the file. */
  lineOf: (line: number) => number;
}

export type ImportMode = 'lenient' | 'atomic';

/** An hour holds 20 imports, and each piece is one. */
const mostPieces = 10;
const perPiece = 1000;

/** Cuts a long file between its contacts, so that there is something to tell on the way; all or nothing goes in one. */
export function cutFile({ type, text, places, header }: ChosenFile, mode: ImportMode): Piece[] {
  const count = mode === 'atomic' ? 1 : Math.min(mostPieces, Math.ceil(places.length / perPiece));
  if (count <= 1) return [{ body: blobOf(type, text), count: places.length, lineOf: (line) => line }];
  const size = Math.ceil(places.length / count);
  const headerLines = type === 'text/csv' ? linesOf(header) : 0;
  return Array.from({ length: Math.ceil(places.length / size) }, (_, number) => {
    const cut = places.slice(number * size, (number + 1) * size);
    const [first] = cut;
    const body = text.slice(first?.start ?? 0, cut.at(-1)?.end ?? 0);
    const shift = (first?.line ?? 1) - 1 - headerLines;
    return {
      body: blobOf(type, header + body),
      count: cut.length,
      lineOf: (line) => (line > headerLines ? line + shift : line),
    };
  });
}

const blobOf = (type: string, text: string): Blob => new Blob([text], { type });

const linesOf = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;
