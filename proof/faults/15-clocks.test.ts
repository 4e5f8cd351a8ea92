import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeViolations, findViolations } from '#proof/history/find-violations.ts';
import { openHistory } from '#proof/history/history.ts';
import { hasFaketime, setWallClock, wallClockSettings } from '#proof/installation/faketime.ts';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { startMixedLoad } from '#proof/load/mixed-load.ts';
import { createPeople, type Device, givenDevices, type People } from '#proof/load/people.ts';
import { showEverywhere } from '#proof/load/thieves.ts';
import { warmUp } from '#proof/load/warm-up.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { recordEach } from './record-each.ts';
import { describeWhere } from './where-possible.ts';

/** Of the last test alone: short enough to wait for its end. */
const shortTokenSeconds = 3;
const needed = { isHere: hasFaketime(), why: 'Debian’s package faketime is not installed', isInCi: true };

describeWhere(needed, 'nodes whose clocks are wrong', () => {
  const directory = mkdtempSync(join(tmpdir(), 'portress-clocks-'));
  const clockOf = (node: ClusterNode): string => join(directory, node.name);
  let cluster: Cluster;
  let a: ClusterNode;
  let b: ClusterNode;
  let people: People;

  beforeAll(async () => {
    cluster = await startNodes({
      settings: { REFRESH_GRACE_SECONDS: '1' },
      settingsOf: (name) => wallClockSettings(join(directory, name)),
    });
    [a, b] = [cluster.node('a'), cluster.node('b')];
    await warmUp([a, b]);
    people = createPeople(cluster, { history: openHistory() });
  });
  afterAll(async () => {
    await cluster.remove();
    rmSync(directory, { recursive: true });
  });
  recordEach('two nodes, PostgreSQL', () => people.history.events);

  const givenSignedIn = async (count: number): Promise<Device[]> => {
    const devices = await givenDevices(cluster, { accounts: count, devices: count });
    await Promise.all(devices.map((device) => people.refresh(a, device)));
    return devices;
  };
  const expectNoViolation = (): void => expect(describeViolations(findViolations(people.history.events))).toEqual([]);
  /** What the node itself takes for the present. */
  const dateOf = async (node: ClusterNode): Promise<number> =>
    Date.parse((await people.ask(node, 'GET', '/healthz'))?.headers.get('date') ?? '');

  test.each([
    ['five seconds apart', '+5', '-5'],
    ['an hour behind', '-1h', '+0'],
    ['a month ahead', '+30d', '+0'],
  ])('P2, P3, fault 15: %s: whoever was signed out is refused, and nobody else is', async (_, ofA, ofB) => {
    const devices = await givenSignedIn(6);
    const [leaving, everywhere, ...staying] = devices;
    if (leaving === undefined || everywhere === undefined) throw new Error('six devices were asked for');
    for (const node of [a, b]) for (const device of devices) expect((await people.read(node, device)).status).toBe(200);
    const load = startMixedLoad(people, { nodes: [a, b], devices: await givenSignedIn(12), lanes: 4 });
    const loadedFrom = people.history.events.length;
    setWallClock(clockOf(a), ofA);
    setWallClock(clockOf(b), ofB);
    // The date of answers is kept for a second.
    await wait(1100);
    const [dateOfA, dateOfB] = [await dateOf(a), await dateOf(b)];
    expect(Math.abs(dateOfA - dateOfB)).toBeGreaterThan(8000);

    for (const node of [a, b]) for (const device of staying) expect((await people.read(node, device)).status).toBe(200);
    expect((await people.signOut(b, leaving)).outcome).toBe('ok');
    expect((await people.signOutEverywhere(a, everywhere)).outcome).toBe('ok');
    for (const node of [a, b]) {
      for (const device of [leaving, everywhere])
        await expect
          .poll(async () => (await people.read(node, device)).code, { timeout: 10_000, interval: 20 })
          .toBe('session_ended');
      for (const device of staying) {
        expect((await people.refresh(node, device)).status).toBe(200);
        expect((await people.read(node, device)).status).toBe(200);
      }
      const again = await people.signIn(node, everywhere.account);
      for (const other of [a, b]) expect(again && (await people.read(other, again)).status).toBe(200);
    }
    for (const node of [a, b]) setWallClock(clockOf(node), '+0');
    await wait(300);
    await load.stop();
    // Of those who went about their business meanwhile nobody was refused, not even to come with a new token.
    const ended = new Set([leaving, everywhere].map(({ session }) => session));
    const refused = people.history.events
      .slice(loadedFrom)
      .filter(({ outcome, id }) => outcome === 'fail' && !ended.has(id));
    expect(refused).toEqual([]);
    await wait(2000);
    for (const { outcome } of await showEverywhere(people, [a, b], load.ended)) expect(outcome).toBe('fail');
    for (const node of [a, b])
      for (const device of staying) expect((await people.refresh(node, device)).status).toBe(200);
    for (const node of [a, b]) expect((await people.read(node, leaving)).outcome).toBe('fail');
    expectNoViolation();
  });

  test('P3, P4, fault 15: a token whose revocation is no longer kept is refused as expired by a node an hour behind', async () => {
    await a.kill();
    await a.start({ ACCESS_TOKEN_SECONDS: String(shortTokenSeconds) });
    const [leaving] = await givenSignedIn(1);
    if (leaving === undefined) throw new Error('one device was asked for');
    expect((await people.read(a, leaving)).status).toBe(200);
    setWallClock(clockOf(a), '-1h');
    expect((await people.signOut(b, leaving)).outcome).toBe('ok');
    await wait(shortTokenSeconds * 1000 + 500);
    // As when the last token that it could concern has expired: the line goes, and a node that starts does not know of it.
    await onPostgres(cluster.postgres.url, (client) => client.query('DELETE FROM revocations'));
    await a.kill();
    await a.start();
    expect(Math.abs((await dateOf(a)) - (await dateOf(b)))).toBeGreaterThan(3_000_000);
    for (const node of [a, b]) expect((await people.read(node, leaving)).status).toBe(401);
    setWallClock(clockOf(a), '+0');
    expectNoViolation();
  });
});
