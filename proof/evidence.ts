import { appendFileSync } from 'node:fs';
import { seed } from './extent.ts';

/** What one proof has tried and found, for the summary of the run. */
export type Evidence = {
  /** What was shown, as its row in the summary says it: `fault 7: Redis is killed`. */
  proof: string;
  /** On what: `one node, SQLite`, `two nodes, PostgreSQL and Redis`. */
  on: string;
  /** What was counted, such as `{ runs: 200, requests: 12_300, acknowledged: 9_100 }`. */
  counts: Readonly<Record<string, number>>;
  violations: number;
  milliseconds: number;
};

/** What this machine cannot try, and why: told, and never counted as shown. */
export type NotRun = { proof: string; why: string };

const file = process.env.PROOF_EVIDENCE;

export const recordEvidence = (evidence: Evidence): void => append({ ...evidence, seed });
export const recordNotRun = (notRun: NotRun): void => append(notRun);

function append(line: object): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
