import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Database } from './database.ts';
import type { BeforeMigrations, MigrationTarget } from './migrate.ts';
import type { Timeline } from './migration.ts';
import { compareTimelines, livableVersion, NewerDatabase } from './newer-database.ts';
import { openPostgres } from './postgres.ts';
import { readTimeline, type TimelineRead } from './read-timeline.ts';
import { openSqlite } from './sqlite.ts';
import { refuseElsewhere } from './whereabouts.ts';

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
  /** Done first where there is something to lose; without it an embedded database is copied. */
  beforeMigrations?: BeforeMigrations;
  /** Off for commands that end at once. */
  checkpoints?: boolean;
  /** For commands that change every row: a server would end their statements after the two seconds of a request. */
  isPatient?: boolean;
};

export type OpenedDatabase = { database: Database; migrationTarget: MigrationTarget };

/**
 * Opens the database that the setting names and brings its schema up to date, under a lock.
 *
 * @throws NewerDatabase where it has migrations that are not among these and that they cannot live with
 * @throws DataElsewhere where its data was promoted to another database, or has not quite arrived
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenedDatabase> {
  const opened = options.url.startsWith('sqlite:') ? openEmbedded(options) : openServer(options);
  try {
    if (options.migrations !== null) {
      await applyMissing(opened, options.migrations, options);
      await refuseElsewhere(opened.database);
    }
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

function openServer({ url, connections, listen, isPatient, log }: OpenDatabaseOptions): OpenedDatabase {
  const database = openPostgres({
    url,
    ...(connections !== undefined && { connections }),
    ...(listen !== undefined && { listen }),
    ...(isPatient !== undefined && { isPatient }),
    log,
  });
  return { database, migrationTarget: { dialect: 'postgres', url } };
}

async function applyMissing(
  { database, migrationTarget }: OpenedDatabase,
  migrations: Migrations,
  { log, beforeMigrations }: Pick<OpenDatabaseOptions, 'log' | 'beforeMigrations'>,
): Promise<void> {
  const { applied, kinds } = await readApplied(database);
  const { missing, unknown, unlivable } = compareTimelines(migrations.names, applied, kinds);
  if (unlivable.length > 0) throw new NewerDatabase(unlivable);
  if (unknown.length > 0) log.warn({ migrations: unknown }, livableVersion(unknown));
  if (missing.length === 0) return;
  const { migrateToLatest } = await import('./migrate.ts');
  await migrateToLatest(migrationTarget, await migrations.load(), log, undefined, beforeMigrations);
}

/** One that cannot be read says so when migrations are applied. */
async function readApplied(database: Database): Promise<TimelineRead> {
  try {
    return await readTimeline(database.dialect, (statement) => database.read.all(statement, {}));
  } catch {
    return { applied: [], kinds: [] };
  }
}
