import type { Cells } from './columns.ts';

/** One row of the file: what stands in it, or why it cannot be told. `line`: where it begins, the first being 1. */
export type FileRow = { line: number; cells: Cells } | { line: number; fault: string };

/** Characters. A row of ours has a tenth of it; a quotation mark that is never closed would make a row of the whole file. */
export const longestRow = 64 * 1024;

/** The file as a whole cannot be read: nothing is taken from it. */
export class UnreadableFile extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableFile';
  }
}
