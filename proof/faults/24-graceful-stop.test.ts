import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { type Asked, call, freshConnections } from '#proof/load/ask.ts';
import { givenDevices, password } from '#proof/load/people.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { recordEach } from './record-each.ts';

const patience = { timeout: 20_000, interval: 10 };

let cluster: Cluster;
let login: string;
beforeAll(async () => {
  cluster = await startNodes({ names: ['first'], settings: { SIGN_IN_FAILURES_PER_15_MINUTES: '0' } });
  const [device] = await givenDevices(cluster, { accounts: 1, devices: 1 });
  login = device?.account ?? '';
  await cluster.node('first').stop();
});
afterAll(() => cluster.remove());
recordEach('one node, PostgreSQL');

let count = 0;
const start = (settings: Record<string, string>): Promise<ClusterNode> => {
  count += 1;
  return cluster.addNode(`node-${count}`, settings);
};

/** On a connection of its own, and with more patience than a stop has. */
const ask = (node: ClusterNode, method: string, path: string, asked: Asked = {}) =>
  call(node, method, path, { agent: freshConnections, timeoutMilliseconds: 30_000, ...asked });
const asBearer = (token: string) => ({ authorization: `Bearer ${token}` });
const signIn = async (node: ClusterNode): Promise<string> => {
  const { status, body, text } = await ask(node, 'POST', '/api/auth/sign-in', { body: { login, password } });
  if (status !== 200) throw new Error(`sign-in: ${status} ${text}`);
  return String(body.access_token);
};

const tell = (node: ClusterNode, signal: NodeJS.Signals): void => void process.kill(node.pid, signal);

const untilUnready = (node: ClusterNode) =>
  expect.poll(async () => (await ask(node, 'GET', '/readyz')).status, patience).toBe(503);

type Wire = { socket: Socket; heard(): string; closed: Promise<void> };

async function open({ url }: ClusterNode, firstWords = ''): Promise<Wire> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (part) => {
    text += part.toString('latin1');
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.on('error', () => {});
  socket.write(firstWords);
  return { socket, heard: () => text, closed };
}

const healthz = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** What the service still holds in PostgreSQL. */
const heldSessions = (): Promise<unknown[]> =>
  onPostgres(cluster.postgres.url, async (client) => {
    const { rows } = await client.query(
      `SELECT pid, state, query FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name LIKE 'portress%'
       UNION ALL SELECT pid, 'lock', mode FROM pg_locks WHERE locktype = 'advisory'`,
    );
    return rows as unknown[];
  });

