import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { unavailable } from './deeds.ts';
import type { Run } from './history.ts';
import { findViolations } from './judge.ts';
import { type Plan, plans } from './plan.ts';
import { runPlan } from './run-plan.ts';
import type { Defect } from './subjects.ts';
import type { World } from './world.ts';

export type Exploration = {
  runs: number;
  /** Orders of steps that differ from each other, by what was really made, kills included. */
  distinct: number;
  steps: number;
  kills: number;
  deeds: number;
  /** Of the deeds, those that were answered as they had been asked. */
  acknowledged: number;
  /** Answered with 503: PostgreSQL had undone them. */
  unavailable: number;
  /** Null where nothing was found; otherwise the smallest plan that shows it, and how it is run again. */
  found: { plan: Plan; violations: string[]; inRuns: number; report: string } | null;
};

/** What of a test's title names its database. */
const titleOf = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

/** So that a counterexample is told within seconds. */
const mostShrinks = 300;

/** Tries plans until one shows a violation, and then makes it as small as it can be. */
export async function explore(
  world: World,
  { seed, runs, defect = null, path }: { seed: number; runs: number; defect?: Defect | null; path?: string },
): Promise<Exploration> {
  const seen = new Set<string>();
  const counts = { runs: 0, steps: 0, kills: 0, deeds: 0, acknowledged: 0, unavailable: 0 };
  let isShrinking = false;
  let shrinks = 0;
  /** The run that failed last is that of the smallest plan; on PostgreSQL it may not fail again. */
  let failed: { run: Run; violations: string[] } | undefined;
  const property = fc.asyncProperty(plans, async (plan) => {
    // Small enough by then: what is smaller still counts as no failure, and is not run.
    if (isShrinking) shrinks += 1;
    if (shrinks > mostShrinks) return true;
    const run = await runPlan(world, plan, defect);
    const violations = findViolations(run);
    if (!isShrinking) {
      counts.runs += 1;
      counts.steps += run.trace.length;
      counts.kills += run.trace.filter((step) => step.includes(':killed at ')).length;
      counts.deeds += run.events.length;
      counts.unavailable += run.events.filter(({ outcome }) => outcome === unavailable).length;
      counts.acknowledged += run.events.filter(({ outcome }) => outcome === 'ok').length;
      seen.add(createHash('sha1').update(run.trace.join('\n')).digest('base64'));
    }
    if (violations.length > 0) failed = { run, violations };
    isShrinking ||= violations.length > 0;
    return violations.length === 0;
  });
  const outcome = await fc.check(property, { seed, numRuns: runs, ...(path !== undefined && { path }) });
  const plan = outcome.counterexample?.[0];
  if (outcome.failed && plan === undefined)
    throw new Error('it failed before it began', { cause: outcome.errorInstance });
  if (plan === undefined) return { ...counts, distinct: seen.size, found: null };
  const violations = failed?.violations ?? [];
  const report = [
    ...violations,
    JSON.stringify(plan),
    ...(failed?.run.trace ?? []),
    ...(failed?.run.events ?? []).map((event) => JSON.stringify(event)),
    `Run it again: PROOF_SEED=${outcome.seed} PROOF_PATH=${outcome.counterexamplePath} npx vitest run --config proof/vitest.config.ts interleavings/explore -t ${titleOf[world.dialect]}`,
    ...(outcome.errorInstance instanceof Error ? [outcome.errorInstance.stack ?? ''] : []),
  ].join('\n');
  return { ...counts, distinct: seen.size, found: { plan, violations, inRuns: counts.runs, report } };
}
