import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import type { Owner } from './owner-store.ts';

/** One row of `cats` with its whole owner. Instants are milliseconds. */
export type Cat = {
  id: string;
  nickname: string;
  nickname_sort: string;
  age: number;
  description: string | null;
  /** Null: not vaccinated. */
  vaccinated_at: number | null;
  created_at: number;
  updated_at: number;
  owner: Pick<Owner, 'id' | 'email' | 'name' | 'created_at' | 'updated_at'>;
};
export type WrittenCat = Pick<Cat, 'id' | 'nickname' | 'nickname_sort' | 'age' | 'description'> & {
  owner_id: string;
  is_vaccinated: boolean;
};
/** Where a page ended. */
export type CatPosition = Pick<Cat, 'nickname_sort' | 'id'>;

type Row = Omit<Cat, 'owner'> & {
  owner_id: string;
  owner_email: string;
  owner_name: string | null;
  owner_created_at: number;
  owner_updated_at: number;
};
type Values = Omit<WrittenCat, 'is_vaccinated'> & { vaccinated: number };

const columns = 'id, nickname, nickname_sort, age, description, vaccinated_at, owner_id, created_at, updated_at';
/** Cats with their owners: one query, however many cats there are. */
const withOwner = `SELECT ${columns
  .split(', ')
  .map((column) => `cats.${column}`)
  .join(', ')},
    owners.email AS owner_email, owners.name AS owner_name,
    owners.created_at AS owner_created_at, owners.updated_at AS owner_updated_at
  FROM cats JOIN owners ON owners.id = cats.owner_id`;

const insert = statement<Values>(
  'cats.create',
  `INSERT INTO cats (${columns}) VALUES (:id, :nickname, :nickname_sort, :age, :description,
     CASE WHEN CAST(:vaccinated AS integer) = 1 THEN now_ms() END, :owner_id, now_ms(), now_ms())`,
);
const byId = statement<{ id: string }, Row>('cats.find', `${withOwner} WHERE cats.id = :id`);
const lock = statement<{ id: string }, { id: string }>('cats.lock', 'SELECT id FROM cats WHERE id = :id {for update}');
const lockedById = statement<{ id: string }, Row>('cats.find_locked', `${withOwner} WHERE cats.id = :id {for share}`);
const update = statement<Values>(
  'cats.update',
  `UPDATE cats SET nickname = :nickname, nickname_sort = :nickname_sort, age = :age, description = :description,
     vaccinated_at = CASE WHEN CAST(:vaccinated AS integer) = 1 THEN COALESCE(vaccinated_at, now_ms()) END,
     owner_id = :owner_id, updated_at = now_ms()
   WHERE id = :id`,
);
const remove = statement<{ id: string }>('cats.delete', 'DELETE FROM cats WHERE id = :id');
const page = statement<CatPosition & { limit: number }, Row>(
  'cats.list',
  `${withOwner} WHERE (cats.nickname_sort, cats.id) > (:nickname_sort, :id)
   ORDER BY cats.nickname_sort, cats.id LIMIT CAST(:limit AS bigint)`,
);
const pageOfOwner = statement<CatPosition & { owner_id: string; limit: number }, Row>(
  'cats.list_of_owner',
  `${withOwner} WHERE cats.owner_id = :owner_id AND (cats.nickname_sort, cats.id) > (:nickname_sort, :id)
   ORDER BY cats.nickname_sort, cats.id LIMIT CAST(:limit AS bigint)`,
);

const beginning: CatPosition = { nickname_sort: '', id: '' };

const toCat = ({ owner_id, owner_email, owner_name, owner_created_at, owner_updated_at, ...cat }: Row): Cat => ({
  ...cat,
  owner: {
    id: owner_id,
    email: owner_email,
    name: owner_name,
    created_at: owner_created_at,
    updated_at: owner_updated_at,
  },
});
const valuesOf = ({ is_vaccinated: isVaccinated, ...cat }: WrittenCat): Values => ({
  ...cat,
  vaccinated: isVaccinated ? 1 : 0,
});

/** @throws ReferenceGone for an owner who is not there */
export const createCatRow = async (transaction: Transaction, cat: WrittenCat): Promise<void> => {
  await transaction.change(insert, valuesOf(cat));
};

export async function findCat(executor: Executor, id: string): Promise<Cat | undefined> {
  const row = await executor.first(byId, { id });
  return row && toCat(row);
}

/**
 * The cat and its owner as they stay until this transaction changes the cat or ends: the cat first, then its owner. The owner
 * is shared with whoever changes another of their cats.
 */
export async function lockCat(transaction: Transaction, id: string): Promise<Cat | undefined> {
  if ((await transaction.first(lock, { id })) === undefined) return undefined;
  const row = await transaction.first(lockedById, { id });
  return row && toCat(row);
}

/** Since when a cat is vaccinated stays as long as it is. @throws ReferenceGone for an owner who is not there */
export const updateCatRow = async (transaction: Transaction, cat: WrittenCat): Promise<void> => {
  await transaction.change(update, valuesOf(cat));
};

export const deleteCatRow = (transaction: Transaction, id: string): Promise<number> =>
  transaction.change(remove, { id });

/** @param ownerId null for everybody's */
export async function listCatRows(
  executor: Executor,
  ownerId: string | null,
  after: CatPosition | null,
  limit: number,
): Promise<Cat[]> {
  const from = { ...(after ?? beginning), limit };
  const rows =
    ownerId === null ? await executor.all(page, from) : await executor.all(pageOfOwner, { ...from, owner_id: ownerId });
  return rows.map(toCat);
}
