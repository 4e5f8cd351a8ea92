import type { ContactFile } from '@portress/sdk';
import { findCards, textOf } from './card-text.ts';
import { type CsvField, cellsOf, fieldOf, findDelimiter, findRecords, type RecordPlace } from './csv-text.ts';
import { decodeFile } from './decode-file.ts';

export interface PreviewedContact {
  line: number;
  name: string;
  email: string;
  phone: string;
}

/** A file that was read in the browser and that nobody has sent yet. */
export interface ChosenFile {
  file: File;
  type: ContactFile;
  text: string;
  /** Each contact of it. */
  places: RecordPlace[];
  /** Of CSV: the first line, which each piece begins with. */
  header: string;
  columns: { name: string; field: CsvField | null }[];
  preview: PreviewedContact[];
}

const mostPreviewed = 5;

/** @returns `null` where it is neither a vCard file nor CSV */
export async function readFile(file: File): Promise<ChosenFile | null> {
  const text = decodeFile(await file.arrayBuffer());
  if (/^\s*BEGIN:VCARD/i.test(text) || /\.vcf$/i.test(file.name)) return readCards(file, text);
  const isTold = /\.(csv|tsv|txt)$/i.test(file.name) || /csv|plain/.test(file.type);
  return isTold ? readTable(file, text) : null;
}

function readCards(file: File, text: string): ChosenFile {
  const places = findCards(text);
  const preview = places.slice(0, mostPreviewed).map(({ start, end, line }) => {
    const card = text.slice(start, end);
    const [last = '', first = ''] = textOf(card, 'N').split(';');
    return {
      line,
      name: textOf(card, 'FN') || [first, last].filter(Boolean).join(' '),
      email: textOf(card, 'EMAIL').replace(/^mailto:/i, ''),
      phone: textOf(card, 'TEL').replace(/^tel:/i, ''),
    };
  });
  return { file, type: 'text/vcard', text, places, header: '', columns: [], preview };
}

function readTable(file: File, text: string): ChosenFile {
  const { delimiter, skipped, firstLine } = findDelimiter(text);
  const [head, ...places] = findRecords(text, delimiter, skipped, firstLine);
  const names = head ? cellsOf(text.slice(head.start, head.end), delimiter) : [];
  const columns = names.map((name) => ({ name, field: fieldOf(name) }));
  const preview = places.slice(0, mostPreviewed).map(({ start, end, line }) => {
    const cells = cellsOf(text.slice(start, end), delimiter);
    const first = (field: CsvField) => cells.find((cell, at) => columns[at]?.field === field && cell !== '') ?? '';
    const name =
      [first('first_name'), first('last_name')].filter(Boolean).join(' ') || first('name') || first('organization');
    return { line, name, email: first('email'), phone: first('phone').replace(/^'/, '') };
  });
  return { file, type: 'text/csv', text, places, header: text.slice(0, head?.end ?? 0), columns, preview };
}
