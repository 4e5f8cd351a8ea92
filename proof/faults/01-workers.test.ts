import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { type Asked, call, type Door, freshConnections } from '#proof/load/ask.ts';
import { givenDevices, password } from '#proof/load/people.ts';
import { runOnPostgres } from '#test/run-on-postgres.ts';
import { findFreePort, ofTheShell } from '#test/start-service.ts';
import { recordEach } from './record-each.ts';

/** Twenty times what it takes: a busy machine is slow in everything. */
const patience = { timeout: 20_000, interval: 50 };
const metricsToken = 'a-token-of-16-or-more';
const settings = { WORKERS: '3', METRICS_TOKEN: metricsToken, DATABASE_CONNECTIONS: '5' };

let cluster: Cluster;
let login: string;
let service: ClusterNode;

beforeAll(async () => {
  cluster = await startNodes({ names: ['alone'], settings: { SIGN_IN_FAILURES_PER_15_MINUTES: '0' } });
  const [device] = await givenDevices(cluster, { accounts: 1, devices: 1 });
  login = device?.account ?? '';
});
afterAll(() => cluster.remove());
recordEach('one node of three workers, PostgreSQL');

/** On a connection of its own, so that the workers take turns. */
const ask = (door: Pick<Door, 'url'>, method: string, path: string, asked: Asked = {}) =>
  call(door, method, path, { agent: freshConnections, timeoutMilliseconds: 30_000, ...asked });
const asBearer = (token: string) => ({ authorization: `Bearer ${token}` });
const signIn = async (): Promise<string> => {
  const { status, body, text } = await ask(service, 'POST', '/api/auth/sign-in', { body: { login, password } });
  if (status !== 200) throw new Error(`sign-in: ${status} ${text}`);
  return String(body.access_token);
};

type Line = { worker?: number; pid?: number; msg?: string };

const linesOf = ({ log }: ClusterNode): Line[] =>
  log()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line);

/** Number → process, as the lines of answers tell it; the newest counts. */
const workersOf = (running: ClusterNode): Map<number, number> =>
  new Map(
    linesOf(running).flatMap(({ worker, pid, msg }) =>
      worker !== undefined && pid !== undefined && msg === 'answered' ? [[worker, pid] as const] : [],
    ),
  );

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const askAll = (door: Pick<Door, 'url'>, path: string, times: number, headers = {}) =>
  Promise.all(Array.from({ length: times }, () => ask(door, 'GET', path, { headers })));

const untilAllAnswer = (running: ClusterNode) =>
  expect
    .poll(async () => {
      await askAll(running, '/healthz', 6);
      return [...workersOf(running).keys()].sort((a, b) => a - b);
    }, patience)
    .toEqual([1, 2, 3]);

describe('three workers', () => {
  beforeAll(async () => {
    service = await cluster.addNode('three', settings);
  });

  test('share one port, and each of them answers; every line of the log says whose it is', async () => {
    await untilAllAnswer(service);
    expect(new Set(workersOf(service).values()).size).toBe(3);
    expect([...workersOf(service).values()]).not.toContain(service.pid);
  });

  test('answer a scrape of any of them with the figures of all, each with its number', async () => {
    await untilAllAnswer(service);
    const { status, text } = await ask(service, 'GET', '/metrics', { headers: asBearer(metricsToken) });
    expect(status).toBe(200);
    for (const number of [1, 2, 3]) {
      expect(text).toMatch(new RegExp(`^process_resident_memory_bytes\\{worker="${number}"\\} \\d+`, 'm'));
      expect(text).toMatch(
        new RegExp(`^http_request_duration_seconds_count\\{[^}]*worker="${number}"[^}]*\\} \\d+`, 'm'),
      );
    }
    expect((await ask(service, 'GET', '/metrics')).status).toBe(404);
  });

  test('a sign-out through one is felt by the others', async () => {
    const headers = asBearer(await signIn());
    const statuses = async () => (await askAll(service, '/api/account', 12, headers)).map(({ status }) => status);
    // Each of them has verified the token by now, and remembers it.
    expect(new Set(await statuses())).toEqual(new Set([200]));
    await ask(service, 'POST', '/api/auth/sign-out', { headers });
    const signedOutAt = performance.now();
    await expect.poll(async () => new Set(await statuses()), patience).toEqual(new Set([401]));
    expect(performance.now() - signedOutAt).toBeLessThan(5000);
    // And stays so.
    expect(new Set(await statuses())).toEqual(new Set([401]));
  });

  test('kill -9 of one loses what it had in hand and nothing else, and another takes its place', async () => {
    const lanes = 4;
    const lost: unknown[] = [];
    let answered = 0;
    let isOver = false;
    const lane = async () => {
      while (!isOver) {
        try {
          expect((await ask(service, 'GET', '/healthz')).status).toBe(200);
          answered += 1;
        } catch (error) {
          lost.push(error);
        }
      }
    };
    const load = Promise.all(Array.from({ length: lanes }, lane));
    await expect.poll(() => answered, patience).toBeGreaterThan(100);
    const before = workersOf(service).get(2) ?? 0;
    process.kill(before, 'SIGKILL');
    const [killedAt, answeredAtKill] = [performance.now(), answered];
    await expect.poll(() => workersOf(service).get(2), patience).not.toBe(before);
    await expect.poll(() => answered - answeredAtKill, patience).toBeGreaterThan(100);
    isOver = true;
    await load;
    // Nobody is left waiting for a process that has gone.
    expect(performance.now() - killedAt).toBeLessThan(20_000);
    expect(lost.length).toBeLessThanOrEqual(lanes);
    expect(linesOf(service).map(({ msg }) => msg)).toContain('a worker has ended, and another takes its place');
    expect(isRunning(service.pid)).toBe(true);
  });

  test('SIGTERM of the first process ends all of them with 0, after what was under way', async () => {
    await untilAllAnswer(service);
    const pids = [...workersOf(service).values()];
    const signIns = Array.from({ length: 6 }, signIn);
    // They have to be in hand: a request that comes after the end is not under way.
    await new Promise((resolve) => setTimeout(resolve, 30));
    await service.stop();
    expect(await service.exitCode).toBe(0);
    for (const token of await Promise.all(signIns)) expect(token).toMatch(/^eyJ/);
    expect(pids.filter(isRunning)).toEqual([]);
  });
});

