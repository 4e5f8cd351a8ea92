import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { ProvidedContext } from 'vitest';
import { createVitest, type TestRunResult } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the process of the tests says which it is, so that it can be ended when it hears nothing any more. */
    processTo: string;
  }
}

export type TestRun = {
  /** What the tests are told: what is wrong in this run. */
  provided: Partial<ProvidedContext>;
  /** Only these test files, by a part of their names. */
  files?: readonly string[];
  /** A run that takes longer is ended: a mutant can make a loop that never comes to its end, in which no timeout of a test is heard. */
  longestSeconds: number;
};

/** `failed` is the first test that did. A run that had to be ended has a `failed` of null and `isEnded`. */
export type TestVerdict = { failed: string | null; passed: number; isEnded: boolean };

export type TestRunner = {
  run(run: TestRun): Promise<TestVerdict>;
  /** The test files, from the server's directory. */
  listFiles(): Promise<string[]>;
  close(): Promise<void>;
};

/**
 * One Vitest for many runs: what takes long, its start and reading the sources, is paid for once. Each run has a new process, so
 * nothing of a mutant stays.
 *
 * @param configFile of Vitest; its setup file has to write the number of its process to `processTo`
 */
export async function openTestRunner(configFile: string): Promise<TestRunner> {
  const vitest = await createVitest('test', { config: configFile, watch: false, bail: 1, reporters: [] });
  const directory = mkdtempSync(join(tmpdir(), 'portress-test-runner-'));
  const processTo = join(directory, 'pid');
  vitest.provide('processTo', processTo);
  return {
    listFiles: async () =>
      (await vitest.globTestSpecifications()).map(({ moduleId }) => relative(vitest.config.root, moduleId)),
    run: async ({ provided, files, longestSeconds }) => {
      for (const [key, value] of Object.entries(provided)) vitest.provide(key as keyof ProvidedContext, value);
      vitest.state.filesMap.clear();
      vitest.state.errorsSet.clear();
      let isEnded = false;
      const ending = setTimeout(() => {
        isEnded = true;
        process.kill(Number(readFileSync(processTo, 'utf8')), 'SIGKILL');
      }, longestSeconds * 1000);
      try {
        const verdict = verdictOf(await vitest.start(files && [...files]));
        return isEnded ? { failed: null, passed: 0, isEnded } : { ...verdict, isEnded };
      } finally {
        clearTimeout(ending);
      }
    },
    close: async () => {
      await vitest.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** No test has said it: the mutant keeps a module from loading, or the machine has failed. */
export const outsideOfTests = 'an error outside of all tests';

function verdictOf({ testModules, unhandledErrors }: TestRunResult): { failed: string | null; passed: number } {
  let failed: string | null = unhandledErrors.length > 0 ? outsideOfTests : null;
  let passed = 0;
  for (const module of testModules) {
    if (module.errors().length > 0) failed ??= module.moduleId;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'failed') failed = test.fullName;
      else if (state === 'passed') passed += 1;
    }
  }
  return { failed, passed };
}
