import { LRUCache } from 'lru-cache';
import type { Revocations } from '#features/revocations/follow-revocations.ts';
import type { Database } from '#platform/database/database.ts';
import type { SharedCopies } from './shared-copies.ts';
import { type Account, readAccount } from './store.ts';

/**
 * The accounts of those who are using the service right now. `leastEpoch` is an epoch that the caller knows the account to
 * have reached, by a token or by a session's row: a copy that is behind it, or behind a revocation, is passed over.
 */
export type AccountCache = {
  /** What is held of the account right now; undefined says nothing about whether there is one. */
  recall(id: string, leastEpoch: number): Account | undefined;
  /** The account as it is: undefined when there is none. */
  find(id: string, leastEpoch: number): Promise<Account | undefined>;
};

const mostAccounts = 10_000;
/**
 * A change by this process drops the entry before the change is acknowledged, one by another node as soon as that is
 * heard of. What nobody has told is seen after this long at the latest, like a revocation; where there are shared copies,
 * what has changed no epoch may take as long as they are kept.
 */
const freshMilliseconds = 1000;

export type AccountCacheContext = {
  database: Database;
  revocations: Pick<Revocations, 'leastEpochOf'>;
  /** Null where there is no Redis. */
  copies: SharedCopies | null;
};

/**
 * Keeps accounts in memory, so that a warm request reads nothing from the database, and looks into the shared copies before
 * it reads there. Only active accounts are held: a refusal comes from the database.
 */
export function createAccountCache({ database, revocations, copies }: AccountCacheContext): AccountCache {
  const held = new LRUCache<string, Account>({ max: mostAccounts, ttl: freshMilliseconds, ttlResolution: 50 });
  /** Grows with each change: an answer that was under way meanwhile is not kept. */
  let changes = 0;
  database.announcements.subscribe('accounts', (id) => {
    changes += 1;
    if (id === null) {
      held.clear();
      copies?.distrust();
    } else {
      held.delete(id);
      copies?.forget(id);
    }
  });

  const isCurrent = (account: Account | undefined, leastEpoch: number): account is Account =>
    account !== undefined && account.epoch >= Math.max(leastEpoch, revocations.leastEpochOf(account.id));
  const recall = (id: string, leastEpoch: number): Account | undefined => {
    const account = held.get(id);
    return isCurrent(account, leastEpoch) ? account : undefined;
  };
  const read = async (id: string): Promise<Account | undefined> => {
    const changesBefore = changes;
    const found = await readAccount(database.read, id);
    if (found === undefined) return undefined;
    const { account, readAt } = found;
    copies?.learn(account, readAt);
    if (account.status === 'active' && changes === changesBefore) {
      held.set(id, account);
      copies?.keep(account, readAt);
    }
    return account;
  };
  const findCopy = async (id: string, leastEpoch: number): Promise<Account | undefined> => {
    const changesBefore = changes;
    const copy = await copies?.find(id);
    // Of one that was changed while Redis was asked nobody knows which state this is.
    if (changes !== changesBefore || !isCurrent(copy, leastEpoch)) return undefined;
    held.set(id, copy);
    return copy;
  };
  return {
    recall,
    find: async (id, leastEpoch) => recall(id, leastEpoch) ?? (await findCopy(id, leastEpoch)) ?? read(id),
  };
}
