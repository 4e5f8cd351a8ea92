import type pg from 'pg';
import { continueNumbers, setAside } from './postgres-aside.ts';
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

const kinds: Readonly<Record<string, ColumnKind>> = {
  text: 'text',
  'character varying': 'text',
  smallint: 'integer',
  integer: 'integer',
  bigint: 'integer',
  bytea: 'bytes',
};
const rowsAtOnce = 2000;

/** PostgreSQL: the schema that stands first in the search path. Nobody else uses the connection meanwhile. */
export function postgresSide(client: pg.ClientBase): CopySide {
  let aside: string[] = [];
  let isOpen = false;
  const begin = async (kind: string): Promise<void> => {
    await client.query(`BEGIN ${kind}`);
    isOpen = true;
    // Whatever an administrator has set: no limit of requests, bytes as they are read below, and a commit that is on disk.
    await client.query(`SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10s';
      SET LOCAL bytea_output = 'hex'; SET LOCAL synchronous_commit = on`);
  };
  return {
    dialect: 'postgres',
    listMigrations: async () => {
      const { rows } = await client.query<{ there: boolean }>(
        "SELECT to_regclass('kysely_migration') IS NOT NULL AS there",
      );
      if (!rows[0]?.there) return [];
      const found = await client.query<{ name: string }>('SELECT name FROM kysely_migration ORDER BY name COLLATE "C"');
      return found.rows.map(({ name }) => name);
    },
    listTables: () => listTables(client),
    count: async ({ name }) => {
      const { rows } = await client.query<{ rows: string }>(`SELECT COUNT(*)::text AS rows FROM ${quoteName(name)}`);
      return Number(rows[0]?.rows ?? 0);
    },
    read: (table) => readRows(client, table),
    open: () => begin('ISOLATION LEVEL REPEATABLE READ READ ONLY'),
    empty: async (tables) => {
      await begin('');
      aside = await setAside(client, tables);
      // All of them in one statement: none refers to one that is left out.
      if (tables.length > 0) await client.query(`TRUNCATE ${quoteNames(tables)}`);
    },
    write: (table, rows) => insertRows(client, table, rows),
    complete: async (tables) => {
      for (const text of aside) await client.query(text);
      await continueNumbers(client, tables);
      // Nobody has counted these rows yet, and the first plans would be made for empty tables.
      if (tables.length > 0) await client.query(`ANALYZE ${quoteNames(tables)}`);
    },
    commit: async () => {
      // Of a transaction in which a statement had failed it makes a ROLLBACK, without a word.
      if ((await client.query('COMMIT')).command !== 'COMMIT') throw new Error('the copy was rolled back');
      isOpen = false;
    },
    close: async () => {
      // A connection that has gone has rolled back by itself, and what made it go is what has to be told.
      if (isOpen) await client.query('ROLLBACK').catch(() => undefined);
      isOpen = false;
    },
  };
}

async function listTables(client: pg.ClientBase): Promise<FoundTable[]> {
  const { rows } = await client.query<{ table: string; column: string; type: string }>(
    `SELECT relname AS table, attname AS column, format_type(atttypid, NULL) AS type
     FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
       AND relname <> ALL ($1) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
     ORDER BY relname COLLATE "C", attname COLLATE "C"`,
    [migrationBooks],
  );
  const tables = new Map<string, FoundTable>();
  for (const { table, column, type } of rows) {
    const found = tables.get(table) ?? { name: table, columns: [] };
    found.columns.push({ name: column, type, kind: kinds[type] ?? null, isRowNumber: false });
    tables.set(table, found);
  }
  return [...tables.values()];
}

/** Everything as PostgreSQL writes it, so that no driver rounds a number. */
const asText = { getTypeParser: () => (text: string) => text };

async function* readRows(client: pg.ClientBase, { name, columns }: CopiedTable): AsyncIterable<CopiedRow[]> {
  const isBytes = columns.map(({ kind }) => kind === 'bytes');
  await client.query(`DECLARE copied_rows NO SCROLL CURSOR FOR SELECT ${quoteNames(columns)} FROM ${quoteName(name)}`);
  for (;;) {
    const { rows } = await client.query<(string | null)[]>({
      text: `FETCH FORWARD ${rowsAtOnce} FROM copied_rows`,
      rowMode: 'array',
      types: asText,
    });
    if (rows.length === 0) break;
    yield rows.map((row) => row.map((value, index) => (isBytes[index] ? toBytes(value) : value)));
  }
  await client.query('CLOSE copied_rows');
}

/** `\x` and two digits for each byte. */
const toBytes = (value: string | null): Buffer | null => (value === null ? null : Buffer.from(value.slice(2), 'hex'));

/** In JSON, because its reader knows the types of the table itself. */
async function insertRows(
  client: pg.ClientBase,
  { name, columns }: CopiedTable,
  rows: readonly CopiedRow[],
): Promise<void> {
  const objects = rows.map((row) =>
    Object.fromEntries(columns.map(({ name: column }, index) => [column, toJson(row[index] ?? null)])),
  );
  await client.query(
    `INSERT INTO ${quoteName(name)} (${quoteNames(columns)}) OVERRIDING SYSTEM VALUE
     SELECT ${quoteNames(columns)} FROM json_populate_recordset(NULL::${quoteName(name)}, $1::json)`,
    [JSON.stringify(objects)],
  );
}

const toJson = (value: CopiedRow[number]): string | null =>
  value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value;
