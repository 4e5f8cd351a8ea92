import { seededRandom } from '#proof/random.ts';
import type { Doom } from './doomed-database.ts';
import type { Race } from './run-race.ts';

const racerCounts = [2, 4, 16, 64];
const shown: readonly Race['shown'][] = ['first', 'later', 'lost'];
const moments: readonly Doom['moment'][] = ['before', 'after'];
const proofs: readonly Race['proof'][] = ['access token', 'window'];
const stolen: readonly Race['stolen'][] = ['parent', 'older'];

/**
 * As many database steps as the racers on one node make, all of them a rotation and half of them something beside it. The
 * last ones are not always reached: the node then dies when the race is over, and the run is counted so.
 */
const mostSteps = (racers: number): number => Math.max(2, racers / 2 + Math.ceil(racers / 8));

/** Every number of racers with a kill before and after each step, in an order that the seed chooses, over and over. */
export function* listRaces({ runs, seed }: { runs: number; seed: number }): Generator<Race> {
  const kills = racerCounts.flatMap((racers) =>
    Array.from({ length: mostSteps(racers) }, (_, step) => step + 1).flatMap((step) =>
      moments.map((moment) => ({ racers, doom: { step, moment } })),
    ),
  );
  const order = shuffled(kills, seed);
  for (let run = 0; run < runs; run += 1) {
    const round = Math.floor(run / order.length);
    const kill = order[run % order.length];
    if (kill === undefined) return;
    yield {
      ...kill,
      // Each kill meets every one of these as the rounds go on.
      shown: shown[(run + round) % shown.length] ?? 'first',
      proof: proofs[(run + (round >> 1)) % proofs.length] ?? 'window',
      stolen: stolen[((run >> 1) + (round >> 2)) % stolen.length] ?? 'parent',
    };
  }
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  return list
    .map((one) => ({ one, at: random() }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ one }) => one);
}
