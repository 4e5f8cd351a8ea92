import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { extentOf, seed } from '#proof/extent.ts';
import { describeViolations, findViolations, promised } from '#proof/history/find-violations.ts';
import { type History, openHistory } from '#proof/history/history.ts';
import { runPortress } from '#proof/installation/run-portress.ts';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { startMixedLoad } from '#proof/load/mixed-load.ts';
import { createPeople, type Device, givenDevices, type People, password } from '#proof/load/people.ts';
import { seededRandom } from '#proof/random.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { hasRedis } from '#test/servers/start-redis.ts';
import type { TcpProxy } from '#test/servers/tcp-proxy.ts';
import { recordEach } from './record-each.ts';
import { describeWhere } from './where-possible.ts';

/** Within 5 s is the promise; four times that for a machine that is busy with tests. */
const longestHealing = 20_000;
/** A pause is shorter than half of it, which is how long an honest client waits for an exchange. */
const graceSeconds = 30;
const pauseMilliseconds = extentOf({ short: 5000, long: 10_000 });
/** How often the word of PostgreSQL is lost. */
const losses = extentOf({ short: 10, long: 500 });
const needsRedis = { isHere: hasRedis(), why: 'redis-server is not installed', isInCi: true };

let cluster: Cluster;
let a: ClusterNode;
let b: ClusterNode;
let history: History;
let people: People;

beforeAll(async () => {
  cluster = await startNodes({ settings: { REFRESH_GRACE_SECONDS: String(graceSeconds) }, withRedis: hasRedis() });
  [a, b] = [cluster.node('a'), cluster.node('b')];
});
beforeEach(() => {
  history = openHistory();
  people = createPeople(cluster, { history });
});
afterAll(async () => {
  await cluster.remove();
});
recordEach('two nodes, PostgreSQL and Redis', () => history.events);

const givenSignedIn = async (count: number): Promise<Device[]> => {
  const devices = await givenDevices(cluster, { accounts: count, devices: count });
  await Promise.all(devices.map((device, index) => people.refresh(index % 2 === 0 ? a : b, device)));
  // Both nodes know the tokens: what is remembered of them must not outlive a sign-out.
  for (const node of [a, b]) await Promise.all(devices.map((device) => people.read(node, device)));
  return devices;
};
const expectNoViolation = (): void => expect(describeViolations(findViolations(history.events))).toEqual([]);
const status = async (node: ClusterNode, path: string) => (await people.ask(node, 'GET', path))?.status;

/** Everybody who was not signed out is served by both nodes, by a refresh and by its access token. */
async function expectNobodySignedOut(devices: readonly Device[]): Promise<void> {
  for (const node of [a, b])
    for (const device of devices) {
      expect((await people.refresh(node, device)).status).toBe(200);
      expect((await people.read(node, device)).status).toBe(200);
    }
}

async function expectHealing(node: ClusterNode, device: Device): Promise<void> {
  await expect
    .poll(async () => (await people.read(node, device)).status, { timeout: longestHealing, interval: 50 })
    .toBe(200);
  await expect.poll(() => status(node, '/readyz'), { timeout: longestHealing, interval: 50 }).toBe(200);
}

test.each([
  ['cut off', () => a.toPostgres.cut(), () => a.toPostgres.restore()],
  ['met with silence', () => a.toPostgres.swallow(), () => a.toPostgres.swallow(false)],
])(
  'P3, P4, P8, fault 11: a node whose way to PostgreSQL is %s refuses with 503 rather than accept what is stale',
  async (_, begin, heal) => {
    const devices = await givenSignedIn(8);
    const [leaving, ...staying] = devices;
    if (leaving === undefined) throw new Error('eight devices were asked for');
    const load = startMixedLoad(people, { nodes: [a, b], devices: await givenSignedIn(20), lanes: 6 });
    await wait(300);
    begin();
    expect((await people.signOut(b, leaving)).outcome).toBe('ok');
    const until = performance.now() + promised.elsewhereMilliseconds + 800;
    while (performance.now() < until) {
      await Promise.all(devices.map((device) => people.read(a, device)));
      await wait(20);
    }
    const last = await people.read(a, leaving);
    expect(last).toMatchObject({ status: 503, retry_after: true });
    for (const { status } of await Promise.all(staying.map((device) => people.read(a, device))))
      expect(status).toBe(503);
    expect(await people.refresh(a, leaving)).toMatchObject({ status: 503, retry_after: true });
    expect([await status(a, '/healthz'), await status(a, '/readyz'), await status(b, '/readyz')]).toEqual([
      200, 503, 200,
    ]);

    heal();
    const [anybody] = staying;
    if (anybody !== undefined) await expectHealing(a, anybody);
    expect((await people.read(a, leaving)).code).toBe('session_ended');
    await load.stop();
    await expectNobodySignedOut(staying);
    expectNoViolation();
  },
);

