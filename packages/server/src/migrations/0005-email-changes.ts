import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes } from '#platform/database/columns.ts';

export const emailChanges: Migration = {
  up: async (db) => {
    const type = columnTypes(db);
    // For a change of address: the new one as typed, and the version of the password that was proved when it was asked for.
    await db.schema.alterTable('one_time_tokens').addColumn('new_email', type.text).execute();
    await db.schema.alterTable('one_time_tokens').addColumn('credential_version', type.count).execute();
    // For what is known about one person: their mails, and what they did to others.
    await db.schema
      .createIndex('outbox_account_id')
      .on('outbox')
      .column('account_id')
      .where(sql.ref('account_id'), 'is not', null)
      .execute();
    await db.schema
      .createIndex('audit_events_actor')
      .on('audit_events')
      .columns(['actor_id', 'created_at'])
      .where(sql.ref('actor_id'), 'is not', null)
      .execute();
    // To look after what was written down about an account after it was deleted.
    await db.schema
      .createIndex('audit_events_deleted_accounts')
      .on('audit_events')
      .column('created_at')
      .where(sql.ref('type'), '=', sql.lit('account_deleted'))
      .execute();
  },
};
