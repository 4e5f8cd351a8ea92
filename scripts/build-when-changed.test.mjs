import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { buildWhenChanged, root } from './build-when-changed.mjs';

let directory;
let built;
let build;
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  directory = mkdtempSync(join(tmpdir(), 'portress-build-'));
  mkdirSync(join(directory, 'sources'));
  writeFileSync(join(directory, 'sources/a.md'), 'one');
  built = 0;
  build = {
    name: 'the example',
    id: `example-${process.pid}`,
    sources: [relative(root, join(directory, 'sources'))],
    result: relative(root, join(directory, 'result')),
    make: async () => {
      built += 1;
      writeFileSync(join(directory, 'result'), 'built');
    },
  };
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
  rmSync(join(root, `node_modules/.portress-${build.id}.json`), { force: true });
});

test('what is built is built again when a source says something else, and not when it is merely newer', async () => {
  await buildWhenChanged(build);
  await buildWhenChanged(build);
  expect(built).toBe(1);
  utimesSync(join(directory, 'sources/a.md'), new Date(), new Date());
  await buildWhenChanged(build);
  expect(built).toBe(1);
  writeFileSync(join(directory, 'sources/a.md'), 'two');
  await buildWhenChanged(build);
  expect(built).toBe(2);
  writeFileSync(join(directory, 'sources/b.md'), 'new');
  await buildWhenChanged(build);
  expect(built).toBe(3);
  rmSync(join(directory, 'result'));
  await buildWhenChanged(build);
  expect(built).toBe(4);
  await buildWhenChanged(build, { isForced: true });
  expect(built).toBe(5);
});

test('several that want it at once build it once, and a build that failed is tried again', async () => {
  await Promise.all([buildWhenChanged(build), buildWhenChanged(build), buildWhenChanged(build)]);
  expect(built).toBe(1);
  writeFileSync(join(directory, 'sources/a.md'), 'broken');
  const failing = { ...build, make: () => Promise.reject(new Error('a fault')) };
  await expect(buildWhenChanged(failing)).rejects.toThrow('a fault');
  await expect(buildWhenChanged(failing)).rejects.toThrow('a fault');
  await buildWhenChanged(build);
  expect(built).toBe(2);
});
