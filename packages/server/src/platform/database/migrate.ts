import type { DatabaseSync } from 'node:sqlite';
import { CompiledQuery, type Kysely, PostgresAdapter } from 'kysely';
import { Migrator } from 'kysely/migration';
import type pg from 'pg';
import type { Log } from '#platform/log.ts';
import { copyBeforeMigrations } from './copy-before-migrations.ts';
import { kindOf, type Timeline } from './migration.ts';
import { type AnySchema, kyselyOnPostgres, kyselyOnSqlite, withMigrationConnection } from './migration-connection.ts';
import {
  type MigrationLimits,
  migrationLimits,
  NeedsNodesStopped,
  runLockedOnPostgres,
  runLockedOnSqlite,
} from './migration-lock.ts';
import { compareTimelines, NewerDatabase } from './newer-database.ts';
import { readTimeline } from './read-timeline.ts';

/** What migrations run on: a connection that nobody else uses meanwhile, without the time limits of requests. */
export type MigrationTarget = { dialect: 'sqlite'; raw: DatabaseSync } | { dialect: 'postgres'; url: string };

/**
 * What is done under the lock before a database that was in use is changed; where it fails, nothing is changed.
 *
 * @param missing the migrations that are to run
 */
export type BeforeMigrations = (missing: readonly string[], log: Log) => Promise<void>;

/**
 * Applies what is missing, each start: under a lock, in one transaction, so that all of it is there or nothing, whenever a
 * process or a connection is killed. Whoever comes second waits, and finds it done.
 *
 * @param before by default an embedded database is copied, and a server's is left to its own backups
 * @returns the names that were applied now
 * @throws NewerDatabase where a newer release has meanwhile made the schema one that this release cannot live with
 * @throws MigrationBlocked where others were in the way for longer than the limit
 */
export async function migrateToLatest(
  target: MigrationTarget,
  timeline: Timeline,
  log: Log,
  limits: MigrationLimits = migrationLimits,
  before: BeforeMigrations = copyEmbedded(target),
): Promise<string[]> {
  const copy = (missing: readonly string[]): Promise<void> => before(missing, log);
  const applied =
    target.dialect === 'sqlite'
      ? await runLockedOnSqlite(target.raw, () => applyMissing(kyselyOnSqlite(target.raw), timeline, copy), log, limits)
      : await withMigrationConnection(target.url, (client) =>
          runLockedOnPostgres(
            client,
            (nodesAtWork) => applyMissing(kyselyOnPostgres(client), timeline, holdingOn(client, copy), nodesAtWork),
            log,
            limits,
          ),
        );
  if (applied.length > 0) log.info({ migrations: applied }, 'the database schema was brought up to date');
  return applied;
}

const copyEmbedded =
  (target: MigrationTarget): BeforeMigrations =>
  async ([first = ''], log) => {
    const file = target.dialect === 'sqlite' ? target.raw.location() : null;
    if (file === null) return;
    // On a connection of its own, while this one holds the lock: nothing is written between the copy and the migration.
    log.info({ copy: copyBeforeMigrations(file, first) }, 'the database was copied before it is migrated');
  };

/** A server ends a transaction of which it hears nothing for a minute, and a backup of a big database takes longer. */
const holdingOn =
  (client: pg.Client, work: (missing: readonly string[]) => Promise<void>): typeof work =>
  async (missing) => {
    const timer = setInterval(() => void client.query('SELECT 1').catch(() => {}), 10_000);
    await work(missing).finally(() => clearInterval(timer));
  };

async function applyMissing(
  db: Kysely<AnySchema>,
  timeline: Timeline,
  copy: (missing: readonly string[]) => Promise<void>,
  nodesAtWork: () => Promise<boolean> = async () => false,
): Promise<string[]> {
  // Read again under the lock: another node may have been here since it was first looked at.
  const { applied, kinds } = await readTimeline(isPostgres(db) ? 'postgres' : 'sqlite', async (statement) => {
    const text = isPostgres(db) ? statement.postgres : statement.sqlite;
    return (await db.executeQuery(CompiledQuery.raw(text))).rows as never[];
  });
  const { missing, unlivable } = compareTimelines(Object.keys(timeline), applied, kinds);
  if (unlivable.length > 0) throw new NewerDatabase(unlivable);
  if (missing.length === 0) return [];
  const felt = findFelt(missing, applied, timeline);
  if (felt.length > 0 && (await nodesAtWork())) throw new NeedsNodesStopped(felt);
  if (applied.length > 0) await copy(missing);
  const provider = { getMigrations: async () => ({ ...timeline }) };
  const { error, results } = await new Migrator({ db, provider, disableTransactions: true }).migrateToLatest();
  if (error !== undefined) throw new Error('a migration failed; the schema is as it was before', { cause: error });
  await recordKinds(db, timeline);
  return (results ?? []).map((result) => result.migrationName);
}

/**
 * Those of the missing migrations that nodes at work would feel: the release which no longer needs the old shape would have
 * applied its own migration at its start, so where that one is missing too, all nodes are older.
 */
function findFelt(missing: readonly string[], applied: readonly { name: string }[], timeline: Timeline): string[] {
  const isThere = (name: string | null): boolean => applied.some((one) => one.name === name);
  if (applied.length === 0) return [];
  return missing.filter((name) => {
    const { kind, unneeded_since: since } = kindOf(name, timeline[name] ?? { up: async () => {} });
    return kind === 'contract' && !isThere(since);
  });
}

const kindsTable =
  'CREATE TABLE IF NOT EXISTS migration_kinds (name text PRIMARY KEY NOT NULL, kind text NOT NULL, unneeded_since text)';

/** For older releases, which do not have the file that declares it. */
async function recordKinds(db: Kysely<AnySchema>, timeline: Timeline): Promise<void> {
  await db.executeQuery(CompiledQuery.raw(isPostgres(db) ? kindsTable : `${kindsTable} STRICT`));
  const kinds = Object.entries(timeline).map(([name, written]) => kindOf(name, written));
  await db
    .insertInto('migration_kinds')
    .values(kinds)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export const isPostgres = (db: Kysely<AnySchema>): boolean => db.getExecutor().adapter instanceof PostgresAdapter;
