import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, strictly } from '#platform/database/columns.ts';

export const imports: Migration = {
  up: async (db) => {
    const type = columnTypes(db);
    // Whom the operator brought in is never removed for an address that was not confirmed in time.
    await db.schema.alterTable('accounts').addColumn('imported_at', type.instant).execute();
    // The sweep of accounts never verified sees only those: with all accounts in its way it would read a million rows in vain.
    await db.schema
      .createIndex('accounts_unverified')
      .on('accounts')
      .columns(['created_at', 'id'])
      .where(sql.ref('email_verified_at'), 'is', null)
      .where(sql.ref('imported_at'), 'is', null)
      .execute();

    // How far an import has come: moved in the transaction of the rows it counts, and gone with the last of them.
    await db.schema
      .createTable('imports')
      .$call(strictly(db))
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('rows_read', type.sequence, (column) => column.notNull())
      .addColumn('refused_bytes', type.sequence, (column) => column.notNull())
      // The last rows refused, which may not have reached their file yet.
      .addColumn('refused_tail', type.text, (column) => column.notNull())
      .addColumn('counts', type.text, (column) => column.notNull())
      .addColumn('created_at', type.instant, (column) => column.notNull())
      .addColumn('updated_at', type.instant, (column) => column.notNull())
      .execute();
  },
};
