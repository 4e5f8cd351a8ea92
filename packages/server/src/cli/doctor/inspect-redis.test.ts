import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithRedis } from '#test/servers/describe-with-redis.ts';
import { type RunningRedis, startRedis } from '#test/servers/start-redis.ts';
import { findFreePort } from '#test/start-service.ts';
import { inspectRedis } from './inspect-redis.ts';

const look = async (redisUrl: string | null): Promise<string[]> =>
  (await inspectRedis({ redisUrl })).map(({ status, message }) => `${status} ${message}`);

test('no Redis is fine, and one that does not answer is a fault that names no password', async () => {
  expect(await look(null)).toEqual([expect.stringMatching(/^ok none: fine for one process/)]);
  const silent = await look(`redis://:hidden-word@127.0.0.1:${await findFreePort()}`);
  expect(silent).toEqual([expect.stringMatching(/^fault does not answer: .*ECONNREFUSED/)]);
  expect(silent.join()).not.toContain('hidden-word');
});

describeWithRedis('doctor on a Redis', () => {
  let server: RunningRedis;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.remove());

  test('tells its version, what it does when it is full, and how fast it is', async () => {
    expect(await look(server.url)).toEqual([
      expect.stringMatching(/^ok \d+\.\d+\.\d+ answers$/),
      expect.stringMatching(/^ok maxmemory is not set/),
      expect.stringMatching(/^(?:ok|warning) answers in \d+\.\d ms$/),
    ]);
    await server.command('CONFIG', 'SET', 'maxmemory', '100mb');
    await server.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    expect((await look(server.url))[1]).toMatch(/^ok maxmemory-policy allkeys-lru: harmless/);
    await server.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    expect((await look(server.url))[1]).toMatch(/^ok maxmemory-policy noeviction: when it is full/);
  });

  test('a replica takes no counts', async () => {
    await server.command('REPLICAOF', '127.0.0.1', '1');
    expect(await look(server.url)).toContainEqual(expect.stringMatching(/^fault this is a replica/));
    await server.command('REPLICAOF', 'NO', 'ONE');
  });
});
