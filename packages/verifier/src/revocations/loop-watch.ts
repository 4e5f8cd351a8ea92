import { type Clock, type Instant, instantOf } from '../clocks.ts';

const TICK_MS = 250;

/** Knows until when this process is sure to have read what its connections brought. */
export interface LoopWatch {
  /** What had come before this instant has been read since: a process that was stopped notices it here. */
  readonly readUpTo: Instant;
  stop(): void;
}

export function createLoopWatch(clock: Clock): LoopWatch {
  let readUpTo = instantOf(clock);
  const timer = setInterval(() => {
    const ticked = instantOf(clock);
    // After the timers of a turn come its connections, and only then this: after a pause they have been read by now.
    setImmediate(() => {
      readUpTo = ticked;
    }).unref();
  }, TICK_MS);
  timer.unref();
  return {
    get readUpTo() {
      return readUpTo;
    },
    stop: () => clearInterval(timer),
  };
}
