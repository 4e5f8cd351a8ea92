import type { Database } from '#platform/database/database.ts';
import { deleteExpiredTokens } from './store.ts';

/** Short enough for PostgreSQL's statement timeout and for SQLite's single writer. */
const batch = 500;

/** Removes what has expired; housekeeping calls it now and then. @returns how many rows went */
export async function sweepOneTimeTokens({ database }: { database: Database }): Promise<number> {
  let removed = 0;
  for (;;) {
    const some = await deleteExpiredTokens(database.write, batch);
    removed += some;
    if (some < batch) return removed;
  }
}
