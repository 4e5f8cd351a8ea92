import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import type { TestSequencerConstructor } from 'vitest/node';
import { LongestFirst } from './longest-first.ts';

// What is compiled once is kept for every process that the tests start, be it ours or Vitest's.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));

const root = fileURLToPath(new URL('.', import.meta.url));
/** Not one request may fail in them, be the disk of this machine as busy as it likes. */
const withoutFailure = 'faults/24-rolling-*.test.ts';

const proofs = {
  root,
  pool: 'forks',
  restoreMocks: true,
  unstubEnvs: true,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // An embedded PostgreSQL for what needs no server of its own.
  globalSetup: '../packages/server/test/global-setup.ts',
} as const;

/** Run by `npm run proof`: what several processes, a scheduler or a long search show, apart from the suites of `npm test`. */
export default defineConfig({
  test: {
    reporters: ['default'],
    sequence: { sequencer: LongestFirst as unknown as TestSequencerConstructor },
    projects: [
      // Three files at a time: much of it is waiting, for a fault and for what comes after it.
      { test: { ...proofs, name: 'proof', include: ['**/*.test.ts'], exclude: [withoutFailure], maxWorkers: 3 } },
      {
        test: {
          ...proofs,
          name: 'proof-alone',
          include: [withoutFailure],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
