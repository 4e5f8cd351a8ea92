import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import {
  type ColumnKind,
  type CopiedRow,
  type CopiedTable,
  type CopySide,
  type FoundTable,
  migrationBooks,
  quoteName,
  quoteNames,
} from './side.ts';

const kinds: Readonly<Record<string, ColumnKind>> = { TEXT: 'text', INTEGER: 'integer', BLOB: 'bytes' };
const rowsAtOnce = 1000;

/**
 * An embedded database. The connection is one of `openSqliteConnection`, which has the functions that indexes are written with,
 * and nobody else uses it meanwhile.
 */
export function sqliteSide(raw: DatabaseSync): CopySide {
  const list = <R>(text: string, ...values: SQLInputValue[]): R[] => raw.prepare(text).all(...values) as R[];
  /** Statements that put back what was set aside. */
  let aside: string[] = [];
  return {
    dialect: 'sqlite',
    listMigrations: async () =>
      list("SELECT 1 FROM sqlite_master WHERE name = 'kysely_migration'").length === 0
        ? []
        : list<{ name: string }>('SELECT name FROM kysely_migration ORDER BY name').map(({ name }) => name),
    listTables: async () => listNames(list, 'table').map((name) => findTable(list, name)),
    count: async ({ name }) => list<{ rows: number }>(`SELECT COUNT(*) AS rows FROM ${quoteName(name)}`)[0]?.rows ?? 0,
    read: (table) => readRows(raw, table),
    open: async () => raw.exec('BEGIN'),
    empty: async (tables) => {
      // A row may come before the one it refers to: all of it is looked at by the COMMIT.
      raw.exec('BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON');
      aside = setAside(raw, list, tables);
      for (const { name } of tables) raw.exec(`DELETE FROM ${quoteName(name)}`);
    },
    write: async (table, rows) => insertRows(raw, table, rows),
    complete: async () => {
      for (const text of aside) raw.exec(text);
    },
    commit: async () => raw.exec('COMMIT'),
    close: async () => {
      if (raw.isTransaction) raw.exec('ROLLBACK');
    },
  };
}

type List = <R>(text: string, ...values: SQLInputValue[]) => R[];

/** The tables in which a search index keeps itself are of the type `shadow`. */
const listNames = (list: List, type: 'table' | 'virtual'): string[] =>
  list<{ name: string }>(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = ? AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name",
    type,
  )
    .map(({ name }) => name)
    .filter((name) => !migrationBooks.includes(name));

function findTable(list: List, name: string): FoundTable {
  type Column = { name: string; type: string; pk: number };
  // Generated columns are hidden there.
  const columns = list<Column>('SELECT name, type, pk FROM pragma_table_info(?) ORDER BY name', name);
  const isLoneKey = columns.filter(({ pk }) => pk > 0).length === 1;
  return {
    name,
    columns: columns.map(({ name: column, type, pk }) => ({
      name: column,
      type,
      kind: kinds[type.toUpperCase()] ?? null,
      isRowNumber: isLoneKey && pk === 1 && type.toUpperCase() === 'INTEGER',
    })),
  };
}

async function* readRows(raw: DatabaseSync, { name, columns }: CopiedTable): AsyncIterable<CopiedRow[]> {
  const values = columns.map(({ name: column, kind }) =>
    kind === 'integer' ? `CAST(${quoteName(column)} AS TEXT)` : quoteName(column),
  );
  const prepared = raw.prepare(`SELECT ${values.join(', ')} FROM ${quoteName(name)}`);
  prepared.setReturnArrays(true);
  let rows: CopiedRow[] = [];
  for (const row of prepared.iterate() as unknown as Iterable<CopiedRow>) {
    rows.push(row.map(withoutNul));
    if (rows.length < rowsAtOnce) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

/** PostgreSQL has no NUL in texts: as in `postgres.ts`, and before the checksum. */
const withoutNul = (value: CopiedRow[number]): CopiedRow[number] =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;

function insertRows(raw: DatabaseSync, { name, columns }: CopiedTable, rows: readonly CopiedRow[]): void {
  const insert = raw.prepare(
    `INSERT INTO ${quoteName(name)} (${quoteNames(columns)}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  // A STRICT table takes digits for the number they are.
  for (const row of rows) insert.run(...row);
}

/**
 * Triggers, which would write a second time what other tables bring along themselves; and indexes, which are made faster at once
 * than row by row. Only the triggers that file rows in a search index stay: nobody brings that along.
 *
 * @returns the statements that make them again
 */
function setAside(raw: DatabaseSync, list: List, tables: readonly CopiedTable[]): string[] {
  const searchIndexes = listNames(list, 'virtual').map(quoteName);
  const names = new Set(tables.map(({ name }) => name));
  type Part = { type: 'index' | 'trigger'; name: string; tbl_name: string; sql: string };
  const parts = list<Part>(
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL",
  ).filter(({ tbl_name: table, sql }) => names.has(table) && !searchIndexes.some((index) => sql.includes(index)));
  for (const { type, name } of parts) raw.exec(`DROP ${type} ${quoteName(name)}`);
  return parts.map(({ sql }) => sql);
}
