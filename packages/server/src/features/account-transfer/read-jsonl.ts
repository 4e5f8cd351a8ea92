import { type Cells, type ColumnNames, columns, findColumn } from './columns.ts';
import { type FileRow, longestRow, UnreadableFile } from './file-row.ts';

export type JsonlForm = { columnNames: ColumnNames; ignoresUnknown: boolean };

/**
 * The rows of a file with one JSON object on each line; empty lines are skipped.
 *
 * @throws UnreadableFile for one JSON array
 */
export async function* readJsonl(text: AsyncIterable<string>, form: JsonlForm): AsyncGenerator<FileRow> {
  for await (const { line, content } of readLines(text)) {
    const trimmed = content?.trim();
    if (trimmed === '') continue;
    if (line === 1 && trimmed?.startsWith('['))
      throw new UnreadableFile('The file is one JSON array. Put each account on a line: jq -c ".[]" FILE > FILE.jsonl');
    if (trimmed === undefined) yield { line, fault: `has more than ${longestRow} characters` };
    else yield toRow(trimmed, line, form);
  }
}

/** `content` is undefined for a line that is too long, of which nothing is kept. */
async function* readLines(text: AsyncIterable<string>): AsyncGenerator<{ line: number; content: string | undefined }> {
  let line = 1;
  let begun: string | undefined = '';
  for await (const chunk of text) {
    const [first = '', ...more] = chunk.split('\n');
    begun = begun !== undefined && begun.length + first.length <= longestRow ? begun + first : undefined;
    for (const next of more) {
      yield { line, content: begun };
      line += 1;
      begun = next.length <= longestRow ? next : undefined;
    }
  }
  if (begun !== '') yield { line, content: begun };
}

function toRow(text: string, line: number, { columnNames, ignoresUnknown }: JsonlForm): FileRow {
  const object = parseObject(text);
  if (object === undefined) return { line, fault: 'is not a JSON object' };
  const cells: Cells = {};
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(object)) {
    const column = findColumn(name, columnNames);
    if (column === undefined) {
      unknown.push(name);
      continue;
    }
    if (value === null || value === '') continue;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
      return { line, fault: `has something else than text in ${column}` };
    if (cells[column] !== undefined) return { line, fault: `has two fields that mean ${column}` };
    cells[column] = String(value);
  }
  if (unknown.length > 0 && !ignoresUnknown)
    return {
      line,
      fault: `has fields that mean nothing here: ${unknown.slice(0, 20).join(', ').slice(0, 300)} (known are ${columns.join(', ')}; see --map and --ignore-unknown)`,
    };
  return { line, cells };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
