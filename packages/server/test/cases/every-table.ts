import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

type Row = Record<string, unknown>;
/** Each table's rows, by the table's name; bytes as hex, rows in an order of their own. */
export type Tables = Record<string, Row[]>;

const listing = {
  sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  postgres: "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
};

/** Everything that stands in the database at this moment, whatever a migration may have added. */
export async function readTables(database: Database): Promise<Tables> {
  const names = statement<Record<never, never>, { name: string }>('test.tables', listing[database.dialect]);
  const tables: Tables = {};
  for (const { name } of await database.read.all(names, {})) {
    const all = statement<Record<never, never>, Row>(`test.rows_${name}`, `SELECT ${shownOf(name)} FROM "${name}"`);
    const rows = await database.read.all(all, {});
    tables[name] = rows.map(withPlainBytes).toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  }
  return tables;
}

/** Numbers of rows of the search index of SQLite are beyond what JavaScript counts exactly. */
export const shownOf = (table: string): string => (table.endsWith('_index_data') ? 'block' : '*');

/** The tables without some of them, for comparing. */
export const without = (tables: Tables, ...names: string[]): Tables =>
  Object.fromEntries(Object.entries(tables).filter(([name]) => !names.includes(name)));

/** What the database writes by itself after what stands in other tables: an index, counts. */
export const withoutDerived = (tables: Tables): Tables =>
  without(
    tables,
    ...Object.keys(tables).filter((name) =>
      /^(account_search|account_counts|account_event|event_counts)|_index(_\w+)?$/.test(name),
    ),
  );

export const keyOf = (row: Row): string => JSON.stringify(row);

const withPlainBytes = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
    ]),
  );
