import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, strictly } from '#platform/database/columns.ts';

export const auditChain: Migration = {
  up: async (db) => {
    const type = columnTypes(db);
    // What makes a change of the log seen: each event gets the next number and a MAC soon after it is written.
    for (const [name, kind] of [
      ['sequence', type.sequence],
      ['seal_key_id', type.count],
      ['personal_mac', type.bytes],
      ['mac', type.bytes],
    ] as const)
      await db.schema.alterTable('audit_events').addColumn(name, kind).execute();
    await db.schema.createIndex('audit_events_sequence').unique().on('audit_events').column('sequence').execute();
    await db.schema
      .createIndex('audit_events_unsealed')
      .on('audit_events')
      .columns(['created_at', 'id'])
      .where(sql.ref('sequence'), 'is', null)
      .execute();
    await db.schema.createIndex('audit_events_type').on('audit_events').columns(['type', 'created_at', 'id']).execute();

    // The last number there is, so that events missing at the end are seen as well.
    await db.schema
      .createTable('audit_head')
      .$call(strictly(db))
      .addColumn('id', type.count, (column) => column.primaryKey().notNull())
      .addColumn('last', type.sequence, (column) => column.notNull())
      .addColumn('seal_key_id', type.count)
      .addColumn('mac', type.bytes)
      .execute();
    await sql`INSERT INTO audit_head (id, last) VALUES (1, 0)`.execute(db);

    // Numbers that went by our own rules, after ninety days or so.
    await db.schema
      .createTable('audit_gaps')
      .$call(strictly(db))
      .addColumn('first', type.sequence, (column) => column.primaryKey().notNull())
      .addColumn('last', type.sequence, (column) => column.notNull())
      .addColumn('seal_key_id', type.count, (column) => column.notNull())
      .addColumn('mac', type.bytes, (column) => column.notNull())
      .execute();
    await db.schema.createIndex('audit_gaps_last').unique().on('audit_gaps').column('last').execute();
  },
};
