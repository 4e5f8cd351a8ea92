import { expect, test } from 'vitest';
import { recordEvidence } from '#proof/evidence.ts';
import { extentOf, seed } from '#proof/extent.ts';
import { listRaces } from './list-races.ts';
import { defects, plantDefect } from './plant-defect.ts';
import { closeGround, openGround } from './racing-nodes.ts';
import { type RaceOutcome, runRace } from './run-race.ts';

/** Every kill once takes some 110 runs; a busy machine gets through fewer of them, and the evidence says how many. */
const extents = {
  postgres: extentOf({ short: { runs: 110, milliseconds: 11_000 }, long: { runs: 8000, milliseconds: 2_700_000 } }),
  sqlite: extentOf({ short: { runs: 110, milliseconds: 4000 }, long: { runs: 2000, milliseconds: 1_200_000 } }),
};

const leastRuns = 16;

const sumOf = (outcomes: readonly RaceOutcome[], count: (outcome: RaceOutcome) => number): number =>
  outcomes.reduce((sum, outcome) => sum + count(outcome), 0);

test.each([
  ['postgres', 'two nodes, PostgreSQL, each step'],
  ['sqlite', 'one node, SQLite, each step'],
] as const)(
  'E3, E4, P6, fault 20: 2 to 64 racers with one token while a node dies at each database step (%s): nobody honest is signed out, and every replay is caught',
  {
    timeout: 4_000_000,
  },
  async (dialect, on) => {
    const { runs, milliseconds } = extents[dialect];
    const startedAt = performance.now();
    const ground = await openGround(dialect);
    const outcomes: RaceOutcome[] = [];
    const violations: string[] = [];
    try {
      for (const race of listRaces({ runs, seed })) {
        if (outcomes.length >= leastRuns && performance.now() - startedAt > milliseconds) break;
        const outcome = await runRace(ground, race);
        outcomes.push(outcome);
        violations.push(...outcome.violations.map((violation) => `${JSON.stringify(race)} ${violation}`));
      }
      await closeGround(ground);
    } finally {
      // What was tried is told also where it could not be brought to its end.
      recordEvidence({
        proof: 'G12: a kill at each step of a race for one refresh token',
        on,
        counts: {
          runs: outcomes.length,
          killedInTheRace: sumOf(outcomes, ({ wasReached }) => Number(wasReached)),
          requests: sumOf(outcomes, ({ requests }) => requests),
          unanswered: sumOf(outcomes, ({ unanswered }) => unanswered),
          replaysShown: sumOf(outcomes, ({ replays }) => replays),
          replaysCaught: sumOf(outcomes, ({ caught }) => caught),
        },
        violations: violations.length,
        milliseconds: performance.now() - startedAt,
      });
    }
    expect(violations.slice(0, 10)).toEqual([]);
    expect(sumOf(outcomes, ({ caught }) => caught)).toBe(outcomes.length);
    // A race in which nobody went without an answer would have shown nothing about kills.
    expect(sumOf(outcomes, ({ wasReached }) => Number(wasReached))).toBeGreaterThan(outcomes.length / 2);
    expect(sumOf(outcomes, ({ unanswered }) => unanswered)).toBeGreaterThan(outcomes.length / 2);
  },
);

test.each(defects)('races tell a planted defect: $name', async ({ sql, race, tells }) => {
  const ground = await openGround('postgres');
  await plantDefect(ground.test, sql);
  const { violations } = await runRace(ground, {
    racers: 4,
    doom: { step: 1, moment: 'after' },
    proof: 'access token',
    stolen: 'parent',
    shown: 'later',
    ...race,
  });
  await closeGround(ground);
  expect(violations.join('\n')).toContain(tells);
});

test('races are judged anew for each: without a defect the same race is good', async () => {
  const ground = await openGround('postgres');
  for (const { race } of defects)
    expect(
      await runRace(ground, {
        racers: 4,
        doom: { step: 1, moment: 'after' },
        proof: 'access token',
        stolen: 'parent',
        shown: 'later',
        ...race,
      }),
    ).toMatchObject({ violations: [], caught: 1 });
  await closeGround(ground);
});