test('P3, fault 12: a sign-out everywhere whose connection breaks at any of its steps is acknowledged only if it is durable', async () => {
  let acknowledged = 0;
  // After how many pieces of what PostgreSQL answers the way is cut: from the first statement to beyond the commit.
  for (let pieces = 0; pieces < 14; pieces += 1) {
    const [device, sibling] = await givenDevices(cluster, { accounts: 1, devices: 2 });
    if (device === undefined || sibling === undefined) throw new Error('two devices were asked for');
    await expectHealing(a, await refreshed(device));
    await people.refresh(b, sibling);
    let left = pieces;
    a.toPostgres.onAnswer(() => {
      if (left === 0) a.toPostgres.cut();
      left -= 1;
    });
    const { outcome } = await people.signOutEverywhere(a, device);
    a.toPostgres.onAnswer(undefined);
    a.toPostgres.restore();
    if (outcome === 'ok') acknowledged += 1;
    // The database alone decides about a refresh: this is what is durable.
    const after = await people.refresh(b, sibling);
    if (outcome === 'ok') expect(after.code).toBe('session_ended');
    else expect(outcome).toBe('unknown');
  }
  expect(acknowledged).toBeGreaterThan(0);
  expect(acknowledged).toBeLessThan(14);
  expectNoViolation();
});
const refreshed = async (device: Device): Promise<Device> => {
  await expect.poll(async () => (await people.refresh(b, device)).status, { timeout: longestHealing }).toBe(200);
  return device;
};

test('P2, P3, P4, fault 21: a node that stood still for five seconds accepts nothing stale when it wakes, and its work is fenced', async () => {
  const devices = await givenSignedIn(20);
  const [leaving, everywhere, ...staying] = devices;
  if (leaving === undefined || everywhere === undefined) throw new Error('twenty devices were asked for');
  const load = startMixedLoad(people, { nodes: [a, b], devices: await givenSignedIn(30), lanes: 10 });
  await wait(400);
  // In the middle of exchanges: they go on when it wakes, and by then others have been made on the other node.
  const caught = staying.map((device) => people.refresh(a, { ...device }));
  await wait(5);
  a.pause();
  const pausedAt = performance.now();
  // What stood still may hold the line of the list of revocations; the database lets go of it after a while.
  await expect.poll(async () => (await people.signOut(b, leaving)).outcome, { timeout: 15_000 }).toBe('ok');
  await expect
    .poll(async () => (await people.signOutEverywhere(b, everywhere)).outcome, { timeout: 15_000 })
    .toBe('ok');
  await Promise.all(staying.map((device) => people.refresh(b, device)));
  await wait(Math.max(0, pausedAt + pauseMilliseconds - performance.now()));
  await wait(promised.elsewhereMilliseconds / 2);
  // They lie in its socket when it wakes, and are the first that it answers.
  const waiting = [leaving, everywhere, leaving, everywhere].map((device) => people.read(a, device));
  await wait(100);
  a.resume();
  for (const answer of await Promise.all(waiting)) expect(answer.outcome).not.toBe('ok');
  await Promise.all(caught);
  const [anybody] = staying;
  if (anybody !== undefined) await expectHealing(a, anybody);
  for (const device of [leaving, everywhere]) expect((await people.read(a, device)).code).toBe('session_ended');
  await load.stop();
  await expectNobodySignedOut(staying);
  expectNoViolation();
});

