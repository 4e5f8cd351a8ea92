import type { Database } from '#platform/database/database.ts';
import { inBatches } from '#platform/database/in-batches.ts';
import { forgetDeletions } from './store.ts';

/** Whoever was away for longer reads the list anew. Without an end, strangers' accounts would leave a row each for ever. */
const keptSeconds = 90 * 24 * 3600;
const batch = 200;

/** Forgets accounts that were deleted long ago. */
export async function sweepAccountEvents({ database }: { database: Database }): Promise<void> {
  await inBatches(batch, (limit) =>
    database.transaction((transaction) => forgetDeletions(transaction, { keptSeconds, limit })),
  );
}
