import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

/** One row of `owners`. Instants are milliseconds. */
export type Owner = {
  id: string;
  email: string;
  email_canonical: string;
  name: string | null;
  name_sort: string;
  created_at: number;
  updated_at: number;
};
export type WrittenOwner = Pick<Owner, 'id' | 'email' | 'email_canonical' | 'name' | 'name_sort'>;
/** Where a page ended. Owners without a name stand first, by their addresses. */
export type OwnerPosition = Pick<Owner, 'name_sort' | 'email_canonical' | 'id'>;

const columns = 'id, email, email_canonical, name, name_sort, created_at, updated_at';
const values = ':id, :email, :email_canonical, :name, :name_sort, now_ms(), now_ms()';

const insert = statement<WrittenOwner, Owner>(
  'owners.create',
  `INSERT INTO owners (${columns}) VALUES (${values}) RETURNING ${columns}`,
);
const insertMissing = statement<WrittenOwner, Owner>(
  'owners.create_missing',
  `INSERT INTO owners (${columns}) VALUES (${values}) ON CONFLICT (email_canonical) DO NOTHING RETURNING ${columns}`,
);
const byId = statement<{ id: string }, Owner>('owners.find', `SELECT ${columns} FROM owners WHERE id = :id`);
const lock = statement<{ id: string }, Owner>(
  'owners.lock',
  `SELECT ${columns} FROM owners WHERE id = :id {for update}`,
);
const lockGoing = statement<{ id: string }, Owner>(
  'owners.lock_going',
  `SELECT ${columns} FROM owners WHERE id = :id {for delete}`,
);
const update = statement<WrittenOwner, Owner>(
  'owners.update',
  `UPDATE owners SET email = :email, email_canonical = :email_canonical, name = :name, name_sort = :name_sort,
     updated_at = now_ms()
   WHERE id = :id RETURNING ${columns}`,
);
const remove = statement<{ id: string }>('owners.delete', 'DELETE FROM owners WHERE id = :id');
const page = statement<OwnerPosition & { limit: number }, Owner>(
  'owners.list',
  `SELECT ${columns} FROM owners WHERE (name_sort, email_canonical, id) > (:name_sort, :email_canonical, :id)
   ORDER BY name_sort, email_canonical, id LIMIT CAST(:limit AS bigint)`,
);

const beginning: OwnerPosition = { name_sort: '', email_canonical: '', id: '' };

/** @throws UniqueViolation whose `constraint` names `email_canonical` */
export const createOwnerRow = (transaction: Transaction, owner: WrittenOwner): Promise<Owner | undefined> =>
  transaction.first(insert, owner);

/** @returns undefined where the address has an owner already, who stays as they are */
export const createMissingOwner = (transaction: Transaction, owner: WrittenOwner): Promise<Owner | undefined> =>
  transaction.first(insertMissing, owner);

export const findOwner = (executor: Executor, id: string): Promise<Owner | undefined> => executor.first(byId, { id });

/** The owner as they stay until this transaction changes them or ends. Cats may be given to them meanwhile. */
export const lockOwner = (transaction: Transaction, id: string): Promise<Owner | undefined> =>
  transaction.first(lock, { id });

/** The same before the owner goes: whoever is about to give them a cat waits, and then finds that they have gone. */
export const lockGoingOwner = (transaction: Transaction, id: string): Promise<Owner | undefined> =>
  transaction.first(lockGoing, { id });

/** @throws UniqueViolation whose `constraint` names `email_canonical` */
export const updateOwnerRow = (transaction: Transaction, owner: WrittenOwner): Promise<Owner | undefined> =>
  transaction.first(update, owner);

/** @throws ReferenceGone while a cat is theirs */
export const deleteOwnerRow = (transaction: Transaction, id: string): Promise<number> =>
  transaction.change(remove, { id });

export const listOwnerRows = (executor: Executor, after: OwnerPosition | null, limit: number): Promise<Owner[]> =>
  executor.all(page, { ...(after ?? beginning), limit });
