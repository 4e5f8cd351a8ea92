export type Spread = { median: number; least: number; most: number; rounds: number };

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const median = Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.floor(middle));
  return { median, least: at(0), most: at(sorted.length - 1), rounds: sorted.length };
}

/** Carries the subjects out in turn, A B A B …, so that what slows the machine for a while slows all of them. */
export async function interleave<Name extends string, Sample>(
  rounds: number,
  subjects: Readonly<Record<Name, () => Promise<Sample>>>,
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(subjects) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<Name, Sample[]>;
  for (let round = 0; round < rounds; round += 1) for (const name of names) samples[name].push(await subjects[name]());
  return samples;
}

/** Of each round its own ratio: the two were measured next to each other. */
export const ratiosOf = <Sample>(results: readonly Sample[], limits: readonly Sample[], rate: (s: Sample) => number) =>
  results.flatMap((result, round) => {
    const limit = limits[round];
    return limit === undefined ? [] : [rate(result) / rate(limit)];
  });
