import { pickOne } from '#proof/random.ts';
import type { Fault } from './fault.ts';

/** How often a process may forget what it counted: once for each kill of it, and what it counted before. */
export const killOne = (kills: number): Fault => ({
  number: 1,
  title: 'kill -9 at a random moment',
  guessFactor: kills + 1,
  begin: async ({ nodes }, random) => {
    const node = pickOne(random, nodes);
    await node.kill();
    return () => node.start();
  },
});
