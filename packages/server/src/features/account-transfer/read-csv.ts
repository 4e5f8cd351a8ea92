import { parse } from 'csv-parse';
import { restoreCell } from '#platform/spreadsheet-cells.ts';
import { type Cells, type Column, type ColumnNames, columns, findColumn } from './columns.ts';
import { type FileRow, longestRow, UnreadableFile } from './file-row.ts';

export type CsvForm = { delimiter: string; columnNames: ColumnNames; ignoresUnknown: boolean };

type CsvRecord = { record: string[]; info: { lines: number } };

/**
 * The rows of a CSV file whose first row names the columns. Quoted line ends, doubled quotes, a byte order mark and empty
 * lines are as RFC 4180 and spreadsheets have them.
 *
 * @throws UnreadableFile where it is no such file
 */
export async function* readCsv(text: AsyncIterable<string>, form: CsvForm): AsyncGenerator<FileRow> {
  const parser = parse({
    delimiter: form.delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
  });
  const fed = feed(text, parser);
  let header: (Column | null)[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      if (header === undefined) header = readHeader(record, form);
      else yield toRow(record, header, info.lines - countLineEnds(record));
    }
    await fed;
  } catch (error) {
    throw explain(error);
  }
  if (header === undefined) throw new UnreadableFile('The file is empty: its first line has to name the columns.');
}

/** By hand, because an error of the source has to reach the reader, and a reader that stops has to stop the source. */
async function feed(text: AsyncIterable<string>, parser: ReturnType<typeof parse>): Promise<void> {
  try {
    for await (const chunk of text) {
      if (parser.destroyed) return;
      if (!parser.write(chunk)) await new Promise<void>((resolve) => drained(parser, resolve));
    }
    parser.end();
  } catch (error) {
    parser.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

function drained(parser: ReturnType<typeof parse>, resolve: () => void): void {
  const done = (): void => {
    parser.off('drain', done).off('close', done);
    resolve();
  };
  parser.on('drain', done).on('close', done);
}

function explain(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const line = error instanceof Error && 'lines' in error ? ` (it begins before line ${String(error.lines)})` : '';
  if (code === 'CSV_QUOTE_NOT_CLOSED') return new UnreadableFile(`A quotation mark is never closed${line}.`);
  if (code === 'CSV_MAX_RECORD_SIZE')
    return new UnreadableFile(
      `A row has more than ${longestRow} characters${line}: perhaps a quotation mark is not closed, or --delimiter is another one.`,
    );
  return error;
}

function readHeader(names: readonly string[], { columnNames, ignoresUnknown }: CsvForm): (Column | null)[] {
  const found = names.map((name) => findColumn(name.trim(), columnNames));
  const unknown = names.filter((name, index) => found[index] === undefined && name.trim() !== '');
  if (!found.includes('email'))
    throw new UnreadableFile(
      `The first line names no column "email". It is: ${names.slice(0, 20).join(' | ').slice(0, 300)}. Another separator is told by --delimiter, another name by --map.`,
    );
  if (unknown.length > 0 && !ignoresUnknown)
    throw new UnreadableFile(
      `These columns mean nothing here: ${unknown.slice(0, 20).join(', ').slice(0, 300)}. Known are ${columns.join(', ')}. Name them by --map, or leave them out by --ignore-unknown.`,
    );
  const twice = found.find((column, index) => column !== undefined && found.indexOf(column) !== index);
  if (twice !== undefined)
    throw new UnreadableFile(
      `Two columns mean ${twice}: ${names.filter((_, index) => found[index] === twice).join(', ')}.`,
    );
  return found.map((column) => column ?? null);
}

function toRow(record: readonly string[], header: readonly (Column | null)[], line: number): FileRow {
  if (record.length !== header.length)
    return { line, fault: `has ${record.length} cells where the first line has ${header.length}` };
  const cells: Cells = {};
  for (const [index, column] of header.entries()) {
    const text = record[index];
    if (column !== null && text !== undefined && text !== '') cells[column] = restoreCell(text);
  }
  return { line, cells };
}

const countLineEnds = (record: readonly string[]): number =>
  record.reduce((sum, text) => (text.includes('\n') ? sum + text.split('\n').length - 1 : sum), 0);
