import { describe, test } from 'vitest';
import { hasRedis } from './start-redis.ts';

/** Runs a suite where there is a redis-server. Where there is none it says so, and in CI that is a failure. */
export function describeWithRedis(name: string, suite: () => void): void {
  if (hasRedis()) describe(name, suite);
  else if (process.env.CI)
    test(name, () => {
      throw new Error('redis-server is not installed, so this suite did not run');
    });
  else {
    process.stderr.write(`\nNOT RUN, because redis-server is not installed: ${name}\n`);
    describe.skip(name, suite);
  }
}
