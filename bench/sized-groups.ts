import type { Bench, Findings, Result } from './figure.ts';
import type { LoadPlan } from './load-process.ts';
import { formatRatio, formatSpread } from './report.ts';
import { type Load, measureLoad, type ServedSample, subjectOf } from './served-load.ts';
import { interleave, ratiosOf, type Spread, spreadOf } from './statistics.ts';

/** The same service with much in it and with little. */
export type Sizes<S> = { large: S; small: S };
type Served = { url: string; pid: number; authorization: string };

/** One question, asked of both sizes. */
export type Variant<S> = {
  name: string;
  ask(service: S): Pick<LoadPlan, 'url' | 'method' | 'headers'>;
};
export type Group<S> = { goal: string; reach: number; variants: Variant<S>[] };

/** What the two sizes are called in the tables, such as `1,000,000 accounts` and `1,000`. */
export type SizeNames = { prefix: string; large: string; small: string };

const connections = 4;

export const get = <S extends Served>(name: string, path: (service: S) => string): Variant<S> => ({
  name,
  ask: (service) => ({
    url: service.url + path(service),
    method: 'GET',
    headers: { authorization: service.authorization },
  }),
});

export const join = (...parts: readonly Findings[]): Findings => ({
  results: parts.flatMap(({ results }) => results),
  subjects: parts.flatMap(({ subjects }) => subjects),
  notes: parts.flatMap(({ notes }) => notes),
});

type Measured = { name: string; ratio: Spread; samples: Record<'small' | 'large', ServedSample[]> };

/** Asks each question of both sizes in turn; of a group the dearest question counts. */
export async function measureGroups<S extends Served>(
  bench: Bench,
  load: Load,
  sizes: Sizes<S>,
  { groups, names }: { groups: readonly Group<S>[]; names: SizeNames },
): Promise<Findings> {
  const parts: Findings[] = [];
  for (const group of groups) {
    const measured: Measured[] = [];
    for (const { name, ask } of group.variants) {
      const run = (service: S) => (): Promise<ServedSample> =>
        measureLoad(load, service.pid, { ...ask(service), connections, seconds: bench.isQuick ? 0.5 : 1 });
      const both = { small: run(sizes.small), large: run(sizes.large) };
      await interleave(1, both);
      const samples = await interleave(bench.isQuick ? 2 : 5, both);
      const ratio = spreadOf(ratiosOf(samples.small, samples.large, ({ perSecond }) => perSecond));
      bench.tell(`${names.prefix}${name}: ${formatRatio(ratio.median)} (${formatSpread(ratio)})`);
      measured.push({ name: `${names.prefix}${name}`, ratio, samples });
    }
    parts.push(describeGroup(group, names, measured));
  }
  return join(...parts);
}

function describeGroup(
  { goal, reach }: Omit<Group<never>, 'variants'>,
  names: SizeNames,
  measured: readonly Measured[],
): Findings {
  const [worst] = measured.toSorted((one, other) => other.ratio.median - one.ratio.median);
  if (worst === undefined) throw new Error(`nothing was measured of ${goal}`);
  return {
    results: [resultOf(`${names.prefix}${goal}`, names, worst.ratio, { reach, prototype: '–' })],
    subjects: measured.flatMap(({ name, samples }) => [
      subjectOf(`${name}, ${names.large}`, 'requests', samples.large),
      subjectOf(`${name}, ${names.small}`, 'requests', samples.small),
    ]),
    notes:
      measured.length === 1 ? [] : [`${names.prefix}${goal}: the dearest of ${measured.length} is "${worst.name}".`],
  };
}

/** What something costs at the large size, as a ratio to the small one. */
export const resultOf = (
  goal: string,
  names: Pick<SizeNames, 'large' | 'small'>,
  ratio: Spread,
  { reach, prototype }: { reach: number; prototype: string },
): Result => ({
  goal: `${goal}: cost at ${names.large}`,
  limit: `the same at ${names.small}`,
  measured: formatRatio(ratio.median),
  spread: formatSpread(ratio),
  prototype,
  reach: String(reach),
  isReached: ratio.median <= reach,
});
