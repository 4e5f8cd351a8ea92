import { parse } from 'csv-parse';

/** A contact has about 2500 characters at most; Outlook's ninety columns fit as well. */
export const longestRecord = 64 * 1024;
/** What is parsed in one go, in a few milliseconds. */
const pieceLength = 16 * 1024;

export type CsvRecord = { line: number; cells: string[] };
/** From here on the file cannot be read: nobody knows where the next record begins. */
export type BrokenRecord = { line: number; fault: string };

/**
 * The records of a text in pieces (RFC 4180): quoted line ends, doubled quotes, any line ends, lines without anything left out.
 * `undefined` comes after each stretch.
 *
 * @param firstLine the number of the line with which the text begins
 */
export async function* splitRecords(
  text: readonly string[],
  { delimiter, firstLine }: { delimiter: string; firstLine: number },
): AsyncGenerator<CsvRecord | BrokenRecord | undefined> {
  const parser = openParser(delimiter);
  /** The parser counts a CR LF between quotation marks as two lines. */
  let countedTwice = 1 - firstLine;
  let next = firstLine;
  const numbered = ({ cells, endLine }: Parsed): CsvRecord => {
    const { signs, lines } = countLineEnds(cells);
    const line = endLine - signs - countedTwice;
    countedTwice += signs - lines;
    next = line + lines + 1;
    return { line, cells };
  };
  for (const stretch of inStretches(text)) {
    const error = await parser.feed(stretch);
    for (const record of parser.take()) yield numbered(record);
    if (error === undefined) yield undefined;
    else {
      yield { line: next, fault: explain(error) };
      return;
    }
  }
}

/** The last one is null. None ends within a letter: the parser takes each as bytes, and half a letter would become a sign of its own. */
function* inStretches(text: readonly string[]): Generator<string | null> {
  for (const piece of text)
    for (let at = 0, end: number; at < piece.length; at = end) {
      end = at + pieceLength;
      if (isHighSurrogate(piece.charCodeAt(end - 1))) end -= 1;
      yield piece.slice(at, end);
    }
  yield null;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

type Parsed = { cells: string[]; endLine: number };

/**
 * The records are taken where they are made: what a stream holds when it breaks would be lost, and it is good.
 *
 * @returns `feed` answers what broke it, if anything did
 */
function openParser(delimiter: string): { feed(piece: string | null): Promise<unknown>; take(): Parsed[] } {
  const parsed: Parsed[] = [];
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: longestRecord,
    on_record: (cells: string[], { lines }) => {
      parsed.push({ cells, endLine: lines });
      return null;
    },
  });
  const ended = new Promise<unknown>((resolve) => parser.once('error', resolve).once('end', () => resolve(undefined)));
  parser.resume();
  return {
    feed: (piece) => {
      if (piece !== null) return new Promise((resolve) => parser.write(piece, (error) => resolve(error ?? undefined)));
      parser.end();
      return ended;
    },
    take: () => parsed.splice(0),
  };
}

function countLineEnds(record: readonly string[]): { signs: number; lines: number } {
  let signs = 0;
  let lines = 0;
  for (const cell of record) {
    if (!/[\r\n]/.test(cell)) continue;
    signs += cell.match(/[\r\n]/g)?.length ?? 0;
    lines += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  }
  return { signs, lines };
}

function explain(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const rest = 'nothing from here on was read';
  if (code === 'CSV_QUOTE_NOT_CLOSED') return `has a quotation mark that is never closed: ${rest}`;
  if (code === 'CSV_MAX_RECORD_SIZE')
    return `has more than ${longestRecord} characters; perhaps a quotation mark is not closed: ${rest}`;
  throw error;
}
