import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, strictly } from '#platform/database/columns.ts';

export const mail: Migration = {
  up: async (db) => {
    const type = columnTypes(db);
    await db.schema
      .createTable('one_time_tokens')
      .$call(strictly(db))
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('purpose', type.text, (column) => column.notNull())
      .addColumn('account_id', type.id, (column) => column.references('accounts.id').onDelete('cascade'))
      // The canonical address it was mailed to: a token dies with a change of address.
      .addColumn('email_canonical', type.id)
      .addColumn('token_hash', type.bytes, (column) => column.notNull())
      .addColumn('code_hash', type.bytes)
      .addColumn('code_tries', type.count, (column) => column.notNull().defaultTo(0))
      .addColumn('code_expires_at', type.instant)
      .addColumn('created_at', type.instant, (column) => column.notNull())
      .addColumn('expires_at', type.instant, (column) => column.notNull())
      .addColumn('consumed_at', type.instant)
      .execute();
    await db.schema
      .createIndex('one_time_tokens_token_hash')
      .unique()
      .on('one_time_tokens')
      .column('token_hash')
      .execute();
    // At most one live token of a purpose for an account: a newer one replaces the older.
    await db.schema
      .createIndex('one_time_tokens_account_purpose')
      .unique()
      .on('one_time_tokens')
      .columns(['account_id', 'purpose'])
      .execute();
    // The setup token belongs to nobody yet, and there is at most one.
    await db.schema
      .createIndex('one_time_tokens_setup')
      .unique()
      .on('one_time_tokens')
      .column('purpose')
      .where(sql.ref('account_id'), 'is', null)
      .execute();
    await db.schema.createIndex('one_time_tokens_expires_at').on('one_time_tokens').column('expires_at').execute();

    await db.schema
      .createTable('outbox')
      .$call(strictly(db))
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('kind', type.text, (column) => column.notNull())
      .addColumn('account_id', type.id)
      // The whole message, sealed: links and codes in it are live tokens, and a dump must not show them.
      .addColumn('sealed_message', type.bytes)
      .addColumn('tries', type.count, (column) => column.notNull().defaultTo(0))
      .addColumn('created_at', type.instant, (column) => column.notNull())
      .addColumn('next_try_at', type.instant)
      .addColumn('claimed_until', type.instant)
      .addColumn('sent_at', type.instant)
      .addColumn('failed_at', type.instant)
      .addColumn('last_error', type.text)
      .execute();
    await db.schema.createIndex('outbox_next_try_at').on('outbox').column('next_try_at').execute();
    // For the count of failures and for the sweep of old rows.
    for (const column of ['sent_at', 'failed_at'])
      await db.schema
        .createIndex(`outbox_${column}`)
        .on('outbox')
        .column(column)
        .where(sql.ref(column), 'is not', null)
        .execute();

    // Development only: what would have been mailed.
    await db.schema
      .createTable('inbox_mails')
      .$call(strictly(db))
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('sealed_message', type.bytes, (column) => column.notNull())
      .addColumn('created_at', type.instant, (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('audit_events')
      .$call(strictly(db))
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('type', type.text, (column) => column.notNull())
      // No foreign key: the log outlives the account.
      .addColumn('account_id', type.id)
      .addColumn('actor_id', type.id)
      .addColumn('session_id', type.id)
      .addColumn('ip', type.text)
      .addColumn('user_agent', type.text)
      .addColumn('request_id', type.text)
      .addColumn('details', type.text, (column) => column.notNull().defaultTo(sql`'{}'`))
      .addColumn('created_at', type.instant, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('audit_events_account')
      .on('audit_events')
      .columns(['account_id', 'created_at'])
      .execute();
    await db.schema.createIndex('audit_events_created_at').on('audit_events').columns(['created_at', 'id']).execute();
  },
};
