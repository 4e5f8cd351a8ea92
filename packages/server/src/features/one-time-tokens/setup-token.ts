import { digest, randomId } from '#platform/crypto/random.ts';
import { equalBytes, type Secrets } from '#platform/crypto/secrets.ts';
import type { Database, Executor, Transaction } from '#platform/database/database.ts';
import { createSetupRow, deleteSetupRow, findSetupRow, type SetupRow, spendSetupRow } from './store.ts';

/** Until used; the column wants an instant. */
const lifetimeSeconds = 100 * 365 * 24 * 3600;

/** The row's random id and the secret together give the token, so the same link can be printed at each start (C13). */
const tokenOf = (secrets: Secrets, id: string): string => secrets.mac('setup-token', id).toString('base64url');

const isOf = (secrets: Secrets, row: SetupRow): boolean => equalBytes(row.token_hash, digest(tokenOf(secrets, row.id)));

/** The token of the setup link: the same until it is used or the secret is another. */
export async function keepSetupToken({ database, secrets }: { database: Database; secrets: Secrets }): Promise<string> {
  const known = await findSetupRow(database.read);
  if (known !== undefined && isOf(secrets, known)) return tokenOf(secrets, known.id);
  return database.transaction(async (transaction) => {
    const stale = await findSetupRow(transaction);
    if (stale !== undefined && !isOf(secrets, stale)) await deleteSetupRow(transaction);
    const id = randomId();
    await createSetupRow(transaction, { id, token_hash: digest(tokenOf(secrets, id)), lifetimeSeconds });
    // Another node may have been first.
    return tokenOf(secrets, (await findSetupRow(transaction))?.id ?? id);
  });
}

/** Whether this is the setup token, without spending it. */
export async function isSetupToken(executor: Executor, token: string): Promise<boolean> {
  const row = await findSetupRow(executor);
  return row !== undefined && equalBytes(row.token_hash, digest(token));
}

/** Spends the setup token: of any number of parallel calls one gets `true`. */
export const consumeSetupToken = (transaction: Transaction, token: string): Promise<boolean> =>
  spendSetupRow(transaction, digest(token));

/** Nobody needs the link any more. It also makes a parallel use of the link wait for this transaction. */
export const dropSetupToken = async (transaction: Transaction): Promise<void> => {
  await deleteSetupRow(transaction);
};
