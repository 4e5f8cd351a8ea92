import { stringify } from 'csv-stringify/sync';
import { defuseCell } from '#platform/spreadsheet-cells.ts';
import type { Cells, Column } from './columns.ts';

export type Format = 'csv' | 'jsonl';

/** The first line of CSV; JSON lines have none. */
export const formatHeader = (format: Format, columns: readonly Column[]): string =>
  format === 'csv' ? stringify([[...columns]]) : '';

/** Empty cells are left out of JSON. */
export const formatRows = (format: Format, columns: readonly Column[], rows: readonly Cells[]): string =>
  format === 'csv'
    ? stringify(rows.map((row) => columns.map((column) => defuseCell(row[column] ?? ''))))
    : rows.map((row) => `${JSON.stringify(filledCellsOf(columns, row))}\n`).join('');

const filledCellsOf = (columns: readonly Column[], row: Cells): Cells =>
  Object.fromEntries(columns.filter((column) => row[column]).map((column) => [column, row[column]]));
