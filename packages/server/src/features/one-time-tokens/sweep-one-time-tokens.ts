import type { Database } from '#platform/database/database.ts';
import { inBatches } from '#platform/database/in-batches.ts';
import { deleteExpiredTokens } from './store.ts';

const batch = 500;

/** Removes what has expired; housekeeping calls it now and then. @returns how many rows went */
export const sweepOneTimeTokens = ({ database }: { database: Database }): Promise<number> =>
  inBatches(batch, (limit) => deleteExpiredTokens(database.write, limit));
