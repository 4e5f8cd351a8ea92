import { setTimeout as wait } from 'node:timers/promises';
import { DatabaseUnavailable } from '#platform/database/database.ts';

const mostTries = 60;

/**
 * What a test itself asks of the database, or starts on it: where the machine is so busy that no connection comes within the second that
 * the service gives it, it is asked again. Never for what is judged.
 */
export async function askPatiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || tries === mostTries) throw error;
      await wait(100);
    }
  }
}
