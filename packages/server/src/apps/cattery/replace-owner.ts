import type { Database, Transaction } from '#platform/database/database.ts';
import { type OwnerFields, toWireOwner } from './contract.ts';
import { lockOwner, type Owner, updateOwnerRow, type WrittenOwner } from './owner-store.ts';
import { expectMatch, takenEmailProblem, unknownOwner } from './refusals.ts';
import { toOwnerRow } from './written-rows.ts';

export type OwnerReplacement = { id: string; fields: OwnerFields; ifMatch: string | undefined };

/**
 * Writes an owner anew. What is as it was already writes nothing.
 *
 * @throws Problem 404 `not_found`, 409 `email_taken`, 412 `precondition_failed`
 */
export async function replaceOwner({ database }: { database: Database }, change: OwnerReplacement): Promise<Owner> {
  try {
    return await database.transaction((transaction) => write(transaction, change));
  } catch (error) {
    throw takenEmailProblem(error);
  }
}

async function write(transaction: Transaction, { id, fields, ifMatch }: OwnerReplacement): Promise<Owner> {
  const present = await lockOwner(transaction, id);
  if (present === undefined) throw unknownOwner();
  expectMatch(ifMatch, toWireOwner(present));
  const wanted = toOwnerRow(id, fields);
  if (isSame(present, wanted)) return present;
  const written = await updateOwnerRow(transaction, wanted);
  if (written === undefined) throw unknownOwner();
  return written;
}

const isSame = (present: Owner, wanted: WrittenOwner): boolean =>
  present.email === wanted.email && present.name === wanted.name;
