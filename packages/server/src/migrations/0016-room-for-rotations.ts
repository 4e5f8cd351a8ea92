import { sql } from 'kysely';
import { isPostgres } from '#platform/database/migrate.ts';
import type { Migration } from '#platform/database/migration.ts';

/**
 * A rotation writes the row of its session anew. Where the page has room for the new version PostgreSQL touches no index; in a
 * full page it writes four entries elsewhere, and each of them is a page more to sync. Counts for pages filled from now on.
 */
export const roomForRotations: Migration = {
  kind: 'expand',
  up: async (db) => {
    if (isPostgres(db)) await sql`ALTER TABLE sessions SET (fillfactor = 60)`.execute(db);
  },
};
