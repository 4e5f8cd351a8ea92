import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeViolations, findViolations } from '#proof/history/find-violations.ts';
import { type History, openHistory } from '#proof/history/history.ts';
import { runPortress } from '#proof/installation/run-portress.ts';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { type MixedLoad, startMixedLoad } from '#proof/load/mixed-load.ts';
import { createPeople, type Device, givenDevices, type People } from '#proof/load/people.ts';
import { warmUp } from '#proof/load/warm-up.ts';
import { runOnPostgres } from '#test/run-on-postgres.ts';
import { recordEach } from './record-each.ts';

/** Twenty times the bound of a revocation. */
const longestMilliseconds = 5000;

let cluster: Cluster;
let a: ClusterNode;
let b: ClusterNode;
let history: History;
let people: People;
let devices: Device[];
let load: MixedLoad;

beforeAll(async () => {
  cluster = await startNodes({ settings: { REFRESH_GRACE_SECONDS: '1' } });
  [a, b] = [cluster.node('a'), cluster.node('b')];
  await warmUp([a, b]);
});
beforeEach(async () => {
  history = openHistory();
  people = createPeople(cluster, { history });
  devices = await givenDevices(cluster, { accounts: 8, devices: 24 });
  load = startMixedLoad(people, { nodes: [a, b], devices, lanes: 5 });
  await wait(300);
});
afterAll(() => cluster.remove());
recordEach('two nodes, PostgreSQL', () => history.events);

const keyOf = (token: string): string =>
  String((JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid?: unknown }).kid);

/** A token of its own that nobody signs out, on each node in turn. */
async function givenToken(): Promise<{ device: Device; token: string }> {
  const [device] = await givenDevices(cluster, { accounts: 1, devices: 1 });
  if (device === undefined) throw new Error('one device was asked for');
  await people.refresh(a, device);
  return { device, token: device.accessToken ?? '' };
}
const statusOf = async (node: ClusterNode, token: string): Promise<number | undefined> =>
  (await people.ask(node, 'GET', '/api/account', { headers: { authorization: `Bearer ${token}` } }))?.status;
const publishedBy = async (node: ClusterNode): Promise<string[]> => {
  const answer = await people.ask(node, 'GET', '/.well-known/jwks.json');
  const { keys = [] } = (answer?.body ?? {}) as { keys?: { kid: string }[] };
  return keys.map(({ kid }) => kid).toSorted();
};
const untilPublished = async (keys: readonly string[]): Promise<void> => {
  for (const node of [a, b])
    await expect.poll(() => publishedBy(node), { timeout: longestMilliseconds, interval: 20 }).toEqual(keys.toSorted());
};
/** Asks densely until each node says no, and says so ever after. */
async function expectRefused(token: string): Promise<void> {
  for (const node of [a, b])
    await expect.poll(() => statusOf(node, token), { timeout: longestMilliseconds, interval: 10 }).toBe(401);
  for (let time = 0; time < 10; time += 1)
    expect([await statusOf(a, token), await statusOf(b, token)]).toEqual([401, 401]);
}
async function expectEverybodyStays(): Promise<void> {
  await load.stop();
  const ended = new Set(load.ended);
  for (const device of devices.filter((one) => !ended.has(one)))
    for (const node of [a, b]) {
      expect((await people.refresh(node, device)).status).toBe(200);
      expect((await people.read(node, device)).status).toBe(200);
    }
  expect(history.events.filter(({ outcome }) => outcome === 'unknown')).toEqual([]);
  expect(describeViolations(findViolations(history.events))).toEqual([]);
}

test('P8, P9, fault 25: a signing key is replaced under load: tokens of either are good until the old one is retired, then those of the old one are refused', async () => {
  const { device, token } = await givenToken();
  const before = keyOf(token);
  const { token: unseen } = await givenToken();
  const { kid } = await runPortress(cluster, ['keys', 'rotate']);
  await untilPublished([before, String(kid)]);
  // It is published for a minute before it signs; here that minute is over at once.
  await people.refresh(b, device);
  expect(keyOf(device.accessToken ?? '')).toBe(before);
  await runOnPostgres(cluster.postgres.url, ['UPDATE signing_keys SET created_at = created_at - 60000']);
  for (const node of [a, b])
    await expect
      .poll(async () => (await people.refresh(node, device)) && keyOf(device.accessToken ?? ''), {
        timeout: longestMilliseconds,
      })
      .toBe(kid);
  for (const node of [a, b]) {
    expect(await statusOf(node, token)).toBe(200);
    expect(await statusOf(node, device.accessToken ?? '')).toBe(200);
  }
  await wait(500);
  // In all of the overlap not one was turned away.
  expect(history.events.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  // The last token of the old key would have expired by now. This one has not, and no node has seen it: what a node has
  // verified it remembers until it expires.
  await runOnPostgres(cluster.postgres.url, [
    'UPDATE signing_keys SET expires_at = now_ms() WHERE retired_at IS NOT NULL',
  ]);
  await untilPublished([String(kid)]);
  expect([await statusOf(a, unseen), await statusOf(b, unseen)]).toEqual([401, 401]);
  await wait(300);
  await expectEverybodyStays();
});

test('P3, P8, P9, fault 25: a signing key that has leaked is revoked under load: its tokens are refused on both nodes within the bound, and nobody is signed out', async () => {
  const { device, token } = await givenToken();
  for (const node of [a, b]) expect(await statusOf(node, token)).toBe(200);
  const { kid, revoked } = await runPortress(cluster, ['keys', 'rotate', '--revoke-old']);
  expect(revoked).toEqual([keyOf(token)]);
  await expectRefused(token);
  await untilPublished([String(kid)]);
  await people.refresh(b, device);
  expect(keyOf(device.accessToken ?? '')).toBe(kid);
  for (const node of [a, b]) expect((await people.read(node, device)).status).toBe(200);
  await wait(500);
  await expectEverybodyStays();
  // Who starts after it does not know the old one either.
  await a.kill();
  await a.start();
  expect(await statusOf(a, token)).toBe(401);
  expect((await people.read(a, device)).status).toBe(200);
});
