import { shownName, UnreadableFile } from './contact-draft.ts';
import { type Column, findColumn, ownColumns } from './csv-columns.ts';
import { longestRecord } from './split-records.ts';

const delimiters = [',', ';', '\t'];
/** The first line of Excel's own making says what separates the cells. */
const separatorLine = /^"?sep=([,;\t])"?(?:\r\n|\n|\r)/i;

export type TextForm = { text: string[]; delimiter: string; firstLine: number };

/** What separates the cells: the sign by which the first line falls into most columns that are known. */
export function findDelimiter(pieces: readonly string[]): TextForm {
  const [first = '', ...rest] = pieces;
  const told = separatorLine.exec(first);
  if (told !== null) return { text: [first.slice(told[0].length), ...rest], delimiter: told[1] ?? ',', firstLine: 2 };
  const header = /[^\r\n]+/.exec(first.slice(0, longestRecord))?.[0] ?? '';
  const counted = delimiters.map((sign) => ({
    sign,
    known: namesOf(header, sign).slice(0, mostLookedAt).filter(findColumn).length,
  }));
  const { sign } = counted.reduce((best, one) => (one.known > best.known ? one : best));
  return { text: [...pieces], delimiter: sign, firstLine: 1 };
}

/** Outlook has ninety. */
const mostLookedAt = 200;

const namesOf = (header: string, sign: string): string[] =>
  header.split(sign).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));

const standIns: ReadonlySet<Column['is']> = new Set(['nickname', 'organization']);

/** Where in a row everything stands; `emails` and `phones` the best first. */
export type Header = {
  names: readonly string[];
  /** Whether a column has a place in every contact: a nickname and a firm have one where there is no name. */
  hasPlace(index: number): boolean;
  positions: ReadonlyMap<Column['is'], number>;
  emails: readonly number[];
  phones: readonly number[];
};

/**
 * What each column of the file is for.
 *
 * @throws UnreadableFile where it has none that we know, or two for one thing
 */
export function readHeader(names: readonly string[]): Header {
  const columns = names.map(findColumn);
  const known = columns.flatMap((column, index) =>
    column === undefined || column.is === 'nothing' ? [] : [{ column, index }],
  );
  if (known.length === 0)
    throw new UnreadableFile(
      `The first line names no column that is known. Known are ${ownColumns.join(', ')}, and the columns of Google Contacts and Outlook.`,
    );
  const seen = new Map<string, number>();
  for (const { column, index } of known) {
    const use = 'rank' in column ? `${column.is} ${column.rank}` : column.is;
    const other = seen.get(use);
    if (other !== undefined)
      throw new UnreadableFile(
        `Two columns of the first line mean the same: ${shownName(names[other] ?? '')}, ${shownName(names[index] ?? '')}.`,
      );
    seen.set(use, index);
  }
  const ranked = (is: 'email' | 'phone'): number[] =>
    known
      .flatMap(({ column, index }) => (column.is === is ? [{ rank: column.rank, index }] : []))
      .sort((one, other) => one.rank - other.rank)
      .map(({ index }) => index);
  return {
    names,
    hasPlace: (index) => columns[index] !== undefined && !standIns.has(columns[index].is),
    positions: new Map(known.map(({ column, index }) => [column.is, index])),
    emails: ranked('email'),
    phones: ranked('phone'),
  };
}
