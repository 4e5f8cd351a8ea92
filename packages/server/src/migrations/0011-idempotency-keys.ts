import type { Migration } from 'kysely/migration';
import { columnTypes, strictly } from '#platform/database/columns.ts';

export const idempotencyKeys: Migration = {
  up: async (db) => {
    const type = columnTypes(db);
    await db.schema
      .createTable('idempotency_keys')
      .$call(strictly(db))
      .addColumn('account_id', type.id, (column) => column.notNull().references('accounts.id').onDelete('cascade'))
      .addColumn('key_hash', type.bytes, (column) => column.notNull())
      // The call that it was sent with.
      .addColumn('scope', type.text, (column) => column.notNull())
      .addColumn('request_hash', type.bytes, (column) => column.notNull())
      .addColumn('resource_id', type.id, (column) => column.notNull())
      .addColumn('created_at', type.instant, (column) => column.notNull())
      // Of any number of equal requests this lets one create something.
      .addPrimaryKeyConstraint('idempotency_keys_primary', ['account_id', 'key_hash'])
      .execute();
    await db.schema.createIndex('idempotency_keys_created_at').on('idempotency_keys').column('created_at').execute();
  },
};
