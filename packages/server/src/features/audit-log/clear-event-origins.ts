import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database, Transaction } from '#platform/database/database.ts';
import { lockAuditHead } from './seal-store.ts';
import { type ClearedSide, clearEventOrigins, listDeletedAccounts } from './store.ts';

const sides: readonly ClearedSide[] = ['own', 'as_actor'];
const mostAtOnce = 2000;

/**
 * For an account that is being erased: where its events come from is forgotten, that they happened is not. What is more
 * than two thousand events is left to {@link clearEventsOfDeleted}.
 */
export async function clearPersonalPartOf(transaction: Transaction, accountId: string): Promise<void> {
  // Whoever seals at this moment holds the same lines, in another order perhaps.
  await lockAuditHead(transaction);
  for (const side of sides) await clearEventOrigins(transaction, side, { accountId, after: 0, limit: mostAtOnce });
}

/**
 * The same for accounts that were erased within this time: what was too much for one transaction, and what was still under
 * way then and was written down only afterwards.
 */
export async function clearEventsOfDeleted(
  database: Pick<Database, 'read' | 'transaction'>,
  withinSeconds: number,
): Promise<void> {
  for (const accountId of await listDeletedAccounts(database.read, withinSeconds))
    for (const side of sides) await clearSide(database, accountId, side);
}

async function clearSide(database: Pick<Database, 'transaction'>, accountId: string, side: ClearedSide): Promise<void> {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after;
    const portion = await database.transaction(async (transaction) => {
      await lockAuditHead(transaction);
      return clearEventOrigins(transaction, side, { accountId, after: from, limit: mostAtOnce });
    });
    after = portion.length < mostAtOnce ? undefined : Math.max(...portion.map((row) => row.created_at));
    // On SQLite a portion is done before anybody else is served: they come in between.
    await nextTurn();
  }
}
