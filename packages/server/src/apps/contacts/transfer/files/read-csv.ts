import { restoreCell } from '#platform/spreadsheet-cells.ts';
import { type ContactDraft, type FileEntry, type Said, shownName, UnreadableFile } from './contact-draft.ts';
import type { Column } from './csv-columns.ts';
import { splitFullName } from './name-card.ts';
import { readCellBirthday, type SlashOrder } from './read-birthday.ts';
import { findDelimiter, type Header, readHeader } from './read-header.ts';
import { type CsvRecord, splitRecords } from './split-records.ts';

/** Google puts several values into one cell. */
const betweenValues = ' ::: ';

/** Of a column that nobody knows: the first line that has something there, and how many have. */
type Content = { line: number; count: number };

/**
 * The contacts of a CSV file whose first line names the columns: ours, Google's, Outlook's. Columns that have no place in a
 * contact are told at the end, once each, with the number of lines that have something there.
 *
 * @throws UnreadableFile where it is no such file
 */
export async function* readCsv(
  pieces: readonly string[],
  slashOrder: SlashOrder,
): AsyncGenerator<FileEntry | undefined> {
  const form = findDelimiter(pieces);
  let header: Header | undefined;
  const unknown = new Map<number, Content>();
  for await (const record of splitRecords(form.text, form)) {
    if (record === undefined) yield undefined;
    else if ('fault' in record) {
      if (header === undefined) throw new UnreadableFile(`The first line ${record.fault}.`);
      yield { refused: { line: record.line, reason: record.fault } };
    } else if (header === undefined) header = readHeader(record.cells);
    else if (record.cells.some((cell) => cell.trim() !== '')) {
      const name = readName(record, header);
      noteUnknown(unknown, record, { header, used: name.used });
      yield readRow(record, { header, name, slashOrder });
    }
  }
  if (header === undefined) throw new UnreadableFile('The file is empty: its first line has to name the columns.');
  for (const [index, { line, count }] of unknown) {
    const field = shownName(header.names[index] ?? '') || `column ${index + 1}`;
    yield { dropped: { line, field, reason: 'is a column that has no place in a contact', count } };
  }
}

function noteUnknown(
  unknown: Map<number, Content>,
  { line, cells }: CsvRecord,
  { header: { names, hasPlace }, used }: { header: Header; used: number | undefined },
): void {
  for (const [index, cell] of cells.entries()) {
    if (index >= names.length) return;
    if (hasPlace(index) || index === used || cell.trim() === '') continue;
    const content = unknown.get(index);
    if (content === undefined) unknown.set(index, { line, count: 1 });
    else content.count += 1;
  }
}

const cellReader =
  ({ cells }: CsvRecord, { positions }: Header) =>
  (is: Column['is']): string => {
    const index = positions.get(is);
    return index === undefined ? '' : restoreCell(cells[index] ?? '');
  };

/** `used`: the column that stands in for a name. */
type Name = Pick<ContactDraft, 'firstName' | 'lastName'> & { used?: number | undefined };

/**
 * Middle names go with the first name. In a list of ours a row without a first name is for its writer to look at; in one of
 * Google or Outlook it is a firm, or somebody known by one name.
 */
function readName(record: CsvRecord, header: Header): Name {
  const cellOf = cellReader(record, header);
  const last = cellOf('last').trim() || null;
  if (header.positions.has('own-first')) return { firstName: cellOf('own-first').trim() || null, lastName: last };
  const first = [cellOf('first').trim(), cellOf('middle').trim()].filter((name) => name !== '').join(' ');
  if (first !== '') return { firstName: first, lastName: last };
  const full = cellOf('full').trim();
  if (full !== '') return splitFullName(full);
  if (last !== null) return { firstName: last, lastName: null };
  const standIn = cellOf('nickname').trim() === '' ? 'organization' : 'nickname';
  return { firstName: cellOf(standIn).trim() || null, lastName: null, used: header.positions.get(standIn) };
}

type RowForm = { header: Header; name: Name; slashOrder: SlashOrder };

function readRow(record: CsvRecord, { header, name, slashOrder }: RowForm): FileEntry {
  const { line, cells } = record;
  const { names, positions, emails, phones } = header;
  if (cells.slice(names.length).some((cell) => cell.trim() !== ''))
    return { refused: { line, reason: `has ${cells.length} cells where the first line has ${names.length}` } };
  const cellOf = cellReader(record, header);
  const nameOfColumn = (index = 0): string => shownName(names[index] ?? '');
  const saidOf = (indexes: readonly number[]): Said[] =>
    indexes.flatMap((index) =>
      restoreCell(cells[index] ?? '')
        .split(betweenValues)
        .map((text) => ({ field: nameOfColumn(index), text: text.trim() }))
        .filter(({ text }) => text !== ''),
    );
  const labels = cellOf('labels')
    .split(betweenValues)
    .map((label) => label.trim().toLowerCase());
  return {
    draft: {
      line,
      id: cellOf('id').trim() || null,
      firstName: name.firstName,
      lastName: name.lastName,
      emails: saidOf(emails),
      phones: saidOf(phones),
      birthday: readCellBirthday(cellOf('birthday'), slashOrder),
      notes: cellOf('notes') || null,
      favorite: cellOf('favorite').trim() || (labels.includes('* starred') ? 'true' : null),
      // Google's own groups begin with a star.
      dropped: labels.some((label) => label !== '' && !label.startsWith('* '))
        ? [{ line, field: nameOfColumn(positions.get('labels')), reason: 'has no place in a contact' }]
        : [],
    },
  };
}
