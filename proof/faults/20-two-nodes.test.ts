import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServiceKey } from '#features/service-keys/create-service-key.ts';
import { describeViolations, findViolations, promised } from '#proof/history/find-violations.ts';
import { openHistory } from '#proof/history/history.ts';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { givenAdministrator } from '#proof/load/given-administrator.ts';
import { createPeople, type Device, givenDevices, type People } from '#proof/load/people.ts';
import { rowsThatName } from '#proof/load/rows-that-name.ts';
import { recordEach } from './record-each.ts';

const graceMilliseconds = 1000;
const beyondGrace = graceMilliseconds + 100;

let cluster: Cluster;
let a: ClusterNode;
let b: ClusterNode;
let people: People;
let admin: Device;

beforeAll(async () => {
  cluster = await startNodes({ settings: { REFRESH_GRACE_SECONDS: String(graceMilliseconds / 1000) } });
  [a, b] = [cluster.node('a'), cluster.node('b')];
  people = createPeople(cluster, { history: openHistory() });
  admin = await givenAdministrator(cluster, people);
});
afterAll(async () => {
  await cluster.remove();
});
recordEach('two nodes, PostgreSQL', () => people.history.events);

const givenDevice = async (): Promise<Device> => {
  const [device] = await givenDevices(cluster, { accounts: 1, devices: 1 });
  if (device === undefined) throw new Error('one device was asked for');
  await people.refresh(a, device);
  return device;
};
const byAdmin = (node: ClusterNode, method: string, path: string, body?: unknown) =>
  people.ask(node, method, path, {
    headers: { authorization: `Bearer ${admin.accessToken}` },
    ...(body !== undefined && { body }),
  });
const idOf = async (device: Device): Promise<string> =>
  String((await people.ask(a, 'GET', '/api/account', bearer(device)))?.body.id);
const bearer = ({ accessToken }: Device) => ({ headers: { authorization: `Bearer ${accessToken}` } });

/** Asks densely until the first refusal: how late it came is for the history to say. */
async function readUntilRefused(node: ClusterNode, device: Device): Promise<void> {
  const until = performance.now() + 10 * promised.elsewhereMilliseconds;
  while (performance.now() < until) {
    if ((await people.read(node, device)).outcome === 'fail') return;
    await wait(10);
  }
  throw new Error(`node ${node.name} goes on accepting`);
}
const expectNoViolation = (): void => expect(describeViolations(findViolations(people.history.events))).toEqual([]);

test('E3, fault 20: one refresh token shown fifty times at once, on both nodes in turn, has one successor', async () => {
  const [device] = await givenDevices(cluster, { accounts: 1, devices: 1 });
  if (device === undefined) throw new Error('one device was asked for');
  const shown = device.refreshToken;
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => people.refresh(index % 2 === 0 ? a : b, device, shown)),
  );
  expect(answers.map(({ outcome }) => outcome)).toEqual(Array(50).fill('ok'));
  expect(new Set(answers.map(({ given }) => given)).size).toBe(1);
  expectNoViolation();
});

test('E4: a spent token shown on the other node ends its session on both, and no other of the account', async () => {
  const [thief, other] = await givenDevices(cluster, { accounts: 1, devices: 2 });
  if (thief === undefined || other === undefined) throw new Error('two devices were asked for');
  await people.refresh(a, other);
  const spent = thief.refreshToken;
  await people.refresh(a, thief);
  await wait(beyondGrace);
  await people.refresh(b, thief);

  expect(await people.replay(a, thief, spent)).toMatchObject({ status: 401, code: 'session_ended' });
  expect(await people.read(a, thief)).toMatchObject({ status: 401, code: 'session_ended' });
  expect(await people.refresh(b, thief)).toMatchObject({ status: 401, code: 'session_ended' });
  await readUntilRefused(b, thief);
  for (const node of [a, b]) {
    expect((await people.read(node, other)).outcome).toBe('ok');
    expect((await people.refresh(node, other)).outcome).toBe('ok');
  }
  const activity = await people.ask(b, 'GET', '/api/account/activity', bearer(other));
  expect(JSON.stringify(activity?.body)).toContain('refresh_replayed');
  expectNoViolation();
});

test('E8: a suspension and a deletion by an administrator on one node are felt on both', async () => {
  for (const deed of ['suspend', 'delete'] as const) {
    const device = await givenDevice();
    const id = await idOf(device);
    expect((await people.read(b, device)).outcome).toBe('ok');
    const ended = await people.note(a, { op: deed, id: device.account }, () =>
      deed === 'suspend'
        ? byAdmin(a, 'PATCH', `/api/accounts/${id}`, { status: 'suspended' })
        : byAdmin(a, 'DELETE', `/api/accounts/${id}`),
    );
    expect(ended.outcome).toBe('ok');
    expect((await people.read(a, device)).status).toBe(401);
    for (const node of [b, a]) expect((await people.refresh(node, device)).status).toBe(401);
    await readUntilRefused(b, device);
    for (const node of [a, b]) expect(await people.signIn(node, device.account)).toBeUndefined();
  }
  expectNoViolation();
});

