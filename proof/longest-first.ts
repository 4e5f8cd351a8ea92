import { BaseSequencer, type TestSequencer, type TestSpecification, type Vitest } from 'vitest/node';

/** Found by their times in a run on two cores. Whatever is not here takes less. */
const longest = [
  'interleavings/explore.test.ts',
  'races/races.test.ts',
  'interleavings/explore-postgres.test.ts',
  'faults/18-hostile-bytes.test.ts',
  'fuzzing/fuzzing.test.ts',
  'campaign/base-load.test.ts',
  'faults/02-power-loss.test.ts',
  'races/killed-processes.test.ts',
  'session-model/walks.test.ts',
  'session-model/four-hours/four-hours.test.ts',
];

/** A file that takes an hour and begins last is an hour in which the other workers wait. Vitest calls it with `new`. */
export function LongestFirst(vitest: Vitest): TestSequencer {
  const usual = new BaseSequencer(vitest);
  const rankOf = ({ moduleId }: TestSpecification): number => {
    const rank = longest.findIndex((file) => moduleId.endsWith(file));
    return rank === -1 ? longest.length : rank;
  };
  return {
    sort: async (files) => (await usual.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b)),
    shard: (files) => usual.shard(files),
  };
}
