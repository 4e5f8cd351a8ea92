import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeViolations, findViolations, promised } from '#proof/history/find-violations.ts';
import { type History, monotonicMilliseconds, openHistory } from '#proof/history/history.ts';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { sendRequest } from '#proof/load/ask.ts';
import { type MixedLoad, startMixedLoad } from '#proof/load/mixed-load.ts';
import { createPeople, type Device, givenDevices, type People } from '#proof/load/people.ts';
import { warmUp } from '#proof/load/warm-up.ts';
import { onPostgres, runOnPostgres } from '#test/run-on-postgres.ts';
import { recordEach } from './record-each.ts';

/** What is waited for comes in a moment, on a machine that is not busy with something else. */
const within = { timeout: 30_000, interval: 20 };

/** Twenty times what is aimed at: how fast it is belongs to the figures. */
const patience = 20;
const bounds = { ...promised, deadlineMilliseconds: 1000 * patience };
const clients = 12;
/** Answers in a row after which everything is taken for normal. */
const steadyAnswers = 4 * clients;

let cluster: Cluster;
let a: ClusterNode;
let b: ClusterNode;
let history: History;
let people: People;
let devices: Device[];
let load: MixedLoad;

beforeAll(async () => {
  // A rotation each second, so that there is something to lose.
  cluster = await startNodes({ settings: { REFRESH_GRACE_SECONDS: '1' } });
  [a, b] = [cluster.node('a'), cluster.node('b')];
  await warmUp([a, b]);
});
beforeEach(async () => {
  history = openHistory();
  people = createPeople(cluster, { history, timeoutMilliseconds: bounds.deadlineMilliseconds });
  devices = await givenDevices(cluster, { accounts: clients, devices: clients });
  load = startMixedLoad(people, { nodes: [a, b], devices });
  await expect.poll(() => history.events.length, within).toBeGreaterThan(steadyAnswers);
});
afterAll(async () => {
  await cluster.remove();
});
recordEach('two nodes, PostgreSQL', () => history.events, bounds);

const now = monotonicMilliseconds;

/** Until everybody was answered well for a while. @returns milliseconds until the last refusal */
async function untilNormal(since: number): Promise<number> {
  const isNormal = (): boolean => {
    const late = history.events.slice(-steadyAnswers);
    return late.every(({ outcome, t_invoke }) => outcome === 'ok' && t_invoke > since);
  };
  await expect.poll(isNormal, { timeout: 3000 * patience, interval: 20 }).toBe(true);
  const last = history.events.findLast(({ outcome, t_return }) => outcome !== 'ok' && t_return > since);
  return Math.max(0, (last?.t_return ?? since) - since);
}

/** Whoever was not answered well was told 503 in time, and when to come back; nobody was signed out by it. */
async function expectSteady(faultAt: number, isFelt = true): Promise<void> {
  await load.stop();
  const turnedAway = history.events.filter(({ outcome }) => outcome !== 'ok');
  for (const { op, status, code, retry_after, t_invoke, t_return } of turnedAway) {
    expect([op, status, code, retry_after]).toEqual([
      op,
      503,
      expect.stringMatching(/^(unavailable|overloaded)$/),
      true,
    ]);
    expect(t_return - t_invoke).toBeLessThan(1000 * patience);
  }
  if (isFelt) expect(turnedAway.some(({ t_return }) => t_return > faultAt)).toBe(true);
  const ended = new Set(load.ended);
  for (const device of devices.filter((one) => !ended.has(one)))
    for (const node of [a, b]) expect((await people.refresh(node, device)).status).toBe(200);
  for (const node of [a, b]) expect(node.log()).not.toContain('the process ends');
  // A sign-up, or a sign-out, that was acknowledged has happened, whatever came after.
  const signedUp = history.events.filter(({ op, outcome }) => op === 'sign_up' && outcome === 'ok').slice(-5);
  for (const { id } of signedUp) expect(await people.signIn(b, id)).toBeDefined();
  for (const device of load.ended) for (const node of [a, b]) await people.refresh(node, { ...device });
  expect(describeViolations(findViolations(history.events, bounds))).toEqual([]);
}

