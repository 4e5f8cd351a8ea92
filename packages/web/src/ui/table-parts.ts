import type { ReactNode } from 'react';

/** One column; on a card it is a line with its heading before it. */
export interface Column<Row, By extends string = never> {
  key: string;
  head: string;
  /** `null` where the row has nothing to say. */
  cell: (row: Row) => ReactNode;
  /** What the service calls the order by this column. */
  sort?: By;
  /** `title`: the first line of a card. `action`: has no heading, and stands at a card's end. `wide`: on no card. */
  part?: 'title' | 'action' | 'wide';
  /** Widths, and what is left out where there is no room. */
  className?: string;
}

export interface Sorting<By extends string> {
  by: By;
  order: 'asc' | 'desc';
  /** Called with the other order where the same column is chosen once more. */
  onSort: (by: By, order: 'asc' | 'desc') => void;
}

export interface TableProps<Row, By extends string = never> {
  label: string;
  columns: readonly Column<Row, By>[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  sorting?: Sorting<By>;
  /** More about a row, shown by a button in it. */
  detail?: (row: Row) => ReactNode;
  /** Many columns: cards up to a wider screen. */
  isBroad?: boolean;
  /** What is shown answers the question before. */
  isOld?: boolean;
}

/** The rows whose details are shown, with one more or one less. */
export function toggled(open: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return open.has(key) ? new Set([...open].filter((one) => one !== key)) : new Set([...open, key]);
}
