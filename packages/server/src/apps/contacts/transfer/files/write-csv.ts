import { stringify } from 'csv-stringify/sync';
import { defuseCell } from '#platform/spreadsheet-cells.ts';
import { ownColumns } from './csv-columns.ts';
import type { WrittenContact } from './written-contact.ts';

/** RFC 4180 wants CR LF; a cell with either alone is put between quotation marks as well. */
const form = { record_delimiter: '\r\n', quoted_match: /[\r\n]/ };

/** With a byte order mark: without it Excel takes the file for its own eight-bit letters. */
export const csvHeader = (): string => `\ufeff${stringify([[...ownColumns]], form)}`;

/** No cell begins a formula (J16); what was put in front of it is taken off again by `readCsv`. */
export function writeCsvRow(contact: WrittenContact): string {
  const cells: Record<(typeof ownColumns)[number], string | null> = {
    first_name: contact.firstName,
    last_name: contact.lastName,
    email: contact.email,
    phone: contact.phone,
    birthday: contact.birthday,
    notes: contact.notes,
    favorite: String(contact.isFavorite),
    id: contact.id,
  };
  return stringify([ownColumns.map((column) => defuseCell(cells[column] ?? ''))], form);
}
