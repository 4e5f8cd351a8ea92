import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { createAnnouncements } from '#platform/database/announcements.ts';
import { silentLog } from '#platform/log.ts';
import { openRedis, type RedisLink } from '#platform/redis/open-redis.ts';
import { openSignals } from '#platform/redis/redis-signals.ts';
import { describeWithRedis } from '#test/servers/describe-with-redis.ts';
import { type RunningRedis, startRedis } from '#test/servers/start-redis.ts';
import type { Counters, Limit } from './counters.ts';
import { createSharedCounters } from './shared-counters.ts';

const limit: Limit = { name: 'guesses', points: 10, windowSeconds: 60 };
const secrets = createSecrets(['a-secret-for-tests-only-0123456789-abcdefghij']);

type Node = { redis: RedisLink; counters: Counters; stop(): void };

async function openNode(url: string): Promise<Node> {
  const redis = await openRedis({ url, secrets, log: silentLog });
  const signals = openSignals({ redis, secrets, announcements: createAnnouncements() });
  const counters = createSharedCounters({ shared: { redis, signals }, secrets, nodes: redis.nodes });
  const stop = (): void => {
    signals.stop();
    redis.close();
  };
  return { redis, counters, stop };
}

/** In turn by this node and the other, if there is one. */
const takeMany = async (times: number, node: Node, other = node): Promise<number> => {
  const taken = Array.from({ length: times }, (_, n) => (n % 2 === 0 ? node : other).counters.consume(limit, 'key'));
  return (await Promise.all(taken)).filter((verdict) => verdict.isAllowed).length;
};

describeWithRedis('counters of two nodes', () => {
  let server: RunningRedis;
  let a: Node;
  let b: Node;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    await server.command('FLUSHALL');
    [a, b] = await Promise.all([openNode(server.url), openNode(server.url)]);
    await expect.poll(() => Math.min(a.redis.nodes(), b.redis.nodes()), { timeout: 5000 }).toBe(2);
  });
  afterEach(() => {
    for (const node of [a, b]) node.stop();
  });
  const untilAway = () =>
    expect.poll(() => [a.redis.status, b.redis.status], { timeout: 5000 }).toEqual(['degraded', 'degraded']);
  const untilBack = () =>
    expect.poll(() => [a.redis.status, b.redis.status], { timeout: 10_000 }).toEqual(['ready', 'ready']);

  test('B8: 200 parallel calls over two nodes share one limit', async () => {
    expect(await takeMany(200, a, b)).toBe(10);
    expect((await a.counters.look(limit, 'key')).isAllowed).toBe(false);
    expect((await b.counters.look(limit, 'key')).isAllowed).toBe(false);
  });

  test('P7: Redis flushed: a node allows no more than it would have without Redis', async () => {
    expect(await takeMany(20, a, b)).toBe(10);
    // Who of the two gets how many of the ten is chance: after at most twenty each has used up its own memory of the limit.
    let allowed = 10;
    for (let more = 10; more > 0; allowed += more) {
      await server.command('FLUSHALL');
      more = await takeMany(40, a, b);
      expect(more).toBeLessThanOrEqual(10);
    }
    expect(allowed).toBeLessThanOrEqual(20);
  });

  test('P7: Redis killed: each node allows its part of the limit, what it has counted already included', async () => {
    expect(await takeMany(4, a)).toBe(4);
    await server.kill();
    await untilAway();
    expect(await takeMany(50, a)).toBe(1);
    expect(await takeMany(50, b)).toBe(5);
    // Started empty, Redis knows of nothing; each node still knows what it has allowed itself.
    await server.start();
    await untilBack();
    const [moreOfA, moreOfB] = [await takeMany(50, a), await takeMany(50, b)];
    expect(moreOfA).toBeLessThanOrEqual(5);
    expect(moreOfB).toBeLessThanOrEqual(5);
  });

  test('a success on one node forgets the count on the other as well', async () => {
    await takeMany(6, a);
    await takeMany(4, b);
    await b.counters.clear(limit, 'key');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await takeMany(20, a)).toBe(10);
  });

  test('a point that was taken while Redis was away is not given back to it', async () => {
    expect(await takeMany(10, a)).toBe(10);
    const away = { ...limit, name: 'away' };
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    await untilAway();
    await b.counters.consume(limit, 'key');
    await server.command('CONFIG', 'SET', 'maxmemory', '0');
    await untilBack();
    await b.counters.giveBack(limit, 'key');
    expect(await takeMany(10, b)).toBe(0);
    // What was taken in Redis comes back to everybody.
    await b.counters.consume(away, 'key');
    await b.counters.giveBack(away, 'key');
    expect(await a.counters.look(away, 'key')).toMatchObject({ isAllowed: true, remaining: 10 });
  });

  test('a wait that began without Redis is over when Redis is back, and grows while it stays away', async () => {
    const growing = { ...limit, name: 'growing', windowSeconds: 1, longestWaitSeconds: 60 };
    const consume = () => a.counters.consume(growing, 'key');
    await server.kill();
    await untilAway();
    for (let n = 0; n < 5; n += 1) expect((await consume()).isAllowed).toBe(true);
    expect(await consume()).toEqual({ isAllowed: false, retryAfterSeconds: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    for (let n = 0; n < 5; n += 1) expect((await consume()).isAllowed).toBe(true);
    expect(await consume()).toEqual({ isAllowed: false, retryAfterSeconds: 2 });
    await server.start();
    await untilBack();
    expect((await consume()).isAllowed).toBe(true);
  });

  test('Redis full: nobody waits, nothing fails, the memory counts', async () => {
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    await untilAway();
    expect(await takeMany(50, a)).toBe(5);
    await server.command('CONFIG', 'SET', 'maxmemory', '0');
    await untilBack();
  });

  test('Redis that throws counts away: the memory keeps its own', async () => {
    expect(await takeMany(10, a)).toBe(10);
    const keys = await server.command(
      'EVAL',
      "for _, key in ipairs(redis.call('KEYS', '*count*')) do redis.call('DEL', key) end",
      '0',
    );
    expect(keys).not.toContain('ERR');
    expect(await takeMany(50, a)).toBe(0);
  });

  test('Redis that hangs costs a call 50 ms once, and then nobody any more', async () => {
    const key = { name: 'waits', points: 1000, windowSeconds: 60 };
    process.kill(server.pid, 'SIGSTOP');
    try {
      const startedAt = performance.now();
      await Promise.all(Array.from({ length: 50 }, () => a.counters.consume(key, 'key')));
      // Twenty times what is promised.
      expect(performance.now() - startedAt).toBeLessThan(1000);
      expect(a.redis.status).toBe('degraded');
      const laterAt = performance.now();
      for (let n = 0; n < 50; n += 1) await a.counters.consume(key, 'key');
      expect(performance.now() - laterAt).toBeLessThan(1000);
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    await untilBack();
  });
});

test('where there is no Redis a node has its part of every limit, and one point at least', async () => {
  const counters = createSharedCounters({ shared: null, secrets, nodes: () => 3 });
  const allowed = async (points: number): Promise<number> => {
    const one = { ...limit, name: `limit-${points}`, points };
    let taken = 0;
    for (let n = 0; n < 20; n += 1) if ((await counters.consume(one, 'key')).isAllowed) taken += 1;
    return taken;
  };
  expect(await allowed(10)).toBe(3);
  expect(await allowed(2)).toBe(1);
  expect(await allowed(0)).toBe(20);
});