describe('SIGTERM', () => {
  test('readiness goes off at once; whoever comes during the drain is answered, and told not to come again', async () => {
    const service = await start({ DRAIN_SECONDS: '2' });
    const kept = await open(service, healthz);
    await expect.poll(kept.heard, patience).toContain('200 OK');
    expect(kept.heard()).toContain('Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n');
    const signalledAt = performance.now();
    tell(service, 'SIGTERM');
    await untilUnready(service);
    const stopping = await ask(service, 'GET', '/readyz');
    expect([stopping.status, stopping.headers.get('connection')]).toEqual([503, 'close']);
    expect(Number(stopping.headers.get('retry-after'))).toBeGreaterThan(0);
    const token = await signIn(service);
    const account = await ask(service, 'GET', '/api/account', { headers: asBearer(token) });
    expect([account.status, account.headers.get('connection')]).toEqual([200, 'close']);
    // On a connection that was there before as well: it is answered, and then closed.
    kept.socket.write(healthz);
    await kept.closed;
    expect(kept.heard().match(/200 OK/g)).toHaveLength(2);
    expect(kept.heard()).toMatch(/connection: close/i);
    expect(await service.exitCode).toBe(0);
    expect(performance.now() - signalledAt).toBeGreaterThanOrEqual(2000);
    await expect(ask(service, 'GET', '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('a body that is still on its way and passwords that are still hashed are answered, and nothing is left in PostgreSQL', async () => {
    const service = await start({ DRAIN_SECONDS: '1' });
    const token = await signIn(service);
    const body = JSON.stringify({ first_name: 'Ada' });
    const slow = await open(
      service,
      `PATCH /api/account HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${String(token)}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    const signIns = Array.from({ length: 8 }, () => signIn(service));
    tell(service, 'SIGTERM');
    await untilUnready(service);
    // Until long after the door was closed.
    await expect
      .poll(
        () =>
          ask(service, 'GET', '/healthz').then(
            () => 'open',
            (error: NodeJS.ErrnoException) => error.code,
          ),
        patience,
      )
      .toBe('ECONNREFUSED');
    await new Promise((resolve) => setTimeout(resolve, 500));
    slow.socket.write(body.slice(5));
    await slow.closed;
    expect(slow.heard()).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(slow.heard()).toContain('"first_name":"Ada"');
    for (const token of await Promise.all(signIns)) expect(token).toMatch(/^eyJ/);
    expect(await service.exitCode).toBe(0);
    // PostgreSQL hears of the end of a connection a moment after the process that had it.
    await expect.poll(heldSessions, patience).toEqual([]);
  });

  test('connections that are kept without a request, or never said a word, do not hold the end up', async () => {
    const service = await start({ DRAIN_SECONDS: '0', TRUSTED_PROXIES: '127.0.0.1' });
    const idle = await Promise.all(Array.from({ length: 20 }, () => open(service, healthz)));
    const silent = await Promise.all(Array.from({ length: 20 }, () => open(service)));
    await expect.poll(() => idle.every(({ heard }) => heard().includes('200 OK')), patience).toBe(true);
    // Behind a proxy for longer than the proxy keeps them.
    expect(idle[0]?.heard()).toContain('Keep-Alive: timeout=125\r\n');
    const signalledAt = performance.now();
    tell(service, 'SIGTERM');
    await Promise.all([...idle, ...silent].map(({ closed }) => closed));
    expect(await service.exitCode).toBe(0);
    // A silent connection may stay for ten seconds, and an idle one for two minutes here.
    expect(performance.now() - signalledAt).toBeLessThan(9500);
  });

  test.each(['0', '1'])(
    'no request is lost on a connection that is in use at the very moment, with a drain of %s seconds',
    async (drainSeconds) => {
      const service = await start({ DRAIN_SECONDS: drainSeconds });
      const agent = new Agent({ keepAlive: true, maxSockets: 8 });
      let answered = 0;
      /** Until there is no connection to be had any more: then a proxy turns to another node. */
      const lane = async (): Promise<{ code: string; isReused: boolean }> => {
        try {
          for (;;) {
            expect((await ask(service, 'GET', '/healthz', { agent })).status).toBe(200);
            answered += 1;
            await new Promise((resolve) => setTimeout(resolve, 10 + 20 * Math.random()));
          }
        } catch (error) {
          return error as { code: string; isReused: boolean };
        }
      };
      const lanes = Promise.all(Array.from({ length: 8 }, lane));
      await expect.poll(() => answered, patience).toBeGreaterThan(100);
      tell(service, 'SIGTERM');
      const answeredBefore = answered;
      const ends = await lanes;
      expect(ends.filter(({ isReused }) => isReused)).toEqual([]);
      // A connection that the kernel took in the microseconds before the door was closed is reset; hardly ever one.
      const others = ends.filter(({ code }) => code !== 'ECONNREFUSED');
      expect(others.map(({ code }) => code)).toEqual(others.slice(0, 1).map(() => 'ECONNRESET'));
      if (drainSeconds === '1') expect(answered - answeredBefore).toBeGreaterThan(50);
      expect(await service.exitCode).toBe(0);
      agent.destroy();
    },
  );

  test('a second one ends the process at once, whatever is under way', async () => {
    const service = await start({ DRAIN_SECONDS: '600' });
    tell(service, 'SIGTERM');
    await untilUnready(service);
    tell(service, 'SIGTERM');
    expect(await service.exitCode).toBe(1);
  });
});

test('Ctrl-C at a terminal waits for nobody who may still come', async () => {
  const service = await start({ DRAIN_SECONDS: '600' });
  tell(service, 'SIGINT');
  expect(await service.exitCode).toBe(0);
});
