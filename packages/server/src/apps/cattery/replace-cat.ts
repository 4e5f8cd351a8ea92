import type { Database, Transaction } from '#platform/database/database.ts';
import { type Cat, findCat, lockCat, updateCatRow, type WrittenCat } from './cat-store.ts';
import { type CatFields, toWireCat } from './contract.ts';
import { expectMatch, ownerMissingProblem, unknownCat } from './refusals.ts';
import { toCatRow } from './written-rows.ts';

/** @param wanted from what the cat is now */
export type CatChange = { id: string; ifMatch: string | undefined; wanted(present: Cat): CatFields };

/** @throws Problem 404 `not_found` and `owner_not_found`, 412 `precondition_failed` */
export const replaceCat = (
  context: { database: Database },
  { id, fields, ifMatch }: { id: string; fields: CatFields; ifMatch: string | undefined },
): Promise<Cat> => changeCat(context, { id, ifMatch, wanted: () => fields });

/**
 * Marks a cat as vaccinated or not; Mur always is.
 *
 * @throws Problem 404 `not_found`, 412 `precondition_failed`
 */
export const vaccinateCat = (
  context: { database: Database },
  { id, vaccinated, ifMatch }: { id: string; vaccinated: boolean; ifMatch: string | undefined },
): Promise<Cat> =>
  changeCat(context, { id, ifMatch, wanted: ({ owner, ...cat }) => ({ ...cat, owner_id: owner.id, vaccinated }) });

/** Under the lock of its row, so that parallel changes each see what the one before has written. */
const changeCat = ({ database }: { database: Database }, { id, ifMatch, wanted }: CatChange): Promise<Cat> =>
  database.transaction(async (transaction) => {
    const present = await lockCat(transaction, id);
    if (present === undefined) throw unknownCat();
    expectMatch(ifMatch, toWireCat(present));
    const row = toCatRow(id, wanted(present));
    // What is as it was already writes nothing.
    return isSame(present, row) ? present : write(transaction, row);
  });

async function write(transaction: Transaction, row: WrittenCat): Promise<Cat> {
  try {
    await updateCatRow(transaction, row);
  } catch (error) {
    throw ownerMissingProblem(error);
  }
  const cat = await findCat(transaction, row.id);
  if (cat === undefined) throw unknownCat();
  return cat;
}

const isSame = (present: Cat, wanted: WrittenCat): boolean =>
  present.nickname === wanted.nickname &&
  present.age === wanted.age &&
  present.description === wanted.description &&
  (present.vaccinated_at !== null) === wanted.is_vaccinated &&
  present.owner.id === wanted.owner_id;
