import type { ContactImport } from '@portress/sdk';
import type { Piece } from './cut-file.ts';

export const emptyReport: ContactImport = {
  created: 0,
  updated: 0,
  refused_count: 0,
  refused: [],
  dropped_count: 0,
  dropped: [],
};

/** What became of the file so far, with the report of the next piece in it, by the lines of the file. */
export function mergeReports(before: ContactImport, piece: Piece, report: ContactImport): ContactImport {
  const dropped = [...before.dropped];
  let repeated = 0;
  for (const one of report.dropped) {
    const at =
      one.count === undefined
        ? -1
        : dropped.findIndex(({ field, count }) => field === one.field && count !== undefined);
    const known = dropped[at];
    // A column is told once in each piece.
    if (known) {
      dropped[at] = { ...known, count: (known.count ?? 0) + (one.count ?? 0) };
      repeated += 1;
    } else dropped.push({ ...one, line: piece.lineOf(one.line) });
  }
  return {
    created: before.created + report.created,
    updated: before.updated + report.updated,
    refused_count: before.refused_count + report.refused_count,
    refused: [...before.refused, ...report.refused.map((one) => ({ ...one, line: piece.lineOf(one.line) }))],
    dropped_count: before.dropped_count + report.dropped_count - repeated,
    dropped,
  };
}
