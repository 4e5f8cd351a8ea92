import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordEvidence } from '#proof/evidence.ts';
import { extentOf, seed } from '#proof/extent.ts';
import { openFrozenApp } from './frozen-app.ts';
import { plantedFaults, rulesWith } from './planted-faults.ts';
import { rulesOf } from './table.ts';
import { type Deed, findDisagreement, type Walk } from './walk.ts';
import { nodeKeys, walkService } from './walk-service.ts';

const limits = { grace: 60_000, idle: 600_000 };
/** Near enough that a walk may get there with its session alive. */
const absolute = 900_000;
const settings = {
  REFRESHES_PER_MINUTE: '0',
  REFRESH_GRACE_SECONDS: String(limits.grace / 1000),
  REFRESH_IDLE_SECONDS: String(limits.idle / 1000),
  REFRESH_ABSOLUTE_SECONDS: String(absolute / 1000),
};

const node = fc.constantFrom<0 | 1>(0, 1);
/** On both sides of every boundary there is, to the millisecond. */
const milliseconds = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1, 29_999, 30_000, 59_999, 60_000, 60_001) },
  { weight: 1, arbitrary: fc.constantFrom(539_999, 540_000, 599_999, 600_000) },
);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('show' as const),
      back: fc.constantFrom(0, 0, 0, 0, 1, 1, 1, 1, 2, 3, -1),
      node,
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), milliseconds }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('access' as const),
      back: fc.constantFrom(0, 0, 0, 1),
      age: fc.constantFrom(0, 59_999, 60_000, 60_001),
      isFormer: fc.constantFrom(false, false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('show former' as const), generation: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reseed' as const), node }) },
);

const walksOn = {
  sqlite: extentOf({ short: 500, long: 10_000 }),
  postgres: extentOf({ short: 60, long: 2000 }),
};

async function walkMany(dialect: 'sqlite' | 'postgres', count: number): Promise<Walk[]> {
  const app = await openFrozenApp(dialect, settings);
  const walks: Walk[] = [];
  const deeds = fc.sample(fc.array(deed, { minLength: 10, maxLength: 40 }), { seed, numRuns: count });
  for (const one of deeds) walks.push(await walkService(app, one));
  await app.close();
  return walks;
}

const walked = new Map<string, Promise<Walk[]>>();
/** They are walked once, for the true model and for the false ones. */
function walk(dialect: 'sqlite' | 'postgres'): Promise<Walk[]> {
  const walks = walked.get(dialect) ?? walkMany(dialect, walksOn[dialect]);
  walked.set(dialect, walks);
  return walks;
}

test.each(['sqlite', 'postgres'] as const)(
  'random walks of a session on two nodes are answered as the model says, step by step and with the same row (%s)',
  {
    timeout: 1_200_000,
  },
  async (dialect) => {
    const startedAt = performance.now();
    const walks = await walk(dialect);
    const disagreements = walks.flatMap((one) => findDisagreement(rulesOf(limits), one, nodeKeys) ?? []);
    const steps = walks.flatMap((one) => one.steps);
    const answers = steps.flatMap(({ outcome }) => (outcome.answer === null ? [] : [outcome.answer]));
    const refusals = answers.flatMap((answer) => ('refused' in answer ? [answer.refused] : []));
    recordEvidence({
      proof: 'the model of the table held against the real rotation',
      on: dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL',
      counts: { walks: walks.length, steps: steps.length, answers: answers.length, refusals: refusals.length },
      violations: disagreements.length,
      milliseconds: performance.now() - startedAt,
    });
    expect(disagreements.slice(0, 3)).toEqual([]);
    // Not all of it after the end of a session.
    expect(refusals.length).toBeLessThan(answers.length / 2);
    expect(new Set(refusals)).toEqual(new Set(['session_ended', 'invalid_refresh_token']));
  },
);

test('a model with a planted fault disagrees with the service', { timeout: 120_000 }, async () => {
  const walks = await walk('sqlite');
  const unnoticed = plantedFaults
    .filter((fault) => {
      const rules = rulesWith(fault, limits);
      return !walks.some((one) => findDisagreement(rules, one, nodeKeys) !== undefined);
    })
    .map(({ name }) => name);
  expect(unnoticed).toEqual([]);
});
