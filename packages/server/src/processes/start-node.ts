import { setTimeout as wait } from 'node:timers/promises';
import { backUpBeforeMigrations } from '#features/backups/back-up-before-migrations.ts';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { watchConnections } from '#platform/http/connection-watch.ts';
import type { Log } from '#platform/log.ts';
import { type App, type AppOptions, createApp } from '../app.ts';
import {
  documentationDirectory,
  isDocumentationBuilt,
  readVersion,
  type ServiceConfig,
  webDirectory,
} from '../installation.ts';
import { answerMilliseconds, longestStopMilliseconds } from './stop-bounds.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import { takeBackupApart } from './take-backup-apart.ts';

/**
 * Also where nothing is drained: connections that are in use are closed by their next answer, rather than under the hands of
 * whoever is just sending on one.
 */
const lastAnswersMilliseconds = 100;
export type NodeOptions = {
  config: ServiceConfig;
  log: Log;
  /** Of several processes that share a port: the first of them has brought the schema up to date. */
  worker?: NonNullable<AppOptions['worker']>;
};

/**
 * Opens the database, listens, and stops when it is asked to.
 *
 * @returns what stops it without a signal
 */
export async function startNode({ config, log, worker }: NodeOptions) {
  const secrets = createSecrets(config.secretKeys);
  const beforeMigrations = backUpBeforeMigrations({ config, secrets, version: readVersion(), migrations });
  const { database } = await openDatabase({
    url: config.databaseUrl,
    connections: config.databaseConnections,
    listen: true,
    clock: systemClock,
    log,
    migrations: worker === undefined ? migrations : null,
    ...(beforeMigrations && { beforeMigrations }),
  });
  const app = await createApp({
    config,
    database,
    log,
    webDirectory,
    ...(isDocumentationBuilt() && { documentationDirectory }),
    version: readVersion(),
    takeBackup: takeBackupApart,
    ...(worker && { worker }),
  });
  const connections = watchConnections(app.server.server);
  const stopNode = async (drainSeconds: number): Promise<void> => {
    log.info({ drainSeconds }, 'stopping');
    app.beginStop();
    await wait(Math.max(drainSeconds * 1000, lastAnswersMilliseconds));
    await connections.closeWhenQuiet();
    await closeServer(app);
    await database.close();
  };
  const stop = stopOnSignal(longestStopMilliseconds(config), async ({ isDrained, fault }) => {
    if (fault !== undefined) log.fatal({ err: fault }, 'the process ends because of a fault');
    try {
      await stopNode(isDrained ? config.drainSeconds : 0);
    } catch (error) {
      log.error({ err: error }, 'the stop did not go as it should');
      throw error;
    } finally {
      log.flush();
    }
  });
  await app.server.listen({ host: config.host, port: config.port });
  return { app, stop };
}

/** Waits for the answers under way, ends those that take too long, and puts everything away. */
async function closeServer({ server }: App): Promise<void> {
  const cutOff = setTimeout(() => server.server.closeAllConnections(), answerMilliseconds);
  await server.close();
  clearTimeout(cutOff);
}
