import { matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import type { TestSequencer, TestSequencerConstructor, TestSpecification } from 'vitest/node';
import { testsLeftOut, testsOfTheCore } from './session-core.ts';

// Each mutant has a process of its own: what is compiled once is kept for all of them.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

const root = fileURLToPath(new URL('../../packages/server', import.meta.url));

const rankOf = ({ moduleId }: TestSpecification): number =>
  testsOfTheCore.findIndex((pattern) => matchesGlob(moduleId, `**/${pattern}`));

/** Vitest would begin with those that take longest, which is right for several processes and wrong for one. */
function InOrder(): TestSequencer {
  const sort = async (files: TestSpecification[]): Promise<TestSpecification[]> =>
    files.toSorted((a, b) => rankOf(a) - rankOf(b) || (a.moduleId < b.moduleId ? -1 : 1));
  return { sort, shard: sort };
}

/**
 * The tests that mutants of the session core are shown to. One process after the other, modules shared by all files of a run
 * as in the suites themselves, SQLite alone: what a mutant of the rules does wrong it does on both databases.
 */
export default defineConfig({
  test: {
    root,
    dir: root,
    include: testsOfTheCore,
    exclude: testsLeftOut,
    pool: 'forks',
    isolate: false,
    maxWorkers: 1,
    sequence: { sequencer: InOrder as unknown as TestSequencerConstructor },
    restoreMocks: true,
    unstubEnvs: true,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: fileURLToPath(new URL('sqlite-only.ts', import.meta.url)),
    env: { TEST_DATABASES: 'sqlite' },
  },
});
