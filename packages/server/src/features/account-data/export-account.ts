import { toWireInstant } from '#platform/clock.ts';
import type { Executor } from '#platform/database/database.ts';
import { type SqlParameters, type SqlValue, type Statement, statement } from '#platform/database/statement.ts';
import { isPersonal, type PersonalColumn, type PersonalData, type PersonalTable } from '#platform/personal-data.ts';

type Row = Record<string, SqlValue>;
type Column = PersonalColumn & { as: string };
/** A table of the export with its queries, compiled once. */
type ExportedTable = {
  as: string;
  rows: PersonalTable['rows'];
  columns: readonly Column[];
  order: PersonalTable['order'];
  first: Statement<SqlParameters, Row>;
  next: Statement<SqlParameters, Row>;
};

export type AccountExport = (executor: Executor, head: object, accountId: string) => AsyncGenerator<string>;

/** Rows that are read at once: on SQLite nobody else is served meanwhile, and they are held for whoever reads nothing (O5). A row may be 8 kB. */
const pageSize = 50;

/**
 * What an account's export is made of: the columns that are declared as exported, and no others. So the declaration that a
 * test holds against the schema is the export itself.
 *
 * @returns writes one JSON object piece by piece: never more than a page of rows is in memory, however much there is
 */
export function compileExport(personalData: readonly PersonalData[]): AccountExport {
  const tables = personalData.flatMap((one) => one.tables.filter(isPersonal)).flatMap(compileTable);
  return async function* writeExport(executor, head, accountId) {
    yield JSON.stringify(head).slice(0, -1);
    for (const table of tables) {
      yield `,${JSON.stringify(table.as)}:`;
      yield* table.rows === 'one' ? writeOne(executor, table, accountId) : writeMany(executor, table, accountId);
    }
    yield '}\n';
  };
}

function compileTable(table: PersonalTable): ExportedTable[] {
  const { as, rows, reach, order } = table;
  if (as === null) return [];
  const named = Object.entries(table.columns).flatMap(([name, column]) =>
    column.as === null ? [] : [{ name, column: { ...column, as: column.as } }],
  );
  const shown = named.map(({ name, column }) => `${column.sql ?? name} AS "shown_${column.as}"`);
  // What puts the rows in order is read as well, to go on from: it need not be shown.
  const keys = order.map((name, index) => `${name} AS "key_${index}"`);
  const text = (more: string) =>
    `SELECT ${[...shown, ...keys].join(', ')} FROM ${table.table} WHERE (${reach})${more}
     ORDER BY ${order.join(', ')} LIMIT ${pageSize}`;
  // The first condition says nothing new: it is what an index finds the place by.
  const after = ` AND ${order[0]} >= :key_0 AND (${order.join(', ')}) > (${order.map((_, index) => `:key_${index}`).join(', ')})`;
  return [
    {
      as,
      rows,
      columns: named.map(({ column }) => column),
      order,
      first: statement<SqlParameters, Row>(`export.${as}`, text('')),
      next: statement<SqlParameters, Row>(`export.${as}_next`, text(after)),
    },
  ];
}

async function* writeOne(executor: Executor, table: ExportedTable, accountId: string): AsyncGenerator<string> {
  const row = await executor.first(table.first, { account_id: accountId });
  yield JSON.stringify(row === undefined ? null : shownOf(table, row));
}

async function* writeMany(executor: Executor, table: ExportedTable, accountId: string): AsyncGenerator<string> {
  let rows = await executor.all(table.first, { account_id: accountId });
  let between = '[';
  for (;;) {
    for (const row of rows) {
      yield between + JSON.stringify(shownOf(table, row));
      between = ',';
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) break;
    rows = await executor.all(table.next, { account_id: accountId, ...keysOf(table, last) });
  }
  yield between === '[' ? '[]' : ']';
}

const keysOf = ({ order }: ExportedTable, row: Row): SqlParameters =>
  Object.fromEntries(order.map((_, index) => [`key_${index}`, row[`key_${index}`] ?? null]));

const shownOf = ({ columns }: ExportedTable, row: Row): Record<string, unknown> =>
  Object.fromEntries(columns.map((column) => [column.as, shownValue(column, row[`shown_${column.as}`] ?? null)]));

function shownValue({ kind }: Column, value: SqlValue): unknown {
  if (value === null) return null;
  if (kind === 'instant') return toWireInstant(Number(value));
  return kind === 'json' ? JSON.parse(String(value)) : value;
}
