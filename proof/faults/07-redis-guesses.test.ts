import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { type Asked, type Reply, sendRequest } from '#proof/load/ask.ts';
import { password } from '#proof/load/people.ts';
import type { RunningRedis } from '#test/servers/start-redis.ts';
import { hasRedis } from '#test/servers/start-redis.ts';
import { recordEach } from './record-each.ts';
import { describeWhere } from './where-possible.ts';

const needed = { isHere: hasRedis(), why: 'redis-server is not installed', isInCi: true };
const limit = 10;
/** Known to both nodes as their proxy. */
const proxy = '127.0.0.1';
const stranger = '127.0.0.2';

describeWhere(needed, 'guessing at two nodes with one Redis', () => {
  let cluster: Cluster;
  let redis: RunningRedis;
  beforeAll(async () => {
    const settings = { TRUSTED_PROXIES: proxy, SIGN_IN_FAILURES_PER_15_MINUTES: String(limit) };
    cluster = await startNodes({ settings, withRedis: true });
    redis = cluster.redis ?? expect.fail('there is no Redis');
  });
  afterAll(() => cluster.remove());
  recordEach('two nodes, PostgreSQL and Redis');

  /** A hundred at once wait for each other's hashes. */
  const ask = async (node: ClusterNode | undefined, method: string, path: string, asked: Asked): Promise<Reply> =>
    (node && (await sendRequest(node, method, path, { timeoutMilliseconds: 20_000, ...asked }))) ??
    expect.fail(`no answer to ${method} ${path}`);

  let people = 0;
  let login = '';
  beforeEach(async () => {
    people += 1;
    login = `person-${people}@example.com`;
    const body = { email: login, password, username: `person-${people}` };
    expect((await ask(cluster.nodes[0], 'POST', '/api/auth/sign-up', { body })).status).toBe(201);
    // The networks of one test are not to be used up by those before it.
    await redis.command('FLUSHALL');
    await untilBack();
  });
  const states = async () =>
    (await Promise.all(cluster.nodes.map((node) => ask(node, 'GET', '/readyz', {})))).map(({ body }) => body.redis);
  const untilBack = () => expect.poll(states, { timeout: 20_000 }).toEqual(['ready', 'ready']);
  const outages = (): number => cluster.nodes.flatMap((node) => node.log().match(/does not answer/g) ?? []).length;

  const guess = (n: number, asked: Asked = {}, name = login) =>
    ask(cluster.nodes[n % 2], 'POST', '/api/auth/sign-in', { body: { login: name, password: 'wrong' }, ...asked });
  /** So many calls at most at once, as a connection pool of an attacker would. */
  const guessMany = async (times: number, askedOf: (n: number) => Asked, parallel = 50): Promise<number[]> => {
    const statuses: number[] = [];
    let next = 0;
    const run = async (): Promise<void> => {
      while (next < times) {
        const n = next;
        next += 1;
        const { status, headers } = await guess(n, askedOf(n));
        if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        statuses.push(status);
      }
    };
    await Promise.all(Array.from({ length: parallel }, run));
    return statuses;
  };
  const count = (statuses: readonly number[], status: number): number =>
    statuses.filter((one) => one === status).length;
  /** While Redis was there, the limit; had the machine been so busy that it did not answer, each node's part on top. */
  const mostSince = (outagesBefore: number): number => (outages() === outagesBefore ? limit : 2 * limit);

  test('B8: of 200 parallel wrong passwords over two nodes no more than the limit are tried', async () => {
    const before = outages();
    const statuses = await guessMany(200, () => ({}), 200);
    expect(count(statuses, 401)).toBeLessThanOrEqual(mostSince(before));
    expect(count(statuses, 401)).toBeGreaterThan(0);
    expect(count(statuses, 401) + count(statuses, 429)).toBe(200);
  });

  test('B8, P7, fault 7: Redis killed in the middle: each node tries its part of the limit more at most', async () => {
    const before = await guessMany(6, () => ({}));
    await redis.kill();
    const statuses = await guessMany(100, () => ({}));
    await redis.start();
    await untilBack();
    const after = await guessMany(100, () => ({}));
    expect(before).toEqual(before.map(() => 401));
    // Three of each node's five are gone already.
    expect(count(statuses, 401)).toBeLessThanOrEqual(limit - 6);
    expect(count(statuses, 401) + count(statuses, 429)).toBe(100);
    expect(6 + count(statuses, 401) + count(after, 401)).toBeLessThanOrEqual(2 * limit);
  });

  test('B5: a thousand made-up addresses from nobody’s proxy are one network', async () => {
    const before = outages();
    const names = ['x-forwarded-for', 'x-real-ip', 'forwarded'];
    const statuses = await guessMany(1000, (n) => {
      const address = `198.51.${n % 100}.${n % 250}`;
      return { from: stranger, headers: { [names[n % 3] ?? '']: n % 3 === 2 ? `for=${address}` : address } };
    });
    expect(count(statuses, 401)).toBeLessThanOrEqual(mostSince(before));
    expect(count(statuses, 401) + count(statuses, 429)).toBe(1000);
  });

  test('B6: a thousand addresses of one /64, however they are spelt, are one network', async () => {
    const before = outages();
    const statuses = await guessMany(1000, (n) => {
      const address = `2001:db8:77:1:${(n * 7).toString(16)}::${n.toString(16)}`;
      return { headers: { 'x-forwarded-for': n % 2 === 0 ? address : address.toUpperCase() } };
    });
    expect(count(statuses, 401)).toBeLessThanOrEqual(mostSince(before));
    const mapped = await guess(0, { headers: { 'x-forwarded-for': '::ffff:192.0.2.77' } });
    expect(mapped.status).toBe(401);
    const others = await guessMany(20, (n) => ({
      headers: { 'x-forwarded-for': n % 2 === 0 ? '192.0.2.77' : '::FFFF:192.0.2.77' },
    }));
    expect(count(others, 401)).toBeLessThanOrEqual(mostSince(before) - 1);
  });

  test('B7: every spelling of a name, and every way that takes the password, has one count over both nodes', async () => {
    const before = outages();
    const spellings = [login, login.toUpperCase(), ` ${login}`, `${login}.`, login.split('@')[0] ?? ''];
    const signedIn = await ask(cluster.nodes[1], 'POST', '/api/auth/sign-in', {
      body: { login, password },
      headers: { 'x-forwarded-for': '192.0.2.1' },
    });
    const headers = { authorization: `Bearer ${String(signedIn.body.access_token)}` };
    const change = { current_password: 'wrong', password: 'four words nobody heard' };
    const statuses: number[] = [];
    for (let n = 0; n < 3 * limit; n += 1) {
      const node = cluster.nodes[n % 2];
      const answer =
        n % 3 === 2
          ? await ask(node, 'PUT', '/api/account/password', { headers, body: change })
          : await guess(n, {}, spellings[n % spellings.length]);
      statuses.push(answer.status);
    }
    expect(count(statuses, 401)).toBeLessThanOrEqual(mostSince(before));
    expect(statuses.at(-1)).toBe(429);
  });
});
