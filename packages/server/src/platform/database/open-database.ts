import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Database } from './database.ts';
import { type MigrationTarget, migrateToLatest, type Timeline } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

export type OpenDatabaseOptions = {
  /** `sqlite:FILE` or `postgres://…`. */
  url: string;
  clock: Clock;
  log: Log;
  /** Applied before the database is handed out; null leaves the schema as it is. */
  migrations: Timeline | null;
  /** Off for commands that end at once. */
  checkpoints?: boolean;
};

export type OpenedDatabase = { database: Database; migrationTarget: MigrationTarget };

/** Opens the database that the setting names and brings its schema up to date, under a lock. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenedDatabase> {
  const opened = options.url.startsWith('sqlite:') ? openEmbedded(options) : openServer(options);
  try {
    if (options.migrations !== null) await migrateToLatest(opened.migrationTarget, options.migrations, options.log);
    return opened;
  } catch (error) {
    await opened.database.close();
    throw error;
  }
}

function openEmbedded({ url, clock, checkpoints }: OpenDatabaseOptions): OpenedDatabase {
  const database = openSqlite({ file: url.slice('sqlite:'.length), clock, checkpoints: checkpoints ?? true });
  return { database, migrationTarget: { dialect: 'sqlite', raw: database.raw } };
}

function openServer({ url, log }: OpenDatabaseOptions): OpenedDatabase {
  const database = openPostgres({
    url,
    onIdleError: (error) => log.warn({ err: error }, 'an idle database connection was lost'),
  });
  return { database, migrationTarget: { dialect: 'postgres', url } };
}
