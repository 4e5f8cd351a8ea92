import { sql } from 'kysely';
import { columnTypes, strictly } from '#platform/database/columns.ts';
import type { Migration } from '#platform/database/migration.ts';

/** Whose turn it is to take the scheduled backup, and how the last ones went. One row. */
export const backupSchedule: Migration = {
  kind: 'expand',
  up: async (db) => {
    const type = columnTypes(db);
    await db.schema
      .createTable('backup_schedule')
      .$call(strictly(db))
      .addColumn('id', type.count, (column) => column.primaryKey().notNull())
      // The time of the schedule that the last good backup was taken for; one time is served once.
      .addColumn('served_at', type.instant)
      // A node is at it, or has failed and is not to try again before that.
      .addColumn('claimed_until', type.instant)
      .addColumn('claim_id', type.id)
      .addColumn('succeeded_at', type.instant)
      .addColumn('name', type.text)
      .addColumn('bytes', type.sequence)
      .addColumn('failed_at', type.instant)
      .addColumn('last_error', type.text)
      .execute();
    await sql`INSERT INTO backup_schedule (id) VALUES (1)`.execute(db);
  },
};
