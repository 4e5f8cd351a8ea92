import type { Stryker } from '@stryker-mutator/core';

/** What Stryker says of one mutant. Lines and columns count from 1. */
export type StrykerResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

const listeners = new Set<(result: StrykerResult) => void>();

/** @returns what ends it */
export function onMutantTried(listener: (result: StrykerResult) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What Stryker looks for in a plugin. */
export const strykerPlugins = [
  {
    kind: 'Reporter',
    name: 'tell',
    value: {
      onMutantTested: (result: StrykerResult): void => {
        for (const listener of listeners) listener(result);
      },
    },
  },
];
