import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { columnTypes, strictly } from '#platform/database/columns.ts';
import type { Migration } from '#platform/database/migration.ts';

/** Which installation a database holds, and whether it is to be served from here: one row. */
export const installation: Migration = {
  kind: 'expand',
  up: async (db) => {
    const type = columnTypes(db);
    await db.schema
      .createTable('installation')
      .$call(strictly(db))
      .addColumn('id', type.count, (column) => column.primaryKey().notNull())
      // The same on every copy of it.
      .addColumn('installation_id', type.id, (column) => column.notNull())
      .addColumn('state', type.text, (column) => column.notNull().check(sql`state in ('here', 'arriving', 'moved')`))
      // Where it went to, or comes from.
      .addColumn('counterpart', type.text)
      .addColumn('changed_at', type.instant)
      .execute();
    await sql`INSERT INTO installation (id, installation_id, state) VALUES (1, ${sql.lit(randomUUID())}, 'here')`.execute(
      db,
    );
  },
};
