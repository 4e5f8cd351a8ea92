import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

// One embedded PostgreSQL for the whole run; each server suite makes its own database in it.
const serverSetup = fileURLToPath(new URL('packages/server/test/global-setup.ts', import.meta.url));

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
          ...(existsSync(serverSetup) ? { globalSetup: [serverSetup] } : {}),
        },
      },
      packageProject('sdk'),
      packageProject('web'),
      packageProject('verifier'),
      { test: { ...inNode, name: 'bench', root: 'bench', include: ['*.test.ts'] } },
      { test: { ...inNode, name: 'scripts', include: ['scripts/**/*.test.mjs'] } },
    ],
  },
});