describe('workers at their end', () => {
  test('whose first process was killed end by themselves, and the port is free again', async () => {
    const orphaned = await cluster.addNode('orphaned', settings);
    await untilAllAnswer(orphaned);
    const pids = [...workersOf(orphaned).values()];
    await orphaned.kill();
    await expect.poll(() => pids.filter(isRunning), patience).toEqual([]);
    await orphaned.start();
    await orphaned.stop();
    expect(await orphaned.exitCode).toBe(0);
  });

  test('a second signal ends all of them at once', async () => {
    const slow = await cluster.addNode('slow', { ...settings, DRAIN_SECONDS: '600' });
    await untilAllAnswer(slow);
    const pids = [...workersOf(slow).values()];
    process.kill(slow.pid, 'SIGTERM');
    await expect.poll(async () => (await ask(slow, 'GET', '/readyz')).status, patience).toBe(503);
    process.kill(slow.pid, 'SIGTERM');
    expect(await slow.exitCode).toBe(1);
    await expect.poll(() => pids.filter(isRunning), patience).toEqual([]);
  });
});

/** The service as it is typed, without waiting for it. */
function startRaw(more: Record<string, string>, dataDir: string, port: number, words: readonly string[] = ['main.ts']) {
  const [file = '', ...rest] = words;
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL(`../../packages/server/src/${file}`, import.meta.url)), ...rest],
    {
      env: {
        ...ofTheShell,
        PORT: String(port),
        DATA_DIR: dataDir,
        SECRET_KEY: cluster.secretKey,
        LOG_LEVEL: 'error',
        WORKERS: '2',
        ...more,
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
  const exitCode = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { exitCode, output: () => output, stop: () => child.kill('SIGTERM'), kill: () => child.kill('SIGKILL') };
}

describe('workers by hand', () => {
  let dataDir: string;
  let raw: ReturnType<typeof startRaw>;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'portress-workers-'));
  });
  afterEach(() => raw.kill());
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  test.each([
    ['npm start -- --json', ['main.ts', '--stop-with-parent', '--json']],
    ['portress serve --json', ['cli/portress.ts', 'serve', '--json']],
  ])('%s says once that it is ready, when all are, and ends with 0', async (_typed, words) => {
    const port = await findFreePort();
    raw = startRaw({ DATABASE_URL: cluster.postgres.url }, dataDir, port, words);
    await expect.poll(raw.output, patience).toMatch(/"ready":true/);
    expect(raw.output().match(/"ready":true/g)).toHaveLength(1);
    const answers = await askAll({ url: `http://127.0.0.1:${port}` }, '/readyz', 4);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    raw.stop();
    expect(await raw.exitCode).toBe(0);
  });

  test('with SQLite are refused before anything is started', async () => {
    raw = startRaw({}, dataDir, await findFreePort());
    expect(await raw.exitCode).toBe(1);
    expect(raw.output()).toContain('WORKERS: more than one process needs PostgreSQL: set DATABASE_URL');
  });

  test('on a port that is taken are told of once, and not begun', async () => {
    const taken = await cluster.addNode('taken', { WORKERS: '1' });
    raw = startRaw({ DATABASE_URL: cluster.postgres.url }, dataDir, Number(new URL(taken.url).port));
    expect(await raw.exitCode).toBe(1);
    expect(raw.output().trim()).toMatch(/^listen EADDRINUSE[^\n]*$/);
    await taken.stop();
  });

  test('that end before they are ready, again and again, are given up with a sentence', async () => {
    await runOnPostgres(cluster.postgres.url, [
      "CREATE ROLE narrow LOGIN PASSWORD 'narrow' CONNECTION LIMIT 1",
      'GRANT ALL ON ALL TABLES IN SCHEMA public TO narrow',
      'GRANT ALL ON SCHEMA public TO narrow',
    ]);
    const port = await findFreePort();
    const url = cluster.postgres.url.replace('postgres:postgres@', 'narrow:narrow@');
    raw = startRaw({ DATABASE_URL: url }, dataDir, port);
    expect(await raw.exitCode).toBe(1);
    expect(raw.output()).toContain('The workers end again and again before they are ready: the lines above say why.');
    await expect
      .poll(() => new Promise((resolve) => connect(port, '127.0.0.1').once('error', resolve)), patience)
      .toMatchObject({ code: 'ECONNREFUSED' });
  });
});
