import { copySqlite } from '#platform/database/copy-sqlite.ts';

/**
 * Copies the database as it is at this moment into a SQLite file, with everything that was acknowledged before.
 *
 * @param url `sqlite:FILE` or `postgres://…`
 */
export async function copyDatabase(url: string, target: string): Promise<void> {
  if (url.startsWith('sqlite:')) return copySqlite(url.slice('sqlite:'.length), target);
  throw new Error('a backup of PostgreSQL is not possible yet');
}
