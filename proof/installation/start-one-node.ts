import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { findFreePort, type RunningService, startService } from '#test/start-service.ts';
import type { InstalledNode } from './start-nodes.ts';

export type OneNode = { node: InstalledNode; secretKey: string; database: Database; stop(): Promise<void> };

/** A node on SQLite, its file in the directory, and the same file opened beside it. */
export async function startOneNode(directory: string, settings: Readonly<Record<string, string>>): Promise<OneNode> {
  const port = await findFreePort();
  const dataDir = join(directory, 'a');
  const secretKey = randomBytes(36).toString('base64');
  const begin: InstalledNode['start'] = async (more = {}, release) => {
    service = await startService({ port, dataDir, secretKey, ...release, settings: { ...settings, ...more } });
  };
  let service: RunningService;
  await begin();
  const { database } = await openDatabase({
    url: `sqlite:${join(dataDir, 'portress.db')}`,
    clock: systemClock,
    log: silentLog,
    migrations: null,
    checkpoints: false,
  });
  const node: InstalledNode = {
    name: 'a',
    url: `http://127.0.0.1:${port}`,
    dataDir,
    get pid() {
      return service.pid;
    },
    get exitCode() {
      return service.exitCode;
    },
    start: begin,
    stop: () => service.stop(),
    kill: () => service.kill(),
    log: () => service.log(),
    pause: () => void process.kill(service.pid, 'SIGSTOP'),
    resume: () => {
      try {
        process.kill(service.pid, 'SIGCONT');
      } catch {
        // It has ended already.
      }
    },
  };
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
