import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithRedis } from './describe-with-redis.ts';
import { createLightLoad, type History, type LightLoad, password } from './light-load.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const roleIn = (accessToken: string): unknown =>
  (JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { role?: unknown }).role;

describeWithRedis('Redis fails under load', () => {
  let cluster: TwoNodes;
  let load: LightLoad;
  beforeAll(async () => {
    cluster = await startTwoNodes();
    load = await createLightLoad(cluster.nodes, 6);
  });
  afterAll(() => cluster.stop());

  const states = async (): Promise<unknown[]> => {
    const answers = await Promise.all(cluster.nodes.map((node) => node.call('/readyz')));
    // Only the database makes it 503.
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    return answers.map(({ body }) => body.redis);
  };
  const untilAway = () => expect.poll(states, { timeout: 20_000 }).toEqual(['degraded', 'degraded']);
  const untilBack = () => expect.poll(states, { timeout: 20_000 }).toEqual(['ready', 'ready']);
  /** Nobody was signed out, nothing revoked was taken, there was no 5xx, and right passwords were. */
  const expectHonest = async (history: History): Promise<void> => {
    expect(history.violations).toEqual([]);
    expect(history.signIns).toBeGreaterThan(0);
    expect(history.refusals).toBeGreaterThan(0);
    expect(history.answers).toBeGreaterThan(50);
    const { shown, violations } = await load.showRevoked();
    expect(shown).toBeGreaterThan(0);
    expect(violations).toEqual([]);
  };

  test('P3, P4, P9, fault 7: Redis killed, and started empty', async () => {
    const { redis } = cluster;
    const history = await load.during(async () => {
      await untilBack();
      await redis.kill();
      await untilAway();
      await sleep(1500);
      await redis.start();
      await untilBack();
      await sleep(500);
    });
    await expectHonest(history);
  });

  test('P9, fault 8: Redis that hangs for seconds', async () => {
    const { redis } = cluster;
    const history = await load.during(async () => {
      process.kill(redis.pid, 'SIGSTOP');
      try {
        await untilAway();
        const askedAt = performance.now();
        for (const node of cluster.nodes) {
          const body = { login: 'person-0@example.com', password };
          expect((await node.call('/api/auth/sign-in', { body })).status).toBe(200);
        }
        // Two hashes and what else it takes; twenty times the 50 ms that each may lose.
        expect(performance.now() - askedAt).toBeLessThan(5000);
        await sleep(2500);
      } finally {
        process.kill(redis.pid, 'SIGCONT');
      }
      await untilBack();
    });
    await expectHonest(history);
  });

  test('E6, P3, P4, fault 9: Redis flushed, and restored from an old snapshot', async () => {
    const { redis } = cluster;
    const history = await load.during(async () => {
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
    });
    await expectHonest(history);
  });

  test('D16, P4: a role that was taken away stays away, though a snapshot of Redis still shows it', async () => {
    const { redis, postgres, nodes } = cluster;
    const [a, b] = nodes;
    const admins = ['person-0@example.com', 'person-1@example.com'];
    const database = new pg.Client({ connectionString: postgres.url });
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
      const { body } = await a.call('/api/auth/sign-in', { body: { login, password } });
      return { bearer: String(body.access_token), refresh_token: String(body.refresh_token), account: body.account };
    };
    const [first, second] = [await signIn(admins[0] ?? ''), await signIn(admins[1] ?? '')];
    const setRole = async (role: string) => {
      const path = `/api/accounts/${(second.account as { id: string }).id}`;
      expect((await a.call(path, { method: 'PATCH', bearer: first.bearer, body: { role } })).status).toBe(200);
    };
    const refreshOn = async (node: typeof a): Promise<string> => {
      const { status, body } = await node.call('/api/auth/refresh', { body: { refresh_token: second.refresh_token } });
      expect(status).toBe(200);
      return String(body.access_token);
    };
    for (const node of nodes) expect((await node.call('/api/accounts', { bearer: second.bearer })).status).toBe(200);
    expect(await redis.command('SAVE')).toContain('OK');
    await setRole('user');
    // The other node has heard or not: what it signs under the new epoch shows the new role.
    expect(roleIn(await refreshOn(b))).toBe('user');
    await redis.kill();
    await redis.start();
    await untilBack();
    const fresh = await refreshOn(b);
    for (const node of nodes)
      for (const bearer of [second.bearer, fresh])
        expect((await node.call('/api/accounts', { bearer })).status).toBe(403);
    // The same with nobody to carry it.
    await setRole('moderator');
    await b.call('/api/account', { bearer: await refreshOn(b) });
    await redis.kill();
    await untilAway();
    await setRole('user');
    expect(roleIn(await refreshOn(b))).toBe('user');
    await redis.start();
    await untilBack();
  });

  test('P9, fault 10: Redis full, and one that throws away what it likes', async () => {
    const { redis } = cluster;
    const history = await load.during(async () => {
      await redis.command('CONFIG', 'SET', 'maxmemory', '1');
      await untilAway();
      await sleep(1000);
      await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
      await sleep(1000);
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
      await untilBack();
      await sleep(500);
    });
    await expectHonest(history);
  });

  test('each time is told in two lines of each node’s log', () => {
    for (const node of cluster.nodes) {
      const told = node
        .log()
        .split('\n')
        .filter((line) => line.includes('Redis'));
      const away = told.filter((line) => line.includes('does not answer')).length;
      const back = told.filter((line) => line.includes('answers again')).length;
      expect(away).toBe(back);
      expect(away).toBeGreaterThanOrEqual(3);
    }
  });
});
