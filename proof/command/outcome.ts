import { existsSync, readFileSync } from 'node:fs';
import type { Evidence, NotRun } from '#proof/evidence.ts';
import type { ProofRun } from './run-proofs.ts';

export type Outcome = {
  isLong: boolean;
  seed: number;
  milliseconds: number;
  exitCode: number;
  evidence: readonly Evidence[];
  notRun: readonly NotRun[];
  /** Of the test runner: everything that was asked, whether or not it recorded evidence. */
  tests: { passed: number; failed: number; skipped: number };
};

/** What a run has come to, from what its proofs and the test runner wrote down. */
export function readOutcome(
  { isLong, seed, evidence, report }: Pick<ProofRun, 'isLong' | 'seed' | 'evidence' | 'report'>,
  ended: Pick<Outcome, 'exitCode' | 'milliseconds'>,
): Outcome {
  const lines = existsSync(evidence) ? readFileSync(evidence, 'utf8').split('\n').filter(Boolean) : [];
  const records = lines.map((line) => JSON.parse(line) as Evidence | NotRun);
  return {
    isLong,
    seed,
    ...ended,
    evidence: records.filter((record): record is Evidence => !('why' in record)),
    notRun: records.filter((record): record is NotRun => 'why' in record),
    tests: readTests(report),
  };
}

function readTests(report: string): Outcome['tests'] {
  if (!existsSync(report)) return { passed: 0, failed: 0, skipped: 0 };
  const told = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
  const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = told;
  return { passed, failed, skipped };
}
