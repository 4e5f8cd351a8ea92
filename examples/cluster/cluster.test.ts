import { expect, test } from 'vitest';

import { whereInstalled } from '../equipment/missing-programs.ts';
import { findFreePorts } from '../equipment/run-example.mjs';
import { isAnswering, spawnExample } from '../equipment/spawn-example.ts';
import { findMissingPackages } from './start-cluster.mjs';

if (whereInstalled(findMissingPackages()))
  test('two nodes behind nginx: a sign-out is felt everywhere, Redis and nodes go and come, and nobody notices', async () => {
    const port = await findFreePorts(4);
    const example = spawnExample('cluster/run.mjs', '--once', '--port', String(port));
    expect([await example.ended, example.output()]).toEqual([
      0,
      expect.stringContaining('each answered as on a quiet day'),
    ]);
    for (const offset of [0, 1, 2, 3]) expect(await isAnswering(`http://127.0.0.1:${port + offset}/`)).toBe(false);
    // Two restarts with a drain of five seconds each are in it.
  }, 240_000);
