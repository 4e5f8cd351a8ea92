import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeViolations, findViolations } from '#proof/history/find-violations.ts';
import { type History, openHistory } from '#proof/history/history.ts';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { startMixedLoad } from '#proof/load/mixed-load.ts';
import { createPeople, type Device, givenDevices, type People } from '#proof/load/people.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { recordEach } from './record-each.ts';

/** Normal again within 3 s of PostgreSQL, and within 10 s under a herd, are the promises; this is for a busy machine. */
const longestRecovery = 60_000;
const herdSize = 2000;

let cluster: Cluster;
let a: ClusterNode;
let b: ClusterNode;
let history: History;
let people: People;

beforeAll(async () => {
  cluster = await startNodes();
  [a, b] = [cluster.node('a'), cluster.node('b')];
});
beforeEach(() => {
  history = openHistory();
  people = createPeople(cluster, { history });
});
afterAll(async () => {
  await cluster.remove();
});
recordEach('two nodes, PostgreSQL', () => history.events);

const givenSignedIn = async (count: number): Promise<Device[]> => {
  const devices = await givenDevices(cluster, { accounts: count, devices: count });
  await Promise.all(devices.map((device, index) => people.refresh(index % 2 === 0 ? a : b, device)));
  return devices;
};
/** Access and refresh, on both nodes. */
async function expectRefused(devices: readonly Device[]): Promise<void> {
  for (const node of [a, b])
    for (const device of devices) {
      expect((await people.read(node, device)).code).toBe('session_ended');
      expect((await people.refresh(node, device)).code).toBe('session_ended');
    }
}
async function expectServed(devices: readonly Device[]): Promise<void> {
  for (const node of [a, b])
    for (const device of devices) {
      await expect
        .poll(async () => (await people.refresh(node, device)).status, { timeout: longestRecovery, interval: 50 })
        .toBe(200);
      expect((await people.read(node, device)).status).toBe(200);
    }
}
const expectNoViolation = (): void => expect(describeViolations(findViolations(history.events))).toEqual([]);
const endSome = async ([one, other]: readonly Device[]): Promise<void> => {
  if (one === undefined || other === undefined) throw new Error('there are too few devices');
  expect((await people.signOut(a, one)).outcome).toBe('ok');
  expect((await people.signOutEverywhere(b, other)).outcome).toBe('ok');
};

test('E6, P1, fault 1, fault 3: what was revoked stays so after kill -9 of both nodes under load, and after a crash of PostgreSQL', async () => {
  const devices = await givenSignedIn(6);
  const staying = devices.slice(2);
  const load = startMixedLoad(people, { nodes: [a, b], devices: await givenSignedIn(20) });
  await wait(300);
  await endSome(devices);
  await Promise.all([a.kill(), b.kill()]);
  await Promise.all([a.start(), b.start()]);
  await expectRefused(devices.slice(0, 2));
  await expectServed(staying);

  await endSome(staying);
  await cluster.postgres.stop('immediate');
  expect(await people.refresh(a, staying[2] ?? fail())).toMatchObject({ status: 503, retry_after: true });
  await cluster.postgres.start();
  await expectServed(staying.slice(2));
  await expectRefused(devices.slice(0, 4));
  await load.stop();
  // Whoever has signed up or was signed out meanwhile has, or was.
  await Promise.all(load.ended.map((device) => people.read(a, device)));
  const signedUp = history.events.filter(({ op, outcome }) => op === 'sign_up' && outcome === 'ok').slice(0, 5);
  for (const { id } of signedUp) expect(await people.signIn(b, id)).toBeDefined();
  expectNoViolation();
});
const fail = (): never => {
  throw new Error('there are too few devices');
};

test('E7: a line that is taken out of the list of revocations is still felt: nodes remember, and the row of the session says so', async () => {
  const devices = await givenSignedIn(2);
  await endSome(devices);
  await expect.poll(async () => (await people.read(b, devices[0] ?? fail())).outcome).toBe('fail');
  await expect.poll(async () => (await people.read(a, devices[1] ?? fail())).outcome).toBe('fail');
  await onPostgres(cluster.postgres.url, (client) => client.query('DELETE FROM revocations'));
  await wait(1200);
  await expectRefused(devices);
  expectNoViolation();
});

test('P6, P9, fault 19: a herd that refreshes at once after a restart of both nodes is answered or told when to come back, and nobody is signed out', async () => {
  const devices = await givenDevices(cluster, { accounts: 50, devices: herdSize });
  await Promise.all([a.kill(), b.kill()]);
  const back = Promise.all([a.start(), b.start()]);
  const startedAt = performance.now();
  const comeUntilServed = async (device: Device, index: number): Promise<void> => {
    for (;;) {
      const { outcome, status } = await people.refresh(index % 2 === 0 ? a : b, device);
      if (outcome === 'ok') return;
      // A refusal that is final would be a sign-out: the history tells.
      if (outcome === 'fail') throw new Error(`a refresh was refused with ${status}`);
      await wait(100 + Math.random() * 900);
      if (performance.now() - startedAt > longestRecovery) throw new Error('not served in time');
    }
  };
  await Promise.all([back, ...devices.map(comeUntilServed)]);
  await Promise.all(devices.map((device, index) => people.read(index % 2 === 0 ? b : a, device)));
  expect(history.events.filter(({ op, outcome }) => op === 'read' && outcome === 'ok')).toHaveLength(herdSize);
  expectNoViolation();
});
