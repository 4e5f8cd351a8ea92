import { existsSync, globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { configDefaults, defineConfig } from 'vitest/config';

// What is compiled once is kept for every process that the tests start, be it ours or Vitest's.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url));

/**
 * The files of the server share a process, and so the modules, the password lists and the threads that are there already:
 * making them anew for each file takes longer than its tests. A file that measures its own process, or stops its clock, would
 * see what the others have left in it, so it gets one of its own; so does one that puts a module in another's place, which
 * may have been loaded already.
 */
const serverRoot = fileURLToPath(new URL('packages/server', import.meta.url));
const looksAtItsProcess = /process\.(?:memoryUsage|cpuUsage|pid)\b|useFakeTimers|vi\.mock\(/;
const alone = globSync('{src,test}/**/*.test.ts', { cwd: serverRoot }).filter((file) =>
  looksAtItsProcess.test(readFileSync(join(serverRoot, file), 'utf8')),
);

// An embedded PostgreSQL for the whole run; each test makes its own database in it.
const serverSetup = join(serverRoot, 'test/global-setup.ts');
const aroundServerTests = existsSync(serverSetup) ? { globalSetup: [serverSetup] } : {};

const inNode = {
  pool: 'forks',
  testTimeout: 30_000,
  hookTimeout: 60_000,
  restoreMocks: true,
  unstubEnvs: true,
} as const;

const packageProject = (name: string) => ({
  test: { ...inNode, name, root: `packages/${name}`, include: ['{src,test}/**/*.test.ts'] },
});

export default defineConfig({
  test: {
    maxWorkers: Math.max(1, Math.min(4, availableParallelism())),
    reporters: ['default'],
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'], exclude: ['**/*.test.ts'] },
    projects: [
      {
        test: {
          ...packageProject('server').test,
          ...aroundServerTests,
          isolate: false,
          exclude: [...configDefaults.exclude, ...alone],
        },
      },
      { test: { ...packageProject('server').test, ...aroundServerTests, name: 'server-alone', include: alone } },
      // Each example as a person starts it: services of its own, ports of its own.
      {
        test: {
          ...inNode,
          name: 'examples',
          root: 'examples',
          include: ['**/*.test.ts'],
          maxWorkers: 2,
          testTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      packageProject('sdk'),
      packageProject('web'),
      packageProject('verifier'),
      packageProject('documentation'),
      { test: { ...inNode, name: 'bench', root: 'bench', include: ['*.test.ts'] } },
      { test: { ...inNode, name: 'scripts', include: ['{scripts,.ci}/**/*.test.mjs'] } },
    ],
  },
});
