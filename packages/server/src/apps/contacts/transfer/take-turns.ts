import { setImmediate as nextTurn } from 'node:timers/promises';

/** SQLite answers on the event loop, and so does everything that is worked out here. */
const longestTurnMilliseconds = 5;

export type Turns = {
  /** Whether others have waited long enough. */
  areDue(): boolean;
  /** Lets them have their turn. */
  take(): Promise<void>;
};

/** For work that goes on for seconds beside the requests of others. */
export function createTurns(): Turns {
  let since = performance.now();
  return {
    areDue: () => performance.now() - since >= longestTurnMilliseconds,
    take: async () => {
      await nextTurn();
      since = performance.now();
    },
  };
}
