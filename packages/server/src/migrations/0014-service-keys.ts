import { columnTypes, strictly } from '#platform/database/columns.ts';
import type { Migration } from '#platform/database/migration.ts';

export const serviceKeys: Migration = {
  kind: 'expand',
  up: async (db) => {
    const type = columnTypes(db);
    await db.schema
      .createTable('service_keys')
      .$call(strictly(db))
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('name', type.text, (column) => column.notNull())
      // SHA-256 of the whole key. It has 256 random bits, so nothing slower is needed.
      .addColumn('key_hash', type.bytes, (column) => column.notNull())
      // Separated by spaces, as OAuth writes them.
      .addColumn('scopes', type.text, (column) => column.notNull())
      // Calls in a minute; null for as many as they like.
      .addColumn('per_minute', type.count)
      .addColumn('created_at', type.instant, (column) => column.notNull())
      .addColumn('expires_at', type.instant)
      .addColumn('revoked_at', type.instant)
      .addColumn('last_used_at', type.instant)
      .execute();
    await db.schema.createIndex('service_keys_key_hash').unique().on('service_keys').column('key_hash').execute();
  },
};
