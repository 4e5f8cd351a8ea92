import { existsSync } from 'node:fs';
import { migrations } from '#migrations/migrations.ts';
import type { Database } from '#platform/database/database.ts';
import { findMigrations, type MigrationTarget } from '#platform/database/migrate.ts';
import { statement } from '#platform/database/statement.ts';

/** How the database and this version fit together, each list in the order of the timeline. */
export type MigrationsRead = {
  applied: { name: string; appliedAt: string }[];
  /** This version has them, the database has not. */
  missing: string[];
  /** The database has them and this version does not: a newer version was here. */
  unknown: string[];
};

const bookkeeping = {
  sqlite: statement<Record<never, never>, { name: string }>(
    'migrations.find_table',
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'kysely_migration'",
  ),
  postgres: statement<Record<never, never>, { name: string }>(
    'migrations.find_table',
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = ANY (current_schemas(false)) AND tablename = 'kysely_migration'",
  ),
};
const executed = statement<Record<never, never>, { name: string }>(
  'migrations.list_executed',
  'SELECT name FROM kysely_migration ORDER BY name',
);

export async function readMigrations(context: {
  database: Database;
  migrationTarget: MigrationTarget;
}): Promise<MigrationsRead> {
  const known = await findMigrations(context.migrationTarget, await migrations.load());
  const names = await listExecuted(context.database);
  return {
    applied: known.flatMap(({ name, appliedAt }) => (appliedAt === null ? [] : [{ name, appliedAt }])),
    missing: known.filter(({ appliedAt }) => appliedAt === null).map(({ name }) => name),
    unknown: names.filter((name) => !migrations.names.includes(name)),
  };
}

async function listExecuted({ read, dialect }: Database): Promise<string[]> {
  if ((await read.first(bookkeeping[dialect], {})) === undefined) return [];
  return (await read.all(executed, {})).map(({ name }) => name);
}

/** What an empty database would answer: looking must not make the file. */
export const noMigrationsYet = (): MigrationsRead => ({ applied: [], missing: [...migrations.names], unknown: [] });

/** Whether the database is there to be opened; a server is asked, a file only has to exist. */
export const hasDatabase = ({ databaseUrl }: { databaseUrl: string }): boolean =>
  !databaseUrl.startsWith('sqlite:') || existsSync(databaseUrl.slice('sqlite:'.length));
