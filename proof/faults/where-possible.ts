import { describe, test } from 'vitest';
import { recordNotRun } from '#proof/evidence.ts';

/** What a machine may lack, and what is said then. */
export type Need = {
  isHere: boolean;
  /** A sentence: `iptables is not installed`. */
  why: string;
  /** Continuous integration has it, so there its lack is a failure. */
  isInCi?: boolean;
};

/** Runs a suite where the fault can be made. Elsewhere it says so, and is never counted as shown. */
export function describeWhere({ isHere, why, isInCi = false }: Need, name: string, suite: () => void): void {
  if (isHere) {
    describe(name, suite);
    return;
  }
  if (isInCi && process.env.CI) {
    test(name, () => {
      throw new Error(`${why}, so this was not shown`);
    });
    return;
  }
  process.stderr.write(`\nNOT RUN, because ${why}: ${name}\n`);
  recordNotRun({ proof: name, why });
  describe.skip(name, suite);
}
