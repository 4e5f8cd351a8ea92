import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { Kysely as createKysely, type Kysely, PostgresAdapter, PostgresDialect, SqliteDialect } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import type { Log } from '#platform/log.ts';

/** Every migration by its name, in order; the names sort as they run. */
export type Timeline = Readonly<Record<string, Migration>>;

/** What migrations run on: a connection that nobody else uses meanwhile, without the time limits of requests. */
export type MigrationTarget = { dialect: 'sqlite'; raw: DatabaseSync } | { dialect: 'postgres'; url: string };

export type MigrationState = { name: string; appliedAt: string | null };

// biome-ignore lint/suspicious/noExplicitAny: the schema changes from migration to migration, so Kysely itself types it so
type AnySchema = any;

/**
 * Applies what is missing, under a lock, each start.
 * SQLite: one transaction around everything, so that an interrupted start leaves the schema as it was.
 * PostgreSQL: Kysely takes an advisory lock and runs in one transaction.
 *
 * @returns the names that were applied now
 */
export function migrateToLatest(target: MigrationTarget, timeline: Timeline, log: Log): Promise<string[]> {
  return withMigrator(target, timeline, async (migrator) => {
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) throw new Error('a migration failed; the schema is as it was before', { cause: error });
    const applied = (results ?? []).map((result) => result.migrationName);
    if (applied.length > 0) log.info({ migrations: applied }, 'the database schema was brought up to date');
    return applied;
  });
}

/** Which migrations there are and which have run. Changes nothing but its own bookkeeping table. */
export function findMigrations(target: MigrationTarget, timeline: Timeline): Promise<MigrationState[]> {
  return withMigrator(target, timeline, async (migrator) =>
    (await migrator.getMigrations()).map(({ name, executedAt }) => ({
      name,
      appliedAt: executedAt?.toISOString() ?? null,
    })),
  );
}

async function withMigrator<T>(
  target: MigrationTarget,
  timeline: Timeline,
  work: (m: Migrator) => Promise<T>,
): Promise<T> {
  const provider = { getMigrations: async () => ({ ...timeline }) };
  if (target.dialect === 'sqlite') {
    const db = new createKysely<AnySchema>({ dialect: new SqliteDialect({ database: kyselyBridge(target.raw) }) });
    target.raw.exec('BEGIN IMMEDIATE');
    try {
      const result = await work(new Migrator({ db, provider }));
      target.raw.exec('COMMIT');
      return result;
    } catch (error) {
      if (target.raw.isTransaction) target.raw.exec('ROLLBACK');
      throw error;
    }
  }
  const db = new createKysely<AnySchema>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: target.url, max: 2 }) }),
  });
  try {
    return await work(new Migrator({ db, provider }));
  } finally {
    await db.destroy();
  }
}

/** `node:sqlite` in the shape that Kysely's SQLite dialect expects. Whoever opened the connection closes it. */
const kyselyBridge = (raw: DatabaseSync) => ({
  close: () => {},
  prepare: (text: string) => {
    const prepared = raw.prepare(text);
    return {
      reader: prepared.columns().length > 0,
      all: (values: readonly unknown[]) => prepared.all(...(values as SQLInputValue[])),
      run: (values: readonly unknown[]) => prepared.run(...(values as SQLInputValue[])),
      iterate: (values: readonly unknown[]) => prepared.iterate(...(values as SQLInputValue[])),
    };
  },
});

export const isPostgres = (db: Kysely<AnySchema>): boolean => db.getExecutor().adapter instanceof PostgresAdapter;
