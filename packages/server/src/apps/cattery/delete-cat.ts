import type { Database } from '#platform/database/database.ts';
import { deleteCatRow, lockCat } from './cat-store.ts';
import { toWireCat } from './contract.ts';
import { expectMatch, unknownCat } from './refusals.ts';

/** @throws Problem 404 `not_found`, 412 `precondition_failed` */
export const deleteCat = (
  { database }: { database: Database },
  { id, ifMatch }: { id: string; ifMatch: string | undefined },
): Promise<void> =>
  database.transaction(async (transaction) => {
    const present = await lockCat(transaction, id);
    if (present === undefined) throw unknownCat();
    expectMatch(ifMatch, toWireCat(present));
    await deleteCatRow(transaction, id);
  });