test('P1, P2, P5, P6, P10, fault 4: PostgreSQL’s word of what is written is lost again and again under load, and whoever asks again is served once', async () => {
  const devices = await givenDevices(cluster, { accounts: 8, devices: 24 });
  const load = startMixedLoad(people, { nodes: [a, b], devices, lanes: 6 });
  const random = seededRandom(seed);
  for (let loss = 0; loss < losses; loss += 1) {
    let left = Math.floor(random() * 4);
    const lost = new Promise<void>((resolve) => {
      a.toPostgres.onAnswer((chunk) => {
        if (!isWordOfWriting(chunk)) return;
        left -= 1;
        if (left >= 0) return;
        a.toPostgres.onAnswer(undefined);
        a.toPostgres.cut();
        resolve();
      });
    });
    await lost;
    await wait(30);
    a.toPostgres.restore();
    await expect.poll(() => status(a, '/readyz'), { timeout: longestHealing, interval: 20 }).toBe(200);
    await wait(100);
  }
  await load.stop();
  const unanswered = history.events.filter(({ op, outcome }) => op === 'sign_up' && outcome === 'unknown');
  for (const { id } of unanswered) {
    const again = await people.ask(b, 'POST', '/api/auth/sign-up', { body: { email: id, password } });
    expect([201, 409]).toContain(again?.status);
    expect(await people.signIn(a, id)).toBeDefined();
  }
  for (const device of load.ended) {
    await people.signOut(b, device);
    for (const node of [a, b]) expect((await people.refresh(node, device)).status).toBe(401);
  }
  const ended = new Set(load.ended);
  await expectNobodySignedOut(devices.filter((device) => !ended.has(device)));
  // What each sign-up has left behind, answered or not: a line of the audit log, whose chain is whole.
  const { rows } = await onPostgres(cluster.postgres.url, (client) =>
    client.query<{ id: string }>("SELECT account_id AS id FROM audit_events WHERE type = 'account_created'"),
  );
  for (const { id } of rows)
    history.note({ op: 'effect', id, node: 'PostgreSQL', t_invoke: 0, t_return: 0, outcome: 'ok' });
  expect(await runPortress(cluster, ['audit', 'verify'])).toBeDefined();
  expect(history.events.some(({ outcome }) => outcome === 'unknown')).toBe(true);
  expectNoViolation();
});
/** Of a commit, and of the lone statement that a rotation is. */
const isWordOfWriting = (chunk: Buffer): boolean =>
  chunk.includes('COMMIT\0') || chunk.includes('UPDATE 1\0') || chunk.includes('INSERT 0 1\0');

describeWhere(needsRedis, 'a node without its Redis', () => {
  test.each<[string, (way: TcpProxy) => void, (way: TcpProxy) => void]>([
    ['cut off', (way) => way.cut(), (way) => way.restore()],
    ['met with silence', (way) => way.swallow(), (way) => way.swallow(false)],
  ])(
    'P3, P9, fault 11: a node whose way to Redis alone is %s serves everybody, and feels a sign-out on the other',
    async (_, begin, heal) => {
      const way = a.toRedis;
      if (way === null) throw new Error('redis-server is not installed');
      const devices = await givenSignedIn(6);
      const [one, two, ...staying] = devices;
      if (one === undefined || two === undefined) throw new Error('six devices were asked for');
      const load = startMixedLoad(people, { nodes: [a, b], devices: await givenSignedIn(20), lanes: 6 });
      await wait(200);
      begin(way);
      for (const device of [one, two]) {
        expect((await people.signOut(b, device)).outcome).toBe('ok');
        await expect.poll(async () => (await people.read(a, device)).code, { interval: 20 }).toBe('session_ended');
        await wait(500);
      }
      expect(await status(a, '/readyz')).toBe(200);
      for (const device of staying) expect((await people.read(a, device)).status).toBe(200);
      heal(way);
      await load.stop();
      await expectNobodySignedOut(staying);
      expect(history.events.filter(({ status = 0 }) => status >= 500)).toEqual([]);
      expectNoViolation();
    },
  );
});
