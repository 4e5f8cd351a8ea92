import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, strictly } from '#platform/database/columns.ts';

const decoySlots = 64;

export const guessesAndDevices: Migration = {
  up: async (db) => {
    const type = columnTypes(db);
    // Wrong guesses since the last right one; at a hundred the password stops working until it is reset.
    await db.schema
      .alterTable('passwords')
      .addColumn('failures', type.count, (column) => column.notNull().defaultTo(0))
      .execute();

    // A guess at a name that nobody has writes here what a guess at a password writes there: time tells nothing.
    await db.schema
      .createTable('decoy_guesses')
      .$call(strictly(db))
      .addColumn('slot', type.count, (column) => column.primaryKey().notNull())
      .addColumn('guesses', type.sequence, (column) => column.notNull().defaultTo(0))
      .execute();
    for (let slot = 0; slot < decoySlots; slot += 1)
      await sql`INSERT INTO decoy_guesses (slot, guesses) VALUES (${sql.lit(slot)}, 0)`.execute(db);

    await db.schema
      .createTable('known_devices')
      .$call(strictly(db))
      .addColumn('account_id', type.id, (column) => column.notNull().references('accounts.id').onDelete('cascade'))
      .addColumn('fingerprint', type.bytes, (column) => column.notNull())
      .addColumn('sign_ins', type.count, (column) => column.notNull())
      .addColumn('first_seen_at', type.instant, (column) => column.notNull())
      .addColumn('last_seen_at', type.instant, (column) => column.notNull())
      .addPrimaryKeyConstraint('known_devices_primary', ['account_id', 'fingerprint'])
      .execute();
    await db.schema.createIndex('known_devices_last_seen_at').on('known_devices').column('last_seen_at').execute();
  },
};
