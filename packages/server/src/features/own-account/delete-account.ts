import { type EraseContext, eraseAccount } from '#features/account-data/erase-account.ts';
import { findAccount } from '#features/accounts/store.ts';
import { type ProvePasswordContext, provePassword } from '#features/authenticators/passwords/prove-password.ts';
import { forgetFailures } from '#features/authenticators/passwords/store.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';

export type DeleteAccountContext = EraseContext &
  ProvePasswordContext & { config: EraseContext['config'] & ProvePasswordContext['config'] };

/**
 * Deletes the account of whoever proves its password, at once and for good. When this returns, no token of it is good any
 * more and its data is gone.
 *
 * @throws Problem 401 `invalid_credentials` or `session_ended`, 409 `last_admin`, 429, 503 `overloaded`
 */
export async function deleteAccount(
  context: DeleteAccountContext,
  { accountId, password, facts }: { accountId: string; password: string; facts: RequestFacts },
): Promise<void> {
  const account = await findAccount(context.database.read, accountId);
  if (account === undefined) throw new Problem('session_ended');
  const proof = { account, name: account.id, password, failure: 'reauthentication_failed', facts } as const;
  const { isRight } = await provePassword(context, proof);
  if (!isRight) throw new Problem('invalid_credentials');
  await forgetFailures(context.database.write, account.id);
  const { ended } = await context.database
    .transaction((transaction) =>
      eraseAccount(context, transaction, {
        accountId,
        actorId: null,
        facts,
        reason: 'own_wish',
        provedVersion: account.credential_version,
      }),
    )
    .catch(tellGone);
  ended.publish();
  context.outbox.wake();
}

/** Somebody else was faster: for whoever is signed in to it, an account that has gone is a session that has ended. */
function tellGone(error: unknown): never {
  throw error instanceof Problem && error.code === 'not_found' ? new Problem('session_ended') : error;
}
