import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, strictly } from '#platform/database/columns.ts';

export const avatars: Migration = {
  up: async (db) => {
    const type = columnTypes(db);
    // In the account's own row: it is read with every account, and one account has one picture.
    await db.schema.alterTable('accounts').addColumn('avatar_key', type.id).execute();

    // Every file that may lie in the store, from before it is written until it is known to be gone.
    await db.schema
      .createTable('avatar_files')
      .$call(strictly(db))
      .addColumn('key', type.id, (column) => column.primaryKey().notNull())
      // Null once the account is deleted: the file outlives it until it is removed, and no longer says whose it was.
      .addColumn('account_id', type.id, (column) => column.references('accounts.id').onDelete('set null'))
      .addColumn('created_at', type.instant, (column) => column.notNull())
      // Null while an account shows it.
      .addColumn('remove_at', type.instant)
      .addColumn('tries', type.count, (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema.createIndex('avatar_files_account_id').on('avatar_files').column('account_id').execute();
    await db.schema
      .createIndex('avatar_files_remove_at')
      .on('avatar_files')
      .column('remove_at')
      .where(sql.ref('remove_at'), 'is not', null)
      .execute();
    // Those of deleted accounts that nobody has noticed yet: mostly none.
    await db.schema
      .createIndex('avatar_files_ownerless')
      .on('avatar_files')
      .column('key')
      .where(sql<boolean>`account_id IS NULL AND remove_at IS NULL`)
      .execute();
  },
};
