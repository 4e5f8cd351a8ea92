import { setTimeout as wait } from 'node:timers/promises';

/** Events one after another, at instants that several processes agree on beforehand. */
export type Schedule = {
  /** Of the machine's monotonic clock, which its processes share. Milliseconds. */
  startAt: number;
  everyMilliseconds: number;
};

export const monotonicMilliseconds = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Off the beat by up to half a step, so that no rhythm of the service meets it again and again. */
export const instantOf = ({ startAt, everyMilliseconds }: Schedule, index: number): number =>
  startAt + (index + (((index * 7919) % 101) / 101 - 0.5) * 0.9) * everyMilliseconds;

export async function untilInstant(instant: number): Promise<void> {
  const left = instant - monotonicMilliseconds();
  if (left > 0) await wait(left);
}

/** Before its event everything about a token is known to whoever is asked, as of a person in the middle of work. */
export const warmUpMilliseconds = 60;
/** Longer than anything that is measured; what has not come by then is a fault. */
export const longestMilliseconds = 15_000;
