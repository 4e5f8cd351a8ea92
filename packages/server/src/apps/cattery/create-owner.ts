import type { Database } from '#platform/database/database.ts';
import { createOnce } from '#platform/idempotency/create-once.ts';
import type { OwnerFields } from './contract.ts';
import { createOwnerRow, findOwner, type Owner } from './owner-store.ts';
import { takenEmailProblem } from './refusals.ts';
import { toOwnerRow } from './written-rows.ts';

/** @throws Problem 409 `email_taken`; and what `createOnce` refuses with */
export async function createOwner(
  { database }: { database: Database },
  { accountId, key, fields }: { accountId: string; key: string | undefined; fields: OwnerFields },
): Promise<{ resource: Owner; isReplayed: boolean }> {
  const creation = { accountId, scope: 'POST /api/owners', key, request: fields, find: findOwner };
  try {
    return await createOnce({ database }, creation, async (transaction, id) => {
      const owner = await createOwnerRow(transaction, toOwnerRow(id, fields));
      if (owner === undefined) throw new Error('owners.create returned no row');
      return owner;
    });
  } catch (error) {
    throw takenEmailProblem(error);
  }
}
