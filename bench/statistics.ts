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

/**
 * @param values at least one, in any order
 * @param share 0.99 for the value that one in a hundred is beyond
 */
export function percentileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/**
 * How well a single value tells the two apart: 0.5 not at all, 1 without fail, whichever of them is the larger (the area
 * under the curve, by the ranks of Mann and Whitney).
 */
export function separationOf(one: readonly number[], other: readonly number[]): number {
  const all = [...one.map((value) => ({ value, isOne: true })), ...other.map((value) => ({ value, isOne: false }))];
  all.sort((a, b) => a.value - b.value);
  let rankSum = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    // Equal values share the middle of their ranks.
    const rank = (start + 1 + end) / 2;
    for (let at = start; at < end; at += 1) if (all[at]?.isOne) rankSum += rank;
    start = end;
  }
  const area = (rankSum - (one.length * (one.length + 1)) / 2) / (one.length * other.length);
  return Math.max(area, 1 - area);
}
