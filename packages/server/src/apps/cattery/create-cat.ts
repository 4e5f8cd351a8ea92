import type { Database, Transaction } from '#platform/database/database.ts';
import { createOnce } from '#platform/idempotency/create-once.ts';
import { type Cat, createCatRow, findCat } from './cat-store.ts';
import type { CatFields } from './contract.ts';
import { ownerMissingProblem } from './refusals.ts';
import { toCatRow } from './written-rows.ts';

/** @throws Problem 404 `owner_not_found`; and what `createOnce` refuses with */
export const createCat = (
  { database }: { database: Database },
  { accountId, key, fields }: { accountId: string; key: string | undefined; fields: CatFields },
): Promise<{ resource: Cat; isReplayed: boolean }> =>
  createOnce(
    { database },
    { accountId, scope: 'POST /api/cats', key, request: fields, find: findCat },
    (transaction, id) => write(transaction, id, fields),
  );

async function write(transaction: Transaction, id: string, fields: CatFields): Promise<Cat> {
  try {
    await createCatRow(transaction, toCatRow(id, fields));
  } catch (error) {
    throw ownerMissingProblem(error);
  }
  const cat = await findCat(transaction, id);
  if (cat === undefined) throw new Error('cats.create left no row');
  return cat;
}
