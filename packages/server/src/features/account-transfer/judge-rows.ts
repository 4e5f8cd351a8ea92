import type { Cells } from './columns.ts';
import { type Counts, countBrought, countRefused } from './counts.ts';
import type { FileRow } from './file-row.ts';
import type { BroughtRow, Reason, RowParser } from './parse-row.ts';
import { formatRefusedRow } from './refused-rows.ts';

/** A row of the file, and what it would bring or why it brings nothing. */
export type JudgedRow = { line: number; cells: Cells; verdict: BroughtRow | Reason[] };

export function judgeRow(row: FileRow, parseRow: RowParser, makeId: () => string): JudgedRow {
  if ('fault' in row)
    return { line: row.line, cells: {}, verdict: [{ field: '', code: 'unreadable', message: row.fault }] };
  return { line: row.line, cells: row.cells, verdict: parseRow(row.cells, makeId) };
}

const isGood = (verdict: BroughtRow | Reason[]): verdict is BroughtRow => !Array.isArray(verdict);

/** The rows that nothing of their own stands against. */
export const goodRowsOf = (rows: readonly JudgedRow[]): BroughtRow[] =>
  rows.map(({ verdict }) => verdict).filter(isGood);

/**
 * Adds up what has become of the rows.
 *
 * @param outcomes for each of the good rows, in their order: null where it is in
 * @returns the lines for the file of refused rows
 */
export function tally(counts: Counts, rows: readonly JudgedRow[], outcomes: readonly (Reason[] | null)[]): string {
  let lines = '';
  const left = [...outcomes];
  for (const { line, cells, verdict } of rows) {
    const reasons = isGood(verdict) ? (left.shift() ?? null) : verdict;
    if (reasons === null && isGood(verdict)) countBrought(counts, verdict);
    if (reasons === null) continue;
    countRefused(counts, reasons);
    lines += formatRefusedRow(line, cells, reasons);
  }
  return lines;
}
