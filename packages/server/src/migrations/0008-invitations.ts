import type { Migration } from 'kysely/migration';
import { columnTypes, strictly } from '#platform/database/columns.ts';

export const invitations: Migration = {
  up: async (db) => {
    const type = columnTypes(db);
    await db.schema
      .createTable('invitations')
      .$call(strictly(db))
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      // Whom it is for; null lets anybody in who holds it.
      .addColumn('email', type.text)
      .addColumn('email_canonical', type.id)
      .addColumn('role', type.text, (column) => column.notNull())
      // The administrator; null for the command line. What an account has made goes with it.
      .addColumn('invited_by', type.id, (column) => column.references('accounts.id').onDelete('cascade'))
      .addColumn('token_hash', type.bytes, (column) => column.notNull())
      // Of the link in the mail, which nobody else has seen: whoever shows it can read that mailbox.
      .addColumn('mailed_token_hash', type.bytes)
      .addColumn('created_at', type.instant, (column) => column.notNull())
      .addColumn('expires_at', type.instant, (column) => column.notNull())
      .addColumn('accepted_at', type.instant)
      .addColumn('account_id', type.id, (column) => column.references('accounts.id').onDelete('cascade'))
      .execute();
    for (const column of ['token_hash', 'mailed_token_hash'])
      await db.schema.createIndex(`invitations_${column}`).unique().on('invitations').column(column).execute();
    for (const column of ['email_canonical', 'invited_by', 'account_id', 'expires_at'])
      await db.schema.createIndex(`invitations_${column}`).on('invitations').column(column).execute();
    await db.schema.createIndex('invitations_created_at').on('invitations').columns(['created_at', 'id']).execute();
  },
};
