import { describe, expect, it } from 'vitest';

import { findFaults } from './house-rules.mjs';

const file = 'packages/server/src/features/accounts/store.ts';

describe('the environment', () => {
  it.each([
    'export const key = process.env.SECRET_KEY;',
    "export const key = process['env'].SECRET_KEY;",
    'export const key = globalThis.process.env.SECRET_KEY;',
    'export const key = process?.env.SECRET_KEY;',
    'const { env } = process; export const key = env.SECRET_KEY;',
    'const { env: settings } = process; export const key = settings.SECRET_KEY;',
    "import { env } from 'node:process'; export const key = env.SECRET_KEY;",
    "import surroundings from 'process'; export const key = surroundings.env.SECRET_KEY;",
    "process.loadEnvFile('.env');",
  ])('is not read in a feature: %s', (source) => {
    expect(findFaults(file, source)).toHaveLength(1);
    expect(findFaults(file, source)[0]).toContain('only packages/server/src/config.ts reads the environment');
  });

  it('is read in config.ts, and in tests', () => {
    expect(findFaults('packages/server/src/config.ts', 'export const key = process.env.SECRET_KEY;')).toEqual([]);
    expect(findFaults('packages/server/src/config.test.ts', 'process.env.SECRET_KEY = "x";')).toEqual([]);
  });

  it('may be spoken of in comments and texts', () => {
    expect(findFaults(file, '// process.env is read elsewhere\nexport const hint = "see process.env";')).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    ['function checkToken() {}', 'check'],
    ['export async function handleSignIn() {}', 'handle'],
    ['const processRow = (row) => row;', 'process'],
    ['const ensureSchema = function () {};', 'ensure'],
    ['interface Store { validateRow(row: string): void }', 'validate'],
    ['type Store = { performCleanup: () => void };', 'perform'],
    ['class StoreError extends Error { manageRetries() {} }', 'manage'],
    ['function doIt() {}', 'do'],
  ])('begin with a verb that says something: %s', (source, verb) => {
    expect(findFaults(file, source)[0]).toContain(`the verb "${verb}"`);
  });

  it.each([
    'function documentOf() {}',
    'function checkedBoxes() {}',
    'const handler = () => {};',
    'export const options = { validateSearch: (search) => search };',
    'export const processed = 3;',
  ])('that only look alike are left alone: %s', (source) => {
    expect(findFaults(file, source)).toEqual([]);
  });

  it.each(['index', 'utils', 'util', 'helpers', 'service', 'manager', 'types', 'misc'])(
    'of files are not "%s"',
    (stem) => {
      expect(findFaults(`packages/server/src/features/accounts/${stem}.ts`, '')).toHaveLength(1);
    },
  );

  it('of a public entry may be "index"', () => {
    expect(findFaults('packages/sdk/src/index.ts', '')).toEqual([]);
  });
});

describe('classes', () => {
  it('are refused but for errors', () => {
    expect(findFaults(file, 'export class AccountStore {}')[0]).toContain('classes are for errors only');
    expect(findFaults(file, 'export class AccountMissing extends PortressError {}')).toEqual([]);
  });
});
