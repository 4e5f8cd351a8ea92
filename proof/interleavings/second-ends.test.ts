import { expect, test } from 'vitest';
import { findViolations } from './judge.ts';
import type { Deed } from './plan.ts';
import { runPlan } from './run-plan.ts';
import { openWorld } from './world.ts';

const useOf = (of: number): Deed => ({ kind: 'use', of });
const signOutBy = (by: 'access' | 'refresh'): Deed => ({ kind: 'sign out', of: 1, by });

/** What the explorer has found: an end that finds nothing left to end is acknowledged, so it has to be felt as well. */
test.each<[string, Deed, Deed]>([
  ['sign-out by the access token', signOutBy('access'), signOutBy('access')],
  ['sign-out by the refresh token', signOutBy('refresh'), signOutBy('refresh')],
  ['sign-out, and all but this one', signOutBy('refresh'), { kind: 'sign out everywhere', of: 0, keeps: true }],
])(
  'P3: of two nodes that end the same at once both refuse it as soon as they have answered (%s)',
  async (_, one, other) => {
    const world = await openWorld('postgres');
    try {
      for (let lead = 0; lead < 20; lead += 1) {
        const moves = Array.from({ length: lead }, () => ({ kind: 'step', actor: 1 }) as const);
        const actors = [
          [useOf(1), one, useOf(1)],
          [useOf(0), other, useOf(1)],
        ];
        const run = await runPlan(world, { generation: 1, sessions: 2, actors, moves });
        expect(findViolations(run)).toEqual([]);
        const ends = run.events.filter(({ deed }) => deed.kind.startsWith('sign out'));
        expect(ends.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
      }
    } finally {
      await world.close();
    }
  },
);
