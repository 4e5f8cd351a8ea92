/** Where a record of a CSV text stands, and on which line. */
export interface RecordPlace {
  start: number;
  end: number;
  line: number;
}

const quote = '"';

/** The records of a text, with line ends inside quotation marks respected; empty lines are none. */
export function findRecords(text: string, delimiter: string, from = 0, firstLine = 1): RecordPlace[] {
  const places: RecordPlace[] = [];
  let start = from;
  let startLine = firstLine;
  let line = firstLine;
  let isQuoted = false;
  let isCellStart = true;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    const isEnd = sign === '\n' || (sign === '\r' && text[at + 1] !== '\n');
    if (isEnd) line += 1;
    if (isQuoted) {
      if (sign !== quote) continue;
      const next = text[at + 1];
      if (next === quote) at += 1;
      else if (next === undefined || next === delimiter || next === '\n' || next === '\r') isQuoted = false;
      continue;
    }
    if (isEnd) {
      if (text.slice(start, at).trim() !== '') places.push({ start, end: at + 1, line: startLine });
      start = at + 1;
      startLine = line;
    } else if (sign === quote && isCellStart) isQuoted = true;
    isCellStart = isEnd || sign === delimiter;
  }
  if (text.slice(start).trim() !== '') places.push({ start, end: text.length, line: startLine });
  return places;
}

/** The cells of one record. */
export function cellsOf(record: string, delimiter: string): string[] {
  const cells: string[] = [];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${delimiter === '\t' ? '\\t' : delimiter}]*))(${delimiter}|$)`, 'gy');
  const text = record.replace(/[\r\n]+$/, '');
  for (let found = cell.exec(text); found !== null; found = cell.exec(text)) {
    cells.push(found[1]?.replaceAll('""', quote) ?? found[2] ?? '');
    if (found[3] === '') break;
  }
  return cells;
}

const separatorLine = /^"?sep=([,;\t])"?(?:\r\n|\n|\r)/i;

/** What separates the cells, and how much of the text only says so. */
export function findDelimiter(text: string): { delimiter: string; skipped: number; firstLine: number } {
  const told = separatorLine.exec(text);
  if (told !== null) return { delimiter: told[1] ?? ',', skipped: told[0].length, firstLine: 2 };
  const header = /[^\r\n]+/.exec(text.slice(0, 65_536))?.[0] ?? '';
  const known = (sign: string) => cellsOf(header, sign).filter((name) => fieldOf(name) !== null).length;
  const delimiter = [',', ';', '\t'].reduce((best, sign) => (known(sign) > known(best) ? sign : best));
  return { delimiter, skipped: 0, firstLine: 1 };
}

export type CsvField =
  | 'first_name'
  | 'last_name'
  | 'email'
  | 'phone'
  | 'birthday'
  | 'notes'
  | 'favorite'
  | 'name'
  | 'organization';

const columns: readonly (readonly [CsvField, RegExp])[] = [
  ['first_name', /^(first_name|first name|given name|middle name|additional name|nickname)$/],
  ['last_name', /^(last_name|last name|family name)$/],
  ['name', /^(name|full name|display name)$/],
  ['organization', /^(organization name|organization 1 - name|company)$/],
  ['email', /^(email|e-mail|e-?mail address|e-mail [23] address|e-mail \d+ - value)$/],
  [
    'phone',
    /^(phone|phone number|(primary|mobile|home|business|other|car|company main) phone( 2)?|mobile|phone \d+ - value)$/,
  ],
  ['birthday', /^birthday$/],
  ['notes', /^notes$/],
  ['favorite', /^(favou?rite|labels|group membership|categories)$/],
];

/** What a column is for, as the service reads it; `null` for one that has no place in a contact. */
export function fieldOf(name: string): CsvField | null {
  const known = name.trim().toLowerCase();
  return columns.find(([, pattern]) => pattern.test(known))?.[0] ?? null;
}
