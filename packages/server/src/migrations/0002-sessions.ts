import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, strictly } from '#platform/database/columns.ts';

export const sessions: Migration = {
  up: async (db) => {
    const type = columnTypes(db);
    await db.schema
      .createTable('sessions')
      .$call(strictly(db))
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('account_id', type.id, (column) => column.notNull().references('accounts.id').onDelete('cascade'))
      .addColumn('seed_hash', type.bytes, (column) => column.notNull())
      .addColumn('key_id', type.count, (column) => column.notNull())
      .addColumn('generation', type.count, (column) => column.notNull())
      .addColumn('window_at', type.instant, (column) => column.notNull())
      .addColumn('reissues', type.count, (column) => column.notNull().defaultTo(0))
      .addColumn('proved_at', type.instant)
      // When the generation was made, which a re-issue does not move: tells a late re-issue from a race.
      .addColumn('generation_at', type.instant, (column) => column.notNull())
      .addColumn('late_generation', type.count, (column) => column.notNull().defaultTo(0))
      .addColumn('late_streak', type.count, (column) => column.notNull().defaultTo(0))
      .addColumn('absolute_at', type.instant, (column) => column.notNull())
      .addColumn('ended_at', type.instant)
      .addColumn('ended_reason', type.text)
      // The account's epoch when the session began: access tokens carry it, and never a later one.
      .addColumn('epoch', type.count, (column) => column.notNull())
      .addColumn('transport', type.text, (column) =>
        column.notNull().check(sql`transport in ('body', 'cookie', 'split')`),
      )
      .addColumn('created_at', type.instant, (column) => column.notNull())
      .addColumn('device_name', type.text)
      .addColumn('user_agent', type.text)
      .addColumn('ip', type.text)
      .addColumn('country', type.text)
      .execute();
    await db.schema.createIndex('sessions_account_id').on('sessions').columns(['account_id', 'created_at']).execute();
    await db.schema.createIndex('sessions_absolute_at').on('sessions').column('absolute_at').execute();

    await db.schema
      .createTable('revocations')
      .$call(strictly(db))
      .addColumn('sequence', type.sequence, (column) => column.primaryKey().notNull())
      .addColumn('kind', type.text, (column) => column.notNull().check(sql`kind in ('session', 'account', 'key')`))
      .addColumn('subject_id', type.id, (column) => column.notNull())
      // For an account: tokens of a smaller epoch are refused. Instants are never compared for this.
      .addColumn('epoch', type.count)
      .addColumn('revoked_at', type.instant, (column) => column.notNull())
      .addColumn('expires_at', type.instant, (column) => column.notNull())
      .execute();
    await db.schema.createIndex('revocations_expires_at').on('revocations').column('expires_at').execute();
    await db.schema
      .createTable('revocation_counter')
      .$call(strictly(db))
      .addColumn('id', type.count, (column) => column.primaryKey().notNull())
      .addColumn('last', type.sequence, (column) => column.notNull())
      .execute();
    await sql`INSERT INTO revocation_counter (id, last) VALUES (1, 0)`.execute(db);

    await db.schema
      .createTable('signing_keys')
      .$call(strictly(db))
      .addColumn('kid', type.id, (column) => column.primaryKey().notNull())
      .addColumn('algorithm', type.text, (column) => column.notNull())
      .addColumn('public_jwk', type.text, (column) => column.notNull())
      .addColumn('sealed_private_key', type.bytes, (column) => column.notNull())
      .addColumn('created_at', type.instant, (column) => column.notNull())
      // Signs nothing from then on, is published until `expires_at`: until its last token has expired.
      .addColumn('retired_at', type.instant)
      .addColumn('expires_at', type.instant)
      .execute();
  },
};
