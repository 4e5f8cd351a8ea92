import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, strictly } from '#platform/database/columns.ts';
import { isPostgres } from '#platform/database/migrate.ts';

export const accounts: Migration = {
  up: async (db) => {
    // One clock for every node: the database's. SQLite gets the function of the same name from the connection.
    if (isPostgres(db))
      await sql`CREATE OR REPLACE FUNCTION now_ms() RETURNS bigint LANGUAGE sql STABLE
        AS $$ SELECT (extract(epoch FROM statement_timestamp()) * 1000)::bigint $$`.execute(db);

    const type = columnTypes(db);
    await db.schema
      .createTable('accounts')
      .$call(strictly(db))
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('email', type.text, (column) => column.notNull())
      .addColumn('email_canonical', type.id, (column) => column.notNull())
      .addColumn('email_verified_at', type.instant)
      .addColumn('username', type.text)
      .addColumn('username_canonical', type.id)
      .addColumn('first_name', type.text)
      .addColumn('last_name', type.text)
      .addColumn('role', type.text, (column) => column.notNull().check(sql`role in ('user', 'moderator', 'admin')`))
      .addColumn('status', type.text, (column) => column.notNull().check(sql`status in ('active', 'suspended')`))
      .addColumn('locale', type.text)
      .addColumn('time_zone', type.text)
      .addColumn('country', type.text)
      .addColumn('epoch', type.count, (column) => column.notNull().defaultTo(0))
      .addColumn('credential_version', type.count, (column) => column.notNull().defaultTo(0))
      .addColumn('created_at', type.instant, (column) => column.notNull())
      .addColumn('updated_at', type.instant, (column) => column.notNull())
      .execute();
    await db.schema.createIndex('accounts_email_canonical').unique().on('accounts').column('email_canonical').execute();
    await db.schema
      .createIndex('accounts_username_canonical')
      .unique()
      .on('accounts')
      .column('username_canonical')
      .execute();
    // For the sweep of accounts never verified, and to see whether there is an administrator.
    await db.schema.createIndex('accounts_created_at').on('accounts').columns(['created_at', 'id']).execute();
    await db.schema
      .createIndex('accounts_admins')
      .on('accounts')
      .column('id')
      .where(sql.ref('role'), '=', sql.lit('admin'))
      .execute();

    await db.schema
      .createTable('passwords')
      .$call(strictly(db))
      .addColumn('account_id', type.id, (column) =>
        column.primaryKey().notNull().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('hash', type.text, (column) => column.notNull())
      .addColumn('changed_at', type.instant, (column) => column.notNull())
      .execute();
  },
};
