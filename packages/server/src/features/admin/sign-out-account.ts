import { findAccount, lockAccount } from '#features/accounts/store.ts';
import { type EndContext, endSessionsOfAccount } from '#features/sessions/end-sessions.ts';
import { listSessions } from '#features/sessions/store.ts';
import type { Database } from '#platform/database/database.ts';
import { type Actor, actedBy } from './actor.ts';
import { unknownAccount } from './refusals.ts';

/**
 * Ends every session of somebody's account. Where there is none, nothing is done and nothing recorded.
 *
 * @returns how many sessions have ended
 * @throws Problem 404
 */
export async function signOutAccount(
  context: EndContext & { database: Database },
  accountId: string,
  actor: Actor,
): Promise<number> {
  const { actorId, facts } = actedBy(actor);
  const idleSeconds = context.config.refreshIdleSeconds;
  const ended = await context.database.transaction(async (transaction) => {
    // From here on no session begins, so that one which is missed below has begun after this.
    await lockAccount(transaction, accountId);
    if ((await findAccount(transaction, accountId)) === undefined) throw unknownAccount();
    const [live] = await listSessions(transaction, { accountId, idleSeconds, before: null, limit: 1 });
    if (live === undefined) return undefined;
    return endSessionsOfAccount(context, transaction, { accountId, reason: 'ended_by_admin', facts, actorId });
  });
  ended?.publish();
  return ended?.endedSessions ?? 0;
}
