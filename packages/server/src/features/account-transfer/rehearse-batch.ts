import type { UniqueNames } from '#features/accounts/store.ts';
import type { Executor } from '#platform/database/database.ts';
import type { ScratchSet } from '#platform/database/scratch-set.ts';
import { listTakenNames, namesInCommon } from './bring-batch.ts';
import type { BroughtRow, Reason } from './parse-row.ts';

/**
 * What `bringBatch` would answer, without writing: names are held against the database and against the rows that would have
 * come in before.
 */
export async function rehearseBatch(
  executor: Executor,
  earlier: ScratchSet,
  rows: readonly BroughtRow[],
): Promise<(Reason[] | null)[]> {
  const known = await Promise.all(rows.map(({ account }) => listTakenNames(executor, account)));
  return rows.map(({ account }, index) => {
    const inFile = namesInCommon(account, (name) => earlier.has(keyOf(account, name)));
    const reasons = merge(known[index] ?? [], inFile);
    if (reasons.length > 0) return reasons;
    for (const name of ['email_canonical', 'username_canonical', 'id'] as const)
      if (account[name] !== null) earlier.add(keyOf(account, name));
    return null;
  });
}

const keyOf = (account: UniqueNames, name: keyof UniqueNames): string => `${name} ${account[name] ?? ''}`;

/** In the order of `known`, each field once. */
const merge = (known: readonly Reason[], more: readonly Reason[]): Reason[] => {
  const all = [...known, ...more.filter(({ field }) => !known.some((one) => one.field === field))];
  const order = ['email', 'username', 'id'];
  return all.toSorted((one, other) => order.indexOf(one.field) - order.indexOf(other.field));
};
