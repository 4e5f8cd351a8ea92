import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { Counts } from './counts.ts';
import type { RowRules } from './parse-row.ts';
import type { FileForm } from './read-file.ts';

export type ImportContext = { database: Database; clock: Clock };

export type ImportPlan = {
  file: string;
  form: FileForm;
  rules: RowRules;
  /** Where refused rows are written down. */
  refusedFile: string;
  /** Forgets how far an earlier run came. */
  startsAnew: boolean;
};

/** @param rowsRead of all rows of the file */
export type OnProgress = (rowsRead: number, counts: Counts) => void;
