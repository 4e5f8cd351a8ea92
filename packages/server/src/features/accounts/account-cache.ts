import { LRUCache } from 'lru-cache';
import type { Database } from '#platform/database/database.ts';
import { type Account, findAccount } from './store.ts';

/** The accounts of those who are using the service right now. */
export type AccountCache = {
  /** What is held of the account right now; undefined says nothing about whether there is one. */
  recall(id: string): Account | undefined;
  /** The account as it is: undefined when there is none. */
  find(id: string): Promise<Account | undefined>;
};

const mostAccounts = 10_000;
/**
 * A change by this process drops the entry before the change is acknowledged, one by another node as soon as that is
 * heard of. What nobody has told is seen after this long at the latest, like a revocation.
 */
const freshMilliseconds = 1000;

/** Keeps accounts in memory, so that a warm request reads nothing from the database. */
export function createAccountCache({ database }: { database: Database }): AccountCache {
  const held = new LRUCache<string, Account>({ max: mostAccounts, ttl: freshMilliseconds, ttlResolution: 50 });
  /** Grows with each change: an answer that was under way meanwhile is not kept. */
  let changes = 0;
  database.announcements.subscribe('accounts', (id) => {
    changes += 1;
    if (id === null) held.clear();
    else held.delete(id);
  });

  const read = async (id: string): Promise<Account | undefined> => {
    const changesBefore = changes;
    const account = await findAccount(database.read, id);
    if (account !== undefined && changes === changesBefore) held.set(id, account);
    return account;
  };
  return { recall: (id) => held.get(id), find: async (id) => held.get(id) ?? read(id) };
}
