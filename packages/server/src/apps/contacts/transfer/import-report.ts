import type { Dropped, Refused } from './files/contact-draft.ts';

/** What became of a file. The lists end somewhere, the counts do not. */
export type ImportReport = {
  created: number;
  updated: number;
  refused_count: number;
  refused: Refused[];
  dropped_count: number;
  dropped: Dropped[];
};

/** Longer lists are read by nobody, and would be as long as the file. */
export const mostListed = 1000;

const byLine = (one: { line: number }, other: { line: number }): number => one.line - other.line;

export type ReportBuilder = {
  refuse(refused: Refused): void;
  drop(dropped: Dropped): void;
  count(outcome: 'created' | 'updated'): void;
  readonly refusedCount: number;
  finish(): ImportReport;
};

export function createReport(): ReportBuilder {
  const counts = { created: 0, updated: 0, refused: 0, dropped: 0 };
  const refusals: Refused[] = [];
  /** What is said of a whole column comes last and is told first. */
  const columns: Dropped[] = [];
  const losses: Dropped[] = [];
  const add = <T>(list: T[], entry: T): void => {
    if (list.length < mostListed) list.push(entry);
  };
  return {
    refuse: (refused) => {
      counts.refused += 1;
      add(refusals, refused);
    },
    drop: (dropped) => {
      counts.dropped += 1;
      add(dropped.count === undefined ? losses : columns, dropped);
    },
    count: (outcome) => {
      counts[outcome] += 1;
    },
    get refusedCount() {
      return counts.refused;
    },
    finish: () => ({
      created: counts.created,
      updated: counts.updated,
      refused_count: counts.refused,
      // What finds no place is known a little later than what cannot be read.
      refused: refusals.sort(byLine),
      dropped_count: counts.dropped,
      dropped: [...columns, ...losses.sort(byLine)].slice(0, mostListed),
    }),
  };
}
