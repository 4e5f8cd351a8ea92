import { randomInt } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Problem } from '#platform/errors.ts';

export type LoadWatch = {
  /** For how long half of the event loop's turns of the last second kept everybody waiting, in milliseconds. */
  delayMilliseconds(): number;
  stop(): void;
};

const resolutionMilliseconds = 20;
const sampleMilliseconds = 1000;
/** From here on dear work of strangers is refused, so that what is under way stays quick. */
export const strainedMilliseconds = 300;
/** From here on the process is no place to send anybody to: `/readyz` says so. */
export const unreadyMilliseconds = 1000;

/**
 * Watches how late the event loop is. The median of a second is looked at, not its worst: one long turn (a collection of
 * garbage, a start) is over when it is seen, while a process that has more to do than it can is late again and again.
 */
export function createLoadWatch(): LoadWatch {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMilliseconds });
  histogram.enable();
  let delay = 0;
  const timer = setInterval(() => {
    // The histogram holds whole intervals, the waiting that was asked for included.
    delay = Math.max(0, histogram.percentile(50) / 1e6 - resolutionMilliseconds);
    histogram.reset();
  }, sampleMilliseconds);
  timer.unref();
  return {
    delayMilliseconds: () => delay,
    stop: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
}

/** Spread, so that those who were refused together do not come back together. */
export const overloadSeconds = (): number => randomInt(2, 6);

/**
 * For work that strangers ask for: a sign-in, a sign-up, a mail. Under strain it goes first; requests of people who are
 * signed in never come through here.
 *
 * @throws Problem 503 `overloaded` with `Retry-After`
 */
export function refuseUnderStrain({ load }: { load: LoadWatch }): void {
  if (load.delayMilliseconds() >= strainedMilliseconds)
    throw new Problem('overloaded', { retryAfterSeconds: overloadSeconds() });
}
