import { chmodSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { recordEvidence, recordNotRun } from '#proof/evidence.ts';
import { extentOf } from '#proof/extent.ts';
import { describeViolations, findViolations } from '#proof/history/find-violations.ts';
import { openHistory } from '#proof/history/history.ts';
import { startNodes } from '#proof/installation/start-nodes.ts';
import { call } from '#proof/load/ask.ts';
import { createPeople, givenDevices } from '#proof/load/people.ts';
import { findMountObstacle, mountSmallDisk } from '#proof/machine/small-disk.ts';

const proof = 'fault 13: the disk below PostgreSQL is full';
const obstacle = findMountObstacle();
if (obstacle !== undefined) {
  console.warn(`SKIPPED: ${proof}: ${obstacle}`);
  recordNotRun({ proof, why: obstacle });
}
/** What PostgreSQL begins with, a log of two segments, and little else. */
const megabytes = 160;
const patience = { timeout: 20_000, interval: 100 };

describe.skipIf(obstacle !== undefined)('the disk below PostgreSQL is full (fault 13)', () => {
  test('P1, P2, P9, fault 13: what needs room is 503 with Retry-After, what needs none goes on, and with room again everything works without a restart', async () => {
    const startedAt = performance.now();
    const disk = mountSmallDisk(megabytes);
    // The server runs as a user of its own, who has to get through to its folder.
    chmodSync(disk.directory, 0o755);
    const cluster = await startNodes({
      postgresParent: disk.directory,
      postgresOptions: ['min_wal_size=32MB', 'max_wal_size=32MB'],
    });
    onTestFinished(() => cluster.remove());
    const [a, b] = [cluster.node('a'), cluster.node('b')];
    const pid = cluster.postgres.pid();
    const people = createPeople(cluster, { history: openHistory() });
    const devices = await givenDevices(cluster, { accounts: 20, devices: 20 });
    for (const device of devices) expect((await people.refresh(a, device)).status).toBe(200);
    const [reader, ...others] = devices;
    if (reader === undefined) throw new Error('there is nobody');

    for (let round = 0; round < extentOf({ short: 2, long: 20 }); round += 1) {
      disk.fill();
      const isRefused = () =>
        people.history.events.slice(before).some(({ status, retry_after }) => status === 503 && retry_after);
      const before = people.history.events.length;
      // Rows fill up the page at hand, and the next one is refused.
      for (let tries = 0; !isRefused() && tries < 500; tries += 1)
        await people.signIn(tries % 2 === 0 ? a : b, others[tries % others.length]?.account ?? '');
      expect(isRefused()).toBe(true);
      for (const node of [a, b]) {
        expect((await people.read(node, reader)).status).toBe(200);
        expect((await call(node, 'GET', '/readyz')).status).toBe(200);
      }
      await people.signUp(a);
      await people.signOut(b, others[round] ?? reader);

      disk.makeRoom();
      await expect.poll(async () => people.signUp(b), patience).toBeDefined();
      for (const node of [a, b]) expect((await people.refresh(node, reader)).status).toBe(200);
      for (const device of others.slice(round + 1)) expect((await people.refresh(a, device)).status).toBe(200);
    }
    const { events } = people.history;
    for (const { id } of events.filter(({ op, outcome }) => op === 'sign_up' && outcome === 'ok'))
      expect(await people.signIn(a, id)).toBeDefined();
    for (const device of devices) for (const node of [a, b]) await people.read(node, device);
    const violations = describeViolations(findViolations(events));
    recordEvidence({
      proof,
      on: `two nodes, PostgreSQL on a file system of ${megabytes} MB`,
      counts: {
        requests: events.length,
        refused: events.filter(({ status }) => status === 503).length,
        acknowledged: events.filter(({ outcome }) => outcome === 'ok').length,
      },
      violations: violations.length,
      milliseconds: performance.now() - startedAt,
    });
    expect(violations).toEqual([]);
    expect(cluster.postgres.pid()).toBe(pid);
  });
});
