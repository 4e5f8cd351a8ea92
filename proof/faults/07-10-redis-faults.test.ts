import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeViolations, findViolations } from '#proof/history/find-violations.ts';
import { type History, openHistory } from '#proof/history/history.ts';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { type Asked, sendRequest } from '#proof/load/ask.ts';
import { startMixedLoad } from '#proof/load/mixed-load.ts';
import { createPeople, type Device, givenDevices, type People, password } from '#proof/load/people.ts';
import { showEverywhere, startThieves } from '#proof/load/thieves.ts';
import { warmUp } from '#proof/load/warm-up.ts';
import type { RunningRedis } from '#test/servers/start-redis.ts';
import { hasRedis } from '#test/servers/start-redis.ts';
import { recordEach } from './record-each.ts';
import { describeWhere } from './where-possible.ts';

const needed = { isHere: hasRedis(), why: 'redis-server is not installed', isInCi: true };

const roleIn = (accessToken: string): unknown =>
  (JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { role?: unknown }).role;

describeWhere(needed, 'Redis fails under load', () => {
  let cluster: Cluster;
  let a: ClusterNode;
  let b: ClusterNode;
  let redis: RunningRedis;
  let history: History;
  let people: People;
  let devices: Device[];
  beforeAll(async () => {
    cluster = await startNodes({ withRedis: true });
    [a, b] = [cluster.node('a'), cluster.node('b')];
    await warmUp([a, b]);
    redis = cluster.redis ?? expect.fail('there is no Redis');
    devices = await givenDevices(cluster, { accounts: 6, devices: 60 });
  });
  beforeEach(() => {
    history = openHistory();
    people = createPeople(cluster, { history });
  });
  afterAll(() => cluster.remove());
  recordEach('two nodes, PostgreSQL and Redis', () => history.events);

  const states = async (): Promise<unknown[]> => {
    const answers = await Promise.all([a, b].map((node) => sendRequest(node, 'GET', '/readyz')));
    // Only the database makes it 503.
    expect(answers.map((answer) => answer?.status)).toEqual([200, 200]);
    return answers.map((answer) => answer?.body.redis);
  };
  const untilAway = () => expect.poll(states, { timeout: 20_000 }).toEqual(['degraded', 'degraded']);
  const untilBack = () => expect.poll(states, { timeout: 20_000 }).toEqual(['ready', 'ready']);

  /** Nobody was signed out, nothing revoked was taken, there was no 5xx, and right passwords were. */
  async function expectHonestDuring(fault: () => Promise<void>): Promise<void> {
    const own = devices.splice(0, 10);
    await Promise.all(own.map((device) => people.refresh(a, device)));
    // Some were signed out before: what was known of them must outlive the fault.
    const [gone, ...staying] = own;
    if (gone === undefined) throw new Error('there are too few devices');
    expect((await people.signOut(b, gone)).outcome).toBe('ok');
    const load = startMixedLoad(people, { nodes: [a, b], devices: staying, lanes: 6 });
    const thieves = startThieves(people, { nodes: [a, b], ended: load.ended });
    await fault();
    await load.stop();
    expect(await thieves.stop()).toBeGreaterThan(0);
    const ended = [gone, ...load.ended];
    const sessions = new Set(ended.map(({ session }) => session));
    const turnedAway = history.events.filter(({ outcome, id }) => outcome !== 'ok' && !sessions.has(id));
    expect(turnedAway).toEqual([]);
    expect(history.events.filter(({ outcome }) => outcome === 'unknown')).toEqual([]);
    expect(history.events.filter(({ op }) => op === 'sign_in').length).toBeGreaterThan(0);
    expect(history.events.length).toBeGreaterThan(50);
    await sleep(2000);
    const shown = await showEverywhere(people, [a, b], ended);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter(({ outcome }) => outcome !== 'fail')).toEqual([]);
    expect(describeViolations(findViolations(history.events))).toEqual([]);
  }

  test('P3, P4, P9, fault 7: Redis killed, and started empty', () =>
    expectHonestDuring(async () => {
      await untilBack();
      await redis.kill();
      await untilAway();
      await sleep(1500);
      await redis.start();
      await untilBack();
      await sleep(500);
    }));

  test('P9, fault 8: Redis that hangs for seconds', () =>
    expectHonestDuring(async () => {
      process.kill(redis.pid, 'SIGSTOP');
      try {
        await untilAway();
        const askedAt = performance.now();
        for (const node of [a, b]) expect(await people.signIn(node, devices[0]?.account ?? '')).toBeDefined();
        // Two hashes and what else it takes; twenty times the 50 ms that each may lose.
        expect(performance.now() - askedAt).toBeLessThan(5000);
        await sleep(2500);
      } finally {
        process.kill(redis.pid, 'SIGCONT');
      }
      await untilBack();
    }));

  test('P9, fault 8: Redis that answers each command a quarter of a second late', () =>
    expectHonestDuring(async () => {
      for (const node of [a, b]) node.toRedis?.delay(125);
      await untilAway();
      await sleep(1500);
      for (const node of [a, b]) node.toRedis?.delay(0);
      await untilBack();
    }));

  test('E6, P3, P4, fault 9: Redis flushed, and restored from an old snapshot', () =>
    expectHonestDuring(async () => {
      await sleep(500);
      expect(await redis.command('SAVE')).toContain('OK');
      // People sign out meanwhile, and their accounts were in the snapshot.
      await sleep(1500);
      expect(await redis.command('FLUSHALL')).toContain('OK');
      await sleep(500);
      await redis.kill();
      await redis.start();
      expect(await redis.command('DBSIZE')).not.toBe(':0\r\n');
      await untilBack();
      await sleep(1000);
    }));

  /** Nothing of it is noted: how an administrator is served is no part of the history. */
  const ask = async (node: ClusterNode, method: string, path: string, asked?: Asked) =>
    (await people.ask(node, method, path, asked)) ?? expect.fail(`no answer to ${method} ${path}`);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  test('D16, P4: a role that was taken away stays away, though a snapshot of Redis still shows it', async () => {
    const nodes = [a, b];
    const admins = (await givenDevices(cluster, { accounts: 2, devices: 2 })).map(({ account }) =>
      account.toLowerCase(),
    );
    const database = new pg.Client({ connectionString: cluster.postgres.url });
    await database.connect();
    // As a change of the role does it: their sessions go on under the new epoch.
    await database.query(
      `WITH changed AS (UPDATE accounts SET role = 'admin', epoch = epoch + 1 WHERE email_canonical = ANY ($1) RETURNING id, epoch)
       UPDATE sessions SET chain_epoch = COALESCE(chain_epoch, sessions.epoch), epoch = changed.epoch
       FROM changed WHERE account_id = changed.id AND ended_at IS NULL`,
      [admins],
    );
    await database.end();
    const signIn = async (login: string) => {
      const { body } = await ask(a, 'POST', '/api/auth/sign-in', { body: { login, password } });
      return { bearer: String(body.access_token), refresh_token: String(body.refresh_token), account: body.account };
    };
    const [first, second] = [await signIn(admins[0] ?? ''), await signIn(admins[1] ?? '')];
    const setRole = async (role: string) => {
      const path = `/api/accounts/${(second.account as { id: string }).id}`;
      expect((await ask(a, 'PATCH', path, { headers: bearer(first.bearer), body: { role } })).status).toBe(200);
    };
    const refreshOn = async (node: ClusterNode): Promise<string> => {
      const { refresh_token } = second;
      const { status, body } = await ask(node, 'POST', '/api/auth/refresh', { body: { refresh_token } });
      expect(status).toBe(200);
      return String(body.access_token);
    };
    const list = async (node: ClusterNode, token: string): Promise<number> =>
      (await ask(node, 'GET', '/api/accounts', { headers: bearer(token) })).status;
    for (const node of nodes) expect(await list(node, second.bearer)).toBe(200);
    expect(await redis.command('SAVE')).toContain('OK');
    await setRole('user');
    // The other node has heard or not: what it signs under the new epoch shows the new role.
    expect(roleIn(await refreshOn(b))).toBe('user');
    await redis.kill();
    await redis.start();
    await untilBack();
    const fresh = await refreshOn(b);
    for (const node of nodes) for (const token of [second.bearer, fresh]) expect(await list(node, token)).toBe(403);
    // The same with nobody to carry it.
    await setRole('moderator');
    await ask(b, 'GET', '/api/account', { headers: bearer(await refreshOn(b)) });
    await redis.kill();
    await untilAway();
    await setRole('user');
    expect(roleIn(await refreshOn(b))).toBe('user');
    await redis.start();
    await untilBack();
  });

  test('P9, fault 10: Redis full, and one that throws away what it likes', () =>
    expectHonestDuring(async () => {
      await redis.command('CONFIG', 'SET', 'maxmemory', '1');
      await untilAway();
      await sleep(1000);
      await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
      await sleep(1000);
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
      await untilBack();
      await sleep(500);
    }));

  test('each time is told in two lines of each node’s log', async () => {
    for (const node of [a, b]) {
      const count = (words: string): number =>
        node
          .log()
          .split('\n')
          .filter((line) => line.includes('Redis') && line.includes(words)).length;
      await expect.poll(() => count('does not answer') - count('answers again'), { timeout: 20_000 }).toBe(0);
      expect(count('does not answer')).toBeGreaterThanOrEqual(3);
    }
  });
});
