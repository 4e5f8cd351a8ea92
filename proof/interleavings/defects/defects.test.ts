import { expect, test } from 'vitest';
import { recordEvidence } from '#proof/evidence.ts';
import { seed } from '#proof/extent.ts';
import { explore } from '#proof/interleavings/explore.ts';
import { findViolations } from '#proof/interleavings/judge.ts';
import { runPlan } from '#proof/interleavings/run-plan.ts';
import type { Defect } from '#proof/interleavings/subjects.ts';
import { openWorld } from '#proof/interleavings/world.ts';
import { lastAdministrator } from './administrators.ts';
import { lostSignOut, unlockedEpoch } from './endings.ts';
import { survivingSignIn, unseededChange } from './passwords.ts';
import { checkThenActRotation, resurrectingRefresh, staleReplayDetection } from './rotations.ts';
import { doubleSpentReset, lateConsumption, lateCount } from './values.ts';

/** What each of them breaks, at least. */
const planted: readonly (Defect & { breaks: RegExp })[] = [
  { ...checkThenActRotation, breaks: /P6/ },
  { ...staleReplayDetection, breaks: /P1|P3|P6|honest/ },
  { ...resurrectingRefresh, breaks: /P3|P4/ },
  { ...lostSignOut, breaks: /P3/ },
  { ...unlockedEpoch, breaks: /P3|P4/ },
  { ...survivingSignIn, breaks: /P3/ },
  { ...unseededChange, breaks: /P3/ },
  { ...doubleSpentReset, breaks: /P2/ },
  { ...lateConsumption, breaks: /P2/ },
  { ...lateCount, breaks: /P7/ },
  { ...lastAdministrator, breaks: /I10/ },
];

/** As many as the explorer makes of the real code in a short run. */
const mostRuns = 10_000;

test.each(planted)('the explorer finds $name ($published)', { timeout: 600_000 }, async ({ breaks, ...defect }) => {
  const began = performance.now();
  const world = await openWorld('sqlite');
  try {
    const { found } = await explore(world, { seed, runs: mostRuns, defect });
    console.log(`${defect.name}: found in run ${found?.inRuns}`);
    expect(found?.violations.join('\n') ?? 'nothing was found').toMatch(breaks);
    // It is the defect that is found, and not the plan: the real code goes through it unharmed.
    if (found !== null) expect(findViolations(await runPlan(world, found.plan))).toEqual([]);
    recordEvidence({
      proof: `planted and found: ${defect.name}`,
      on: 'one node, SQLite',
      counts: { runs: found?.inRuns ?? mostRuns },
      violations: 0,
      milliseconds: Math.round(performance.now() - began),
    });
  } finally {
    await world.close();
  }
});
