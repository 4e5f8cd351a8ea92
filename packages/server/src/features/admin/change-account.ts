import { type Account, findAccount, lockActiveAdmins, type Role } from '#features/accounts/store.ts';
import type { Ended } from '#features/sessions/end-sessions.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import type { Actor } from './actor.ts';
import { type ChangeRoleContext, changeRole } from './change-role.ts';
import { unknownAccount } from './refusals.ts';
import { restore } from './restore-account.ts';
import { holdForSuspension, suspend } from './suspend-account.ts';

export type ChangeAccountContext = ChangeRoleContext & { database: Database; outbox: { wake(): void } };
export type AccountChange = { id: string; role?: Role | undefined; status?: Account['status'] | undefined };

/**
 * Changes role and state of an account, both or neither; what is so already stays, and is neither told nor recorded. An
 * administrator may change themselves, unless nobody else would be left.
 *
 * @throws Problem 404, 409 `last_admin`
 */
export async function changeAccount(
  context: ChangeAccountContext,
  change: AccountChange,
  actor: Actor,
): Promise<Account> {
  const { account, ended } = await context.database.transaction((transaction) =>
    applyChange(context, transaction, change, actor),
  );
  for (const one of ended) one.publish();
  context.outbox.wake();
  return account;
}

async function applyChange(
  context: ChangeAccountContext,
  transaction: Transaction,
  { id, role, status }: AccountChange,
  actor: Actor,
): Promise<{ account: Account; ended: Ended[] }> {
  // Of parallel demotions of all administrators the last one waits here, and then sees that the others have gone (I10).
  if (status === 'suspended') await holdForSuspension(transaction, id);
  else await lockActiveAdmins(transaction);
  const ended: Ended[] = [];
  if (status === 'active') await restore(transaction, id, actor);
  const suspended = status === 'suspended' ? await suspend(context, transaction, id, actor) : undefined;
  const changed = role === undefined ? undefined : await changeRole(context, transaction, { id, role }, actor);
  for (const done of [suspended, changed]) if (done !== undefined) ended.push(done.ended);
  const account = await findAccount(transaction, id);
  if (account === undefined) throw unknownAccount();
  return { account, ended };
}
