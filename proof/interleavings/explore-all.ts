import { expect } from 'vitest';
import { recordEvidence } from '#proof/evidence.ts';
import { seed } from '#proof/extent.ts';
import { type Exploration, explore } from './explore.ts';
import { openWorld } from './world.ts';

/** A world is left after so many runs, so that no run pays for the rows of all before it. */
const runsInWorld = 2000;

async function exploreAll(dialect: 'sqlite' | 'postgres', wanted: number): Promise<Exploration> {
  const sum: Exploration = {
    runs: 0,
    distinct: 0,
    steps: 0,
    kills: 0,
    deeds: 0,
    acknowledged: 0,
    unavailable: 0,
    found: null,
  };
  const path = process.env.PROOF_PATH;
  // The one plan that a path leads to.
  const runs = path === undefined ? wanted : 1;
  for (let world = 0; sum.runs < runs && sum.found === null; world += 1) {
    const opened = await openWorld(dialect);
    try {
      const most = Math.min(runsInWorld, runs - sum.runs);
      const one = await explore(opened, { seed: seed + world, runs: most, ...(path !== undefined && { path }) });
      for (const key of ['runs', 'distinct', 'steps', 'kills', 'deeds', 'acknowledged', 'unavailable'] as const)
        sum[key] += one[key];
      sum.found = one.found;
    } finally {
      await opened.close();
    }
  }
  return sum;
}

/**
 * Explores so many orders, tells them as evidence, and fails with the shortest history of what it has found. `PROOF_PATH` leads to
 * one order alone: a finding prints its own. `PROOF_RUNS` is another number of orders, as for one of several processes that share them.
 */
export async function expectNothingFound(dialect: 'sqlite' | 'postgres', on: string, usual: number): Promise<void> {
  const runs = Number(process.env.PROOF_RUNS ?? usual);
  const began = performance.now();
  const { found, ...counts } = await exploreAll(dialect, runs);
  const milliseconds = Math.round(performance.now() - began);
  recordEvidence({
    proof: 'deeds that interleave at every database step',
    on,
    counts,
    violations: found === null ? 0 : 1,
    milliseconds,
  });
  console.log(on, JSON.stringify(counts), `${milliseconds} ms`);
  expect(found?.report ?? 'nothing').toBe('nothing');
  expect(counts.runs).toBeGreaterThanOrEqual(process.env.PROOF_PATH === undefined ? runs : 1);
}