/** The pool, and the connection that listens, of two nodes. */
async function expectNoLeak(): Promise<void> {
  const connections = await onPostgres(cluster.postgres.url, async (client) => {
    const { rows } = await client.query(
      "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE application_name LIKE 'portress%'",
    );
    return Number(rows[0].n);
  });
  // Ten and one of each node, and the test's own.
  expect(connections).toBeLessThanOrEqual(22 + ownConnections());
}
const ownConnections = (): number => (cluster.database as unknown as { pool: { totalCount: number } }).pool.totalCount;

describe('PostgreSQL that is stopped and started under load (fault 3)', () => {
  it.each(['fast', 'immediate'] as const)(
    '%s: 503 with Retry-After meanwhile, then normal within seconds, and nobody is signed out',
    async (mode) => {
      const faultAt = now();
      await cluster.postgres.stop(mode);
      await pause(2500);
      for (const node of [a, b]) {
        const [health, readiness] = [
          await sendRequest(node, 'GET', '/healthz'),
          await sendRequest(node, 'GET', '/readyz'),
        ];
        expect([health?.status, readiness?.status, readiness?.headers.has('retry-after')]).toEqual([200, 503, true]);
      }
      await cluster.postgres.start();
      const normalAfter = await untilNormal(now());
      process.stdout.write(
        `PostgreSQL stopped (${mode}): normal ${Math.round(normalAfter)} ms after it took connections again\n`,
      );
      await expectSteady(faultAt);
    },
  );

  it('a connection’s process killed, which makes PostgreSQL end all of them and recover: the same', async () => {
    const faultAt = now();
    const pid = await onPostgres(cluster.postgres.url, async (client) => {
      const { rows } = await client.query(
        "SELECT pid FROM pg_stat_activity WHERE datname = 'portress' AND application_name = 'portress' LIMIT 1",
      );
      return Number(rows[0].pid);
    });
    process.kill(pid, 'SIGKILL');
    await expect
      .poll(() => history.events.some(({ status, t_return }) => status === 503 && t_return > faultAt), within)
      .toBe(true);
    await untilNormal(now());
    await expectSteady(faultAt);
    await expectNoLeak();
  });
});

describe('PostgreSQL that refuses under load (fault 5)', () => {
  it('P9, fault 5: writes of everybody for two seconds, as a copy does: 503 for them, and then as before', async () => {
    const faultAt = now();
    const setReadOnly = (value: 'on' | 'off') =>
      runOnPostgres(cluster.postgres.url, [
        'SET default_transaction_read_only = off',
        `ALTER DATABASE portress SET default_transaction_read_only = ${value}`,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'portress' AND pid <> pg_backend_pid()",
      ]);
    await setReadOnly('on');
    await pause(2000);
    await setReadOnly('off');
    await untilNormal(now());
    await expectSteady(faultAt);
  });

  it('P9, fault 5: a lock on the table of sessions for four seconds: 503 in time for whoever needs it, and then as before', async () => {
    const faultAt = now();
    await onPostgres(cluster.postgres.url, async (holder) => {
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE');
      await pause(4000);
      await holder.query('ROLLBACK');
    });
    await untilNormal(now());
    await expectSteady(faultAt);
    await expectNoLeak();
  });
});

describe('PostgreSQL that is slow (fault 6)', () => {
  it('P9, fault 6: half a second for each word: everybody is answered or told when to come back, and memory stays flat', async () => {
    const faultAt = now();
    const memory = (node: ClusterNode): number =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${node.pid}/status`, 'utf8'))?.[1]) / 1024;
    const before = [a, b].map(memory);
    for (const node of [a, b]) node.toPostgres.delay(250);
    await pause(4000);
    for (const node of [a, b]) expect((await sendRequest(node, 'GET', '/healthz'))?.status).toBe(200);
    for (const node of [a, b]) node.toPostgres.delay(0);
    await untilNormal(now());
    for (const [index, node] of [a, b].entries()) expect(memory(node) - (before[index] ?? 0)).toBeLessThan(100);
    // Slow is not away: whether anybody was turned away is the machine's.
    await expectSteady(faultAt, false);
  });
});
