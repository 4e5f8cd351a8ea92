import { setTimeout as wait } from 'node:timers/promises';

/**
 * Does much of what nobody waits for: one batch after the other, and between two of them as long a rest as the last one took. SQLite
 * answers on the event loop, and a batch upon the other would leave everybody else waiting until the last.
 *
 * @param batch what one call does at most: so much that it takes some milliseconds on SQLite, and far less than PostgreSQL's
 *   statement timeout
 * @returns how much was done
 */
export async function inBatches(batch: number, doSome: (batch: number) => Promise<number>): Promise<number> {
  let done = 0;
  for (;;) {
    const startedAt = performance.now();
    const some = await doSome(batch);
    done += some;
    if (some < batch) return done;
    await wait(performance.now() - startedAt);
  }
}
