import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onPostgres } from '../run-on-postgres.ts';
import type { RunningService } from '../start-service.ts';
import { asBearer, call, signInAt } from './call.ts';
import { givenNodes, type Nodes, type Person } from './given-nodes.ts';

const patience = { timeout: 20_000, interval: 10 };

let nodes: Nodes;
let person: Person;
beforeAll(async () => {
  nodes = await givenNodes();
  [person] = (await nodes.givenPeople(1)) as [Person];
});
afterAll(() => nodes.remove());

const tell = (service: RunningService, signal: NodeJS.Signals): void => void process.kill(service.pid, signal);

const untilUnready = ({ url }: RunningService) =>
  expect.poll(async () => (await call(`${url}/readyz`)).status, patience).toBe(503);

type Wire = { socket: Socket; heard(): string; closed: Promise<void> };

async function open({ url }: RunningService, firstWords = ''): Promise<Wire> {
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
  onPostgres(nodes.postgres.url, async (client) => {
    const { rows } = await client.query(
      `SELECT pid, state, query FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name LIKE 'portress%'
       UNION ALL SELECT pid, 'lock', mode FROM pg_locks WHERE locktype = 'advisory'`,
    );
    return rows as unknown[];
  });

describe('SIGTERM', () => {
  test('readiness goes off at once; whoever comes during the drain is answered, and told not to come again', async () => {
    const service = await nodes.start({ DRAIN_SECONDS: '2' });
    const kept = await open(service, healthz);
    await expect.poll(kept.heard, patience).toContain('200 OK');
    expect(kept.heard()).toContain('Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n');
    const signalledAt = performance.now();
    tell(service, 'SIGTERM');
    await untilUnready(service);
    const stopping = await call(`${service.url}/readyz`);
    expect([stopping.status, stopping.headers.connection]).toEqual([503, 'close']);
    expect(Number(stopping.headers['retry-after'])).toBeGreaterThan(0);
    const { access_token: token } = await signInAt(service.url, person);
    const account = await call(`${service.url}/api/account`, { headers: asBearer(token) });
    expect([account.status, account.headers.connection]).toEqual([200, 'close']);
    // On a connection that was there before as well: it is answered, and then closed.
    kept.socket.write(healthz);
    await kept.closed;
    expect(kept.heard().match(/200 OK/g)).toHaveLength(2);
    expect(kept.heard()).toMatch(/connection: close/i);
    expect(await service.exitCode).toBe(0);
    expect(performance.now() - signalledAt).toBeGreaterThanOrEqual(2000);
    await expect(call(`${service.url}/healthz`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('a body that is still on its way and passwords that are still hashed are answered, and nothing is left in PostgreSQL', async () => {
    const service = await nodes.start({ DRAIN_SECONDS: '1' });
    const { access_token: token } = await signInAt(service.url, person);
    const body = JSON.stringify({ first_name: 'Ada' });
    const slow = await open(
      service,
      `PATCH /api/account HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    const signIns = Array.from({ length: 8 }, () => signInAt(service.url, person));
    tell(service, 'SIGTERM');
    await untilUnready(service);
    // Until long after the door was closed.
    await expect
      .poll(
        () =>
          call(`${service.url}/healthz`).then(
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
    expect((await Promise.all(signIns)).map(({ access_token: text }) => typeof text)).toEqual(Array(8).fill('string'));
    expect(await service.exitCode).toBe(0);
    expect(await heldSessions()).toEqual([]);
  });

  test('connections that are kept without a request, or never said a word, do not hold the end up', async () => {
    const service = await nodes.start({ DRAIN_SECONDS: '0', TRUSTED_PROXIES: '127.0.0.1' });
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
      const service = await nodes.start({ DRAIN_SECONDS: drainSeconds });
      const agent = new Agent({ keepAlive: true, maxSockets: 8 });
      let answered = 0;
      /** Until there is no connection to be had any more: then a proxy turns to another node. */
      const lane = async (): Promise<{ code: string; isReused: boolean }> => {
        try {
          for (;;) {
            expect((await call(`${service.url}/healthz`, { agent })).status).toBe(200);
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
    const service = await nodes.start({ DRAIN_SECONDS: '600' });
    tell(service, 'SIGTERM');
    await untilUnready(service);
    tell(service, 'SIGTERM');
    expect(await service.exitCode).toBe(1);
  });
});

test('Ctrl-C at a terminal waits for nobody who may still come', async () => {
  const service = await nodes.start({ DRAIN_SECONDS: '600' });
  tell(service, 'SIGINT');
  expect(await service.exitCode).toBe(0);
});
