import type { RecordedKind } from './migration.ts';
import { type Statement, statement } from './statement.ts';

type Nothing = Record<never, never>;
type Applied = { name: string; timestamp: string };

/** What a database says of the migrations that ran on it, in the order of the timeline. */
export type TimelineRead = { applied: Applied[]; kinds: RecordedKind[] };

const findTables = {
  sqlite: statement<Nothing, { name: string }>(
    'migrations.find_tables',
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('kysely_migration', 'migration_kinds')",
  ),
  postgres: statement<Nothing, { name: string }>(
    'migrations.find_tables',
    "SELECT name FROM (VALUES ('kysely_migration'), ('migration_kinds')) AS tables (name) WHERE to_regclass(name) IS NOT NULL",
  ),
};
const listApplied = statement<Nothing, Applied>(
  'migrations.list',
  'SELECT name, timestamp FROM kysely_migration ORDER BY name',
);
const listKinds = statement<Nothing, RecordedKind>(
  'migrations.list_kinds',
  'SELECT name, kind, unneeded_since FROM migration_kinds ORDER BY name',
);

/**
 * A database without these tables has seen no migration, or none of a release that wrote down what kind they are.
 *
 * @param ask answers one of these statements
 */
export async function readTimeline(
  dialect: 'sqlite' | 'postgres',
  ask: <R>(statement: Statement<Nothing, R>) => Promise<R[]>,
): Promise<TimelineRead> {
  const tables = (await ask(findTables[dialect])).map(({ name }) => name);
  return {
    applied: tables.includes('kysely_migration') ? await ask(listApplied) : [],
    kinds: tables.includes('migration_kinds') ? await ask(listKinds) : [],
  };
}
