import { Redis as Client } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createRevocationSet } from '#features/revocations/revocation-set.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { createAnnouncements } from '#platform/database/announcements.ts';
import type { Database } from '#platform/database/database.ts';
import { silentLog } from '#platform/log.ts';
import { openRedis } from '#platform/redis/open-redis.ts';
import { describeOnEveryDatabase, type TestDatabase } from '#test/every-database.ts';
import { describeWithRedis } from '#test/servers/describe-with-redis.ts';
import { type RunningRedis, startRedis } from '#test/servers/start-redis.ts';
import { createAccountCache } from './account-cache.ts';
import { newAccount } from './new-account.ts';
import { createSharedCopies } from './shared-copies.ts';
import { type Account, changeAccountPerson, createAccount, setAccountRole, suspendAccountRow } from './store.ts';

const secrets = createSecrets(['a-secret-for-tests-only-0123456789-abcdefghij']);
const config = { accessTokenSeconds: 900 };

describeWithRedis('accounts that nodes share', () => {
  let server: RunningRedis;
  let raw: Client;
  const closing: (() => unknown)[] = [];
  beforeAll(async () => {
    server = await startRedis();
    raw = new Client(server.url);
  });
  afterAll(async () => {
    raw.disconnect();
    await server.remove();
  });
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** Reads the same rows as every other, and hears only what it is told. */
  async function openNode(one: TestDatabase) {
    const announcements = createAnnouncements();
    const reads: string[] = [];
    const before = { next: async (): Promise<void> => {} };
    const read: Database['read'] = {
      ...one.database.read,
      first: async (statement, parameters) => {
        reads.push(statement.name);
        const row = await one.database.read.first(statement, parameters);
        await before.next();
        return row;
      },
    };
    const redis = await openRedis({ url: server.url, secrets, log: silentLog });
    closing.push(redis.close);
    const revocations = createRevocationSet(one.clock);
    const copies = createSharedCopies({ redis, secrets, config });
    const cache = createAccountCache({ database: { ...one.database, read, announcements }, revocations, copies });
    const keyOf = (id: string): string => `${redis.prefix}account:${id}`;
    return { cache, announcements, reads, before, revocations, keyOf };
  }
  type Node = Awaited<ReturnType<typeof openNode>>;

  let accounts = 0;
  const givenAccount = (one: TestDatabase): Promise<Account> => {
    accounts += 1;
    const email = { email: `ada-${accounts}@example.com`, canonical: `ada-${accounts}@example.com` };
    return one.database.transaction((transaction) => createAccount(transaction, newAccount({ email })));
  };
  /** A node that has read something already knows the database's time. */
  const wake = async (one: TestDatabase, node: Node): Promise<void> => {
    await node.cache.find((await givenAccount(one)).id, 0);
    node.reads.length = 0;
  };
  const untilKept = (node: Node, id: string) =>
    expect.poll(() => raw.exists(node.keyOf(id)), { timeout: 5000, interval: 2 }).toBe(1);
  const given = async (one: TestDatabase) => {
    const [a, b] = [await openNode(one), await openNode(one)];
    await wake(one, b);
    const account = await givenAccount(one);
    await a.cache.find(account.id, 0);
    await untilKept(a, account.id);
    return { a, b, account };
  };

  describeOnEveryDatabase('in Redis', (open) => {
    test('what one node has read the other need not read, and a copy tells nothing to who opens Redis', async () => {
      const { a, b, account } = await given(await open());
      expect(await b.cache.find(account.id, 0)).toEqual(account);
      expect(b.reads).toEqual([]);
      expect(b.cache.recall(account.id, 0)).toEqual(account);
      const kept = (await raw.getBuffer(a.keyOf(account.id))) ?? Buffer.alloc(0);
      expect(kept.toString('latin1')).not.toContain('ada-');
      expect(await raw.pttl(a.keyOf(account.id))).toBeLessThanOrEqual(30_000);
    });

    test('D16: a copy that is behind a revocation, a token or a session is passed over, though nobody announced anything', async () => {
      const one = await open();
      const { b, account } = await given(one);
      await one.database.transaction((transaction) => setAccountRole(transaction, account.id, 'moderator'));
      // Until the poll nobody can know, as with any token.
      expect((await b.cache.find(account.id, 0))?.role).toBe('user');
      // By the token or the session's row, which bear the new epoch.
      expect((await b.cache.find(account.id, 1))?.role).toBe('moderator');
      const c = await openNode(one);
      await wake(one, c);
      const revocation = { sequence: 1, kind: 'account', subject_id: account.id, epoch: 1, revoked_at: 0 } as const;
      c.revocations.apply({ ...revocation, expires_at: Number.MAX_SAFE_INTEGER });
      expect((await c.cache.find(account.id, 0))?.role).toBe('moderator');
      expect(c.cache.recall(account.id, 2)).toBeUndefined();
    });

    test('a change drops the copy on the node that made it, and on each that hears of it', async () => {
      const one = await open();
      const { a, b, account } = await given(one);
      await b.cache.find(account.id, 0);
      const renamed = { ...account, first_name: 'Ada' };
      await one.database.transaction((transaction) => changeAccountPerson(transaction, account, renamed));
      a.announcements.receive([{ topic: 'accounts', id: account.id }]);
      await expect.poll(() => raw.exists(a.keyOf(account.id)), { timeout: 5000, interval: 2 }).toBe(0);
      b.announcements.receive([{ topic: 'accounts', id: account.id }]);
      expect((await b.cache.find(account.id, 0))?.first_name).toBe('Ada');
    });

    test('who read before a change and comes back after it was heard neither keeps the copy nor shares it', async () => {
      const one = await open();
      const { a, b, account } = await given(one);
      await raw.del(a.keyOf(account.id));
      b.before.next = async () => {
        b.before.next = async () => {};
        const renamed = { ...account, first_name: 'Ada' };
        await one.database.transaction((transaction) => changeAccountPerson(transaction, account, renamed));
        b.announcements.receive([{ topic: 'accounts', id: account.id }]);
      };
      expect((await b.cache.find(account.id, 0))?.first_name).toBeNull();
      expect(b.cache.recall(account.id, 0)).toBeUndefined();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await raw.exists(b.keyOf(account.id))).toBe(0);
    });

    test('E6: a copy from an old snapshot gives nothing, whatever Redis’s own clock says', async () => {
      const one = await open();
      const { b, account } = await given(one);
      await raw.persist(b.keyOf(account.id));
      const renamed = { ...account, first_name: 'Ada' };
      await one.database.transaction((transaction) => changeAccountPerson(transaction, account, renamed));
      await one.clock.wind({ seconds: 31 });
      await wake(one, b);
      expect((await b.cache.find(account.id, 0))?.first_name).toBe('Ada');
    });

    test('after changes may have been missed no copy of before is used', async () => {
      const one = await open();
      const { b, account } = await given(one);
      const renamed = { ...account, first_name: 'Ada' };
      await one.database.transaction((transaction) => changeAccountPerson(transaction, account, renamed));
      b.announcements.missed();
      expect((await b.cache.find(account.id, 0))?.first_name).toBe('Ada');
    });

    test('D12: one account’s copy is not another’s, and what a stranger wrote is none', async () => {
      const one = await open();
      const { a, b, account } = await given(one);
      const other = await givenAccount(one);
      await raw.set(b.keyOf(other.id), (await raw.getBuffer(a.keyOf(account.id))) ?? '');
      expect((await b.cache.find(other.id, 0))?.id).toBe(other.id);
      for (const made of ['', 'x'.repeat(200), JSON.stringify({ account: { ...other, role: 'admin' } })]) {
        const third = await givenAccount(one);
        await raw.set(b.keyOf(third.id), made);
        expect((await b.cache.find(third.id, 0))?.role).toBe('user');
      }
    });

    test('B4: a suspended account is held nowhere, so whoever was restored is not turned away', async () => {
      const one = await open();
      const { a, b, account } = await given(one);
      await one.database.transaction((transaction) => suspendAccountRow(transaction, account.id));
      a.announcements.receive([{ topic: 'accounts', id: account.id }]);
      b.announcements.receive([{ topic: 'accounts', id: account.id }]);
      expect((await b.cache.find(account.id, 0))?.status).toBe('suspended');
      expect(b.cache.recall(account.id, 0)).toBeUndefined();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await raw.exists(b.keyOf(account.id))).toBe(0);
    });
  });
});
