import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnavailable } from '#platform/database/database.ts';

/** A database that is away or locked is asked again for half a minute. */
const mostTries = 30;
const retryMilliseconds = 1000;

export async function withPatience<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || tries >= mostTries) throw error;
      await sleep(retryMilliseconds);
    }
}
