import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Database } from './database.ts';
import type { MigrationTarget, Timeline } from './migrate.ts';
import { NewerDatabase } from './newer-database.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import { statement } from './statement.ts';

/** What there is to apply, and how to get it once something is missing. */
export type Migrations = { names: readonly string[]; load(): Promise<Timeline> };

export type OpenDatabaseOptions = {
  /** `sqlite:FILE` or `postgres://…`. */
  url: string;
  /** To PostgreSQL, at most. */
  connections?: number;
  /** Whether to hear what other processes change: for the service, and for PostgreSQL, where there may be others. */
  listen?: boolean;
  clock: Clock;
  log: Log;
  /** Applied before the database is handed out; null leaves the schema as it is. */
  migrations: Migrations | null;
  /** Off for commands that end at once. */
  checkpoints?: boolean;
};

export type OpenedDatabase = { database: Database; migrationTarget: MigrationTarget };

/**
 * Opens the database that the setting names and brings its schema up to date, under a lock.
 *
 * @throws NewerDatabase where it has migrations that are not among these
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenedDatabase> {
  const opened = options.url.startsWith('sqlite:') ? openEmbedded(options) : openServer(options);
  try {
    if (options.migrations !== null) await applyMissing(opened, options.migrations, options.log);
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

function openServer({ url, connections, listen, log }: OpenDatabaseOptions): OpenedDatabase {
  const database = openPostgres({
    url,
    ...(connections !== undefined && { connections }),
    ...(listen !== undefined && { listen }),
    log,
  });
  return { database, migrationTarget: { dialect: 'postgres', url } };
}

const executed = statement<Record<never, never>, { name: string }>(
  'migrations.list',
  'SELECT name FROM kysely_migration',
);

async function applyMissing(
  { database, migrationTarget }: OpenedDatabase,
  migrations: Migrations,
  log: Log,
): Promise<void> {
  const done = await findExecuted(database);
  const unknown = done.filter((name) => !migrations.names.includes(name));
  if (unknown.length > 0) throw new NewerDatabase(unknown);
  if (done.length === migrations.names.length) return;
  const { migrateToLatest } = await import('./migrate.ts');
  await migrateToLatest(migrationTarget, await migrations.load(), log);
}

/** A database without its bookkeeping table has seen no migration. One that cannot be read says so when they are applied. */
async function findExecuted(database: Database): Promise<string[]> {
  try {
    return (await database.read.all(executed, {})).map(({ name }) => name);
  } catch {
    return [];
  }
}
