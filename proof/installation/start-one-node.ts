import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { findFreePort, startService } from '#test/start-service.ts';
import { type InstalledNode, runNode } from './run-node.ts';

export type OneNode = { node: InstalledNode; secretKey: string; database: Database; stop(): Promise<void> };

/** A node on SQLite, its file in the directory, and the same file opened beside it. */
export async function startOneNode(directory: string, settings: Readonly<Record<string, string>>): Promise<OneNode> {
  const port = await findFreePort();
  const dataDir = join(directory, 'a');
  const secretKey = randomBytes(36).toString('base64');
  const node = await runNode('a', dataDir, (more = {}, release) =>
    startService({ port, dataDir, secretKey, ...release, settings: { ...settings, ...more } }),
  );
  const { database } = await openDatabase({
    url: `sqlite:${join(dataDir, 'portress.db')}`,
    clock: systemClock,
    log: silentLog,
    migrations: null,
    checkpoints: false,
  });
  return {
    node,
    secretKey,
    database,
    stop: async () => {
      await database.close();
      node.resume();
      await node.kill();
    },
  };
}
