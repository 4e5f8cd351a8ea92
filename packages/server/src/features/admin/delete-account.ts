import { type EraseContext, eraseAccount } from '#features/account-data/erase-account.ts';
import type { Account } from '#features/accounts/store.ts';
import type { Database } from '#platform/database/database.ts';
import { type Actor, actedBy } from './actor.ts';

/**
 * Deletes somebody's account, at once and for good.
 *
 * @returns the account as it was
 * @throws Problem 404, 409 `last_admin`
 */
export async function deleteAccount(
  context: EraseContext & { database: Database; outbox: { wake(): void } },
  accountId: string,
  actor: Actor,
): Promise<Account> {
  const { actorId, facts } = actedBy(actor);
  const reason = actor === 'command_line' ? 'command_line' : 'administrator';
  const { account, ended } = await context.database.transaction((transaction) =>
    eraseAccount(context, transaction, { accountId, actorId, facts, reason }),
  );
  ended.publish();
  context.outbox.wake();
  return account;
}