test('E8, D16: a demoted administrator is refused on both nodes, and stays signed in', async () => {
  const demoted = await givenDevice();
  const id = await idOf(demoted);
  await byAdmin(a, 'PATCH', `/api/accounts/${id}`, { role: 'admin' });
  await people.refresh(b, demoted);
  const list = (node: ClusterNode) => people.ask(node, 'GET', '/api/accounts', bearer(demoted));
  for (const node of [a, b]) await expect.poll(async () => (await list(node))?.status, { timeout: 5000 }).toBe(200);

  expect((await byAdmin(a, 'PATCH', `/api/accounts/${id}`, { role: 'user' }))?.status).toBe(200);
  const demotedAt = performance.now();
  expect((await list(a))?.status).toBe(403);
  while ((await list(b))?.status !== 403)
    if (performance.now() - demotedAt > promised.elsewhereMilliseconds) throw new Error('still an administrator on b');
  for (const node of [a, b]) {
    expect((await people.read(node, demoted)).outcome).toBe('ok');
    expect((await people.refresh(node, demoted)).outcome).toBe('ok');
  }
  expectNoViolation();
});

test('E9: a deletion on one node that races refreshes and requests on the other leaves no row behind', async () => {
  const device = await givenDevice();
  const id = await idOf(device);
  await wait(beyondGrace);
  const racing = Array.from({ length: 60 }, (_, index) =>
    index % 2 === 0 ? people.refresh(index % 4 === 0 ? a : b, device) : people.read(b, device),
  );
  const deleted = people.note(a, { op: 'delete', id: device.account }, () =>
    byAdmin(a, 'DELETE', `/api/accounts/${id}`),
  );
  expect((await deleted).outcome).toBe('ok');
  await Promise.all(racing);
  await readUntilRefused(b, device);
  // What was told off the path of a request may still be on its way.
  await wait(200);
  const left = await rowsThatName(cluster.postgres.url, [id, device.account, device.session]);
  // Other services learn of the deletion by a line that names the account and nothing else of it.
  const isMeant = ({ table, row }: { table: string; row: string }): boolean =>
    ['audit_events', 'revocations'].includes(table) || (table === 'account_events' && row.includes(',deleted,'));
  expect(left.filter((row) => !isMeant(row))).toEqual([]);
  expectNoViolation();
});

test('E10: an account call and an introspection on both nodes, asked at the same instants, agree before a sign-out and after it', async () => {
  const { key } = await createServiceKey(cluster, {
    name: 'resource server',
    scopes: ['introspect'],
    perMinute: null,
    lifetimeSeconds: null,
  });
  const device = await givenDevice();
  const atOnce = async (): Promise<string[]> => {
    const asked = [a, b].flatMap((node) => [people.read(node, device), people.introspect(node, device, key)]);
    return (await Promise.all(asked)).map(({ outcome }) => outcome);
  };
  expect(await atOnce()).toEqual(['ok', 'ok', 'ok', 'ok']);
  const signedOut = people.signOut(b, device);
  const until = performance.now() + 10 * promised.elsewhereMilliseconds;
  while ((await atOnce()).includes('ok')) if (performance.now() > until) throw new Error('it is still accepted');
  expect((await signedOut).outcome).toBe('ok');
  for (let time = 0; time < 20; time += 1) {
    expect(await atOnce()).toEqual(['fail', 'fail', 'fail', 'fail']);
    await wait(10);
  }
  expectNoViolation();
});

test('E11: everywhere on one node, racing a hundred refreshes on both, leaves no survivor after its answer', async () => {
  const devices = await givenDevices(cluster, { accounts: 1, devices: 20 });
  const [caller] = devices;
  if (caller === undefined) throw new Error('twenty devices were asked for');
  await people.refresh(a, caller);
  // Each lane keeps what it was answered itself, as a tab with a memory of its own would.
  const lanes = devices.flatMap((device) => Array.from({ length: 5 }, () => ({ ...device })));
  const racing = lanes.map((lane, index) => people.refresh(index % 2 === 0 ? a : b, lane));
  expect((await people.signOutEverywhere(a, caller)).outcome).toBe('ok');
  await Promise.all(racing);
  await Promise.all(
    lanes.map(async (lane) => {
      for (const node of [a, b]) expect((await people.refresh(node, lane)).code).toBe('session_ended');
      if (lane.accessToken === null) return;
      expect((await people.read(a, lane)).code).toBe('session_ended');
      await readUntilRefused(b, lane);
    }),
  );
  // Who signs in again is served on both.
  const again = await people.signIn(b, caller.account);
  for (const node of [a, b]) expect(again && (await people.read(node, again)).outcome).toBe('ok');
  expectNoViolation();
});
