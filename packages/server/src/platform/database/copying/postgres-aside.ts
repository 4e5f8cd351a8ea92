import type pg from 'pg';
import { type CopiedTable, quoteName } from './side.ts';

/**
 * Triggers, which would write a second time what other tables bring along themselves; references, so that tables may come in any
 * order; and indexes, which are made faster at once than row by row.
 *
 * @returns the statements that put them back, by their definitions in the catalog
 */
export async function setAside(client: pg.ClientBase, tables: readonly CopiedTable[]): Promise<string[]> {
  const names = tables.map(({ name }) => name);
  type Part = { table: string; name: string; definition: string };
  const find = async (text: string): Promise<Part[]> => (await client.query<Part>(text, [names])).rows;
  const references = await find(
    `SELECT relname AS table, conname AS name, pg_get_constraintdef(pg_constraint.oid) AS definition
     FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
     WHERE connamespace = current_schema()::regnamespace AND contype = 'f' AND relname = ANY ($1) ORDER BY conname`,
  );
  const indexes = await find(
    `SELECT tables.relname AS table, indexes.relname AS name, pg_get_indexdef(indexrelid) AS definition
     FROM pg_index JOIN pg_class AS indexes ON indexes.oid = indexrelid JOIN pg_class AS tables ON tables.oid = indrelid
     WHERE indexes.relnamespace = current_schema()::regnamespace AND tables.relname = ANY ($1)
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
     ORDER BY indexes.relname`,
  );
  for (const { table, name } of references)
    await client.query(`ALTER TABLE ${quoteName(table)} DROP CONSTRAINT ${quoteName(name)}`);
  for (const { name } of indexes) await client.query(`DROP INDEX ${quoteName(name)}`);
  for (const name of names) await client.query(`ALTER TABLE ${quoteName(name)} DISABLE TRIGGER USER`);
  return [
    ...indexes.map(({ definition }) => definition),
    ...references.map(
      ({ table, name, definition }) =>
        `ALTER TABLE ${quoteName(table)} ADD CONSTRAINT ${quoteName(name)} ${definition}`,
    ),
    ...names.map((name) => `ALTER TABLE ${quoteName(name)} ENABLE TRIGGER USER`),
  ];
}

/** An identity column goes on after the largest number that was copied. */
export async function continueNumbers(client: pg.ClientBase, tables: readonly CopiedTable[]): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `SELECT relname AS table, attname AS column, pg_get_serial_sequence(quote_ident(relname), attname) AS sequence
     FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
     WHERE relnamespace = current_schema()::regnamespace AND relname = ANY ($1) AND attnum > 0 AND NOT attisdropped
       AND pg_get_serial_sequence(quote_ident(relname), attname) IS NOT NULL`,
    [tables.map(({ name }) => name)],
  );
  for (const { table, column, sequence } of rows)
    await client.query(
      `SELECT setval($1, COALESCE(MAX(${quoteName(column)}), 1), COUNT(*) > 0) FROM ${quoteName(table)}`,
      [sequence],
    );
}
