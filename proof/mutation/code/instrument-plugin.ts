import type { Plugin } from 'vitest/config';
import { instrumentCore } from './instrument-core.ts';

/** Gives the tests the session core with a switch at each mutant, all of them off unless `mutant-switch.ts` sets one. */
export function instrumentPlugin(): Plugin {
  const core = instrumentCore();
  return {
    name: 'mutants-by-switch',
    enforce: 'pre',
    async transform(_code, id) {
      const code = (await core).sources.get(id);
      return code === undefined ? undefined : { code, map: null };
    },
  };
}
