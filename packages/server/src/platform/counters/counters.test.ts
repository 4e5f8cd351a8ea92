import { Redis as Client } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSecrets } from '#platform/crypto/secrets.ts';
import type { RedisLink } from '#platform/redis/open-redis.ts';
import { describeWithRedis } from '#test/servers/describe-with-redis.ts';
import { type RunningRedis, startRedis } from '#test/servers/start-redis.ts';
import { type Counters, createMemoryCounters } from './counters.ts';
import { createSharedCounters } from './shared-counters.ts';

const limit = { name: 'guesses', points: 3, windowSeconds: 60 };

/** `wind` lets time pass, wherever it is counted in. */
type Opened = { counters: Counters; wind(milliseconds: number): Promise<void> };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('counters in memory', () => {
  countersContract(async () => ({
    counters: createMemoryCounters(),
    wind: async (milliseconds) => void vi.advanceTimersByTime(milliseconds),
  }));
});

describeWithRedis('counters in Redis', () => {
  let server: RunningRedis;
  let client: Client;
  beforeAll(async () => {
    server = await startRedis();
    client = new Client(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.remove();
  });
  /** Redis has a clock of its own: what is left of each key is shortened. */
  const wind = async (milliseconds: number): Promise<void> => {
    vi.advanceTimersByTime(milliseconds);
    for (const key of await client.keys('*')) {
      const left = await client.pttl(key);
      if (left <= milliseconds) await client.del(key);
      else await client.pexpire(key, left - milliseconds);
    }
  };
  const redis: RedisLink = {
    status: 'ready',
    prefix: 'test:',
    channels: [],
    ask: (question) => question(client),
    tell: (command) => void command(client),
    outages: 0,
    nodes: () => 1,
    openSubscriber: () => client,
    close: () => {},
  };
  const secrets = createSecrets(['a-secret-for-tests-only-0123456789-abcdefghij']);
  const signals = { tellForgotten: () => {}, onForgotten: () => {} };

  countersContract(async () => {
    await client.flushall();
    const counters = createSharedCounters({ shared: { redis, signals }, secrets, nodes: () => 1 });
    return { counters, wind };
  });
});

/** What holds wherever it is counted. */
function countersContract(open: () => Promise<Opened>): void {
  test('B8: of 200 parallel calls exactly as many are allowed as there are points', async () => {
    const { counters } = await open();
    const verdicts = await Promise.all(Array.from({ length: 200 }, () => counters.consume(limit, 'key')));
    expect(verdicts.filter((verdict) => verdict.isAllowed)).toHaveLength(3);
    for (const verdict of verdicts) if (!verdict.isAllowed) expect(verdict.retryAfterSeconds).toBe(60);
  });

  test('keys and limits are apart, and the window ends', async () => {
    const { counters, wind } = await open();
    for (let n = 0; n < 3; n += 1) await counters.consume(limit, 'a');
    expect((await counters.consume(limit, 'a')).isAllowed).toBe(false);
    expect((await counters.consume(limit, 'b')).isAllowed).toBe(true);
    expect((await counters.consume({ ...limit, name: 'others' }, 'a')).isAllowed).toBe(true);
    await wind(30_000);
    expect(await counters.consume(limit, 'a')).toEqual({ isAllowed: false, retryAfterSeconds: 30 });
    await wind(30_000);
    expect(await counters.consume(limit, 'a')).toEqual({ isAllowed: true, remaining: 2, resetSeconds: 60 });
  });

  test('refused calls do not put the end of the window off', async () => {
    const { counters, wind } = await open();
    for (let second = 0; second < 60; second += 1) {
      await counters.consume(limit, 'a');
      await wind(1000);
    }
    expect((await counters.consume(limit, 'a')).isAllowed).toBe(true);
  });

  test('looking counts nothing; what is given back can be taken again; clearing forgets', async () => {
    const { counters } = await open();
    expect(await counters.look(limit, 'a')).toEqual({ isAllowed: true, remaining: 3, resetSeconds: 60 });
    for (let n = 0; n < 3; n += 1) await counters.consume(limit, 'a');
    expect(await counters.look(limit, 'a')).toEqual({ isAllowed: false, retryAfterSeconds: 60 });
    await counters.giveBack(limit, 'a');
    expect(await counters.look(limit, 'a')).toEqual({ isAllowed: true, remaining: 1, resetSeconds: 60 });
    await counters.consume(limit, 'a');
    await counters.clear(limit, 'a');
    expect(await counters.look(limit, 'a')).toEqual({ isAllowed: true, remaining: 3, resetSeconds: 60 });
  });

  test('a point given back after its window has ended is not one more than there are', async () => {
    const { counters, wind } = await open();
    await counters.consume(limit, 'a');
    await wind(60_000);
    await counters.giveBack(limit, 'a');
    const verdicts = [];
    for (let n = 0; n < 4; n += 1) verdicts.push((await counters.consume(limit, 'a')).isAllowed);
    expect(verdicts).toEqual([true, true, true, false]);
  });

  test('a cost is taken at once; no points is no limit', async () => {
    const { counters } = await open();
    expect(await counters.consume(limit, 'a', 3)).toEqual({ isAllowed: true, remaining: 0, resetSeconds: 60 });
    expect((await counters.consume(limit, 'a')).isAllowed).toBe(false);
    const none = { ...limit, points: 0 };
    for (let n = 0; n < 100; n += 1) expect((await counters.consume(none, 'a')).isAllowed).toBe(true);
    expect((await counters.look(none, 'a')).isAllowed).toBe(true);
    await counters.giveBack(none, 'a');
  });

  test('whoever uses a limit up again and again waits twice as long each time, up to a bound, and a success forgets it', async () => {
    const { counters, wind } = await open();
    const growing = { ...limit, name: 'growing', longestWaitSeconds: 200 };
    const useUp = async () => {
      for (let n = 0; n < 3; n += 1) expect((await counters.consume(growing, 'a')).isAllowed).toBe(true);
      const refused = await counters.consume(growing, 'a');
      // Who goes on trying is not put off any further.
      for (let n = 0; n < 5; n += 1) expect(await counters.consume(growing, 'a')).toEqual(refused);
      return refused.isAllowed ? 0 : refused.retryAfterSeconds;
    };
    const waits = [];
    for (let round = 0; round < 5; round += 1) {
      const wait = await useUp();
      waits.push(wait);
      await wind(wait * 1000 - 1000);
      expect((await counters.look(growing, 'a')).isAllowed).toBe(false);
      await wind(1000);
    }
    expect(waits).toEqual([60, 120, 200, 200, 200]);
    await counters.clear(growing, 'a');
    expect(await useUp()).toBe(60);
    await wind(24 * 3600 * 1000);
    expect(await useUp()).toBe(60);
  });

  test('what is refused is not counted: who was taken and gives back leaves room, however many were refused meanwhile', async () => {
    const { counters } = await open();
    for (let n = 0; n < 3; n += 1) await counters.consume(limit, 'a');
    for (let n = 0; n < 500; n += 1) expect((await counters.consume(limit, 'a')).isAllowed).toBe(false);
    for (let n = 0; n < 3; n += 1) await counters.giveBack(limit, 'a');
    expect(await counters.look(limit, 'a')).toEqual({ isAllowed: true, remaining: 3, resetSeconds: 60 });
  });

  test('B8: of 200 parallel calls that use a growing limit up none gets more than there are points, and one wait begins', async () => {
    const { counters, wind } = await open();
    const growing = { ...limit, name: 'growing', longestWaitSeconds: 600 };
    for (const wait of [60, 120]) {
      const verdicts = await Promise.all(Array.from({ length: 200 }, () => counters.consume(growing, 'key')));
      expect(verdicts.filter((verdict) => verdict.isAllowed)).toHaveLength(3);
      expect(await counters.consume(growing, 'key')).toEqual({ isAllowed: false, retryAfterSeconds: wait });
      // What turned out not to count does not end a wait that has begun.
      for (let n = 0; n < 5; n += 1) await counters.giveBack(growing, 'key');
      expect(await counters.look(growing, 'key')).toEqual({ isAllowed: false, retryAfterSeconds: wait });
      await wind(wait * 1000);
    }
  });
}
