import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeViolations, findViolations } from '#proof/history/find-violations.ts';
import { openHistory } from '#proof/history/history.ts';
import { hasNginx, type RunningNginx, startNginx } from '#proof/installation/start-nginx.ts';
import { type Cluster, startNodes } from '#proof/installation/start-nodes.ts';
import { startChanges } from '#proof/load/changes.ts';
import { startMixedLoad } from '#proof/load/mixed-load.ts';
import { createPeople, givenDevices, type People } from '#proof/load/people.ts';
import { showEverywhere } from '#proof/load/thieves.ts';
import { warmUp } from '#proof/load/warm-up.ts';
import { recordEach } from './record-each.ts';
import { describeWhere } from './where-possible.ts';

/** A grace of a second: each session moves on through many generations while the nodes come and go. */
const settings = {
  DRAIN_SECONDS: '1',
  TRUSTED_PROXIES: '127.0.0.1',
  REFRESH_GRACE_SECONDS: '1',
  SIGN_IN_FAILURES_PER_15_MINUTES: '0',
};
/** Longer than nginx leaves a node alone that did not answer. */
const untilTriedAgain = 1500;
const needed = { isHere: hasNginx(), why: 'nginx is not installed', isInCi: true };

describeWhere(needed, 'two nodes behind nginx', () => {
  let cluster: Cluster;
  let nginx: RunningNginx;
  let people: People;
  beforeAll(async () => {
    cluster = await startNodes({ settings });
    await warmUp(cluster.nodes);
    nginx = await startNginx(cluster.nodes);
    people = createPeople(cluster, { history: openHistory() });
  });
  afterAll(async () => {
    await nginx?.remove();
    await cluster.remove();
  });
  recordEach('two nodes behind nginx, PostgreSQL', () => people.history.events);

  test('Rolling restart of both nodes under load, twice: no request fails, and nobody is signed out', async () => {
    const devices = await givenDevices(cluster, { accounts: 6, devices: 24 });
    const [writer, ...others] = devices;
    if (writer === undefined) throw new Error('there is no device');
    const load = startMixedLoad(people, { nodes: [nginx], devices: others, lanes: 3 });
    const changes = startChanges(people, { door: nginx, device: writer });
    for (let restart = 0; restart < 4; restart += 1) {
      const node = cluster.nodes[restart % 2] ?? expect.fail('there are two nodes');
      await wait(untilTriedAgain);
      await node.stop();
      expect(await node.exitCode).toBe(0);
      await node.start();
    }
    await wait(untilTriedAgain);
    await load.stop();
    const { events } = people.history;
    // Told with what the proxy and the nodes say of the moment.
    const failed = events.filter(({ outcome }) => outcome !== 'ok');
    expect(failed, [nginx.errors(), ...cluster.nodes.map((node) => node.log().slice(-4000))].join('\n')).toEqual([]);
    expect(await changes.stop()).toEqual([]);
    expect(changes.made()).toBeGreaterThanOrEqual(20);
    for (const op of ['read', 'refresh', 'sign_out', 'sign_in', 'sign_up'])
      expect([op, events.filter((event) => event.op === op).length]).toEqual([
        op,
        expect.toSatisfy((times: number) => times >= 20),
      ]);

    // Every chain goes on, on either node, and no session that was ended has come back.
    const ended = new Set(load.ended);
    const staying = devices.filter((device) => !ended.has(device));
    for (const [index, device] of staying.entries()) {
      const node = cluster.nodes[index % 2] ?? expect.fail('there are two nodes');
      expect((await people.refresh(node, device)).status).toBe(200);
    }
    for (const { status } of await showEverywhere(people, cluster.nodes, load.ended)) expect(status).toBe(401);
    expect(describeViolations(findViolations(events))).toEqual([]);
  });
});
