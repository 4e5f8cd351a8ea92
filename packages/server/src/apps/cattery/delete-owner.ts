import type { Database } from '#platform/database/database.ts';
import { toWireOwner } from './contract.ts';
import { deleteOwnerRow, lockGoingOwner } from './owner-store.ts';
import { expectMatch, ownerHasCatsProblem, unknownOwner } from './refusals.ts';

/** @throws Problem 404 `not_found`, 409 `owner_has_cats`, 412 `precondition_failed` */
export const deleteOwner = (
  { database }: { database: Database },
  { id, ifMatch }: { id: string; ifMatch: string | undefined },
): Promise<void> =>
  database.transaction(async (transaction) => {
    const present = await lockGoingOwner(transaction, id);
    if (present === undefined) throw unknownOwner();
    expectMatch(ifMatch, toWireOwner(present));
    try {
      await deleteOwnerRow(transaction, id);
    } catch (error) {
      throw ownerHasCatsProblem(error);
    }
  });
