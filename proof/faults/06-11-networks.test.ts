import { appendFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeViolations, findViolations, promised } from '#proof/history/find-violations.ts';
import { type History, openHistory } from '#proof/history/history.ts';
import { canMakeNetworks, type Network, openNetwork } from '#proof/installation/network.ts';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { type MixedLoad, startMixedLoad } from '#proof/load/mixed-load.ts';
import { createPeople, type Device, givenDevices, type People } from '#proof/load/people.ts';
import { showEverywhere, startThieves, type Thieves } from '#proof/load/thieves.ts';
import { warmUp } from '#proof/load/warm-up.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { hasRedis } from '#test/servers/start-redis.ts';
import { recordEach } from './record-each.ts';
import { describeWhere } from './where-possible.ts';

/** Within 5 s is the promise; four times that for a machine that is busy with tests. */
const longestHealing = 20_000;
const needed = {
  isHere: hasRedis() && canMakeNetworks(),
  why: 'this machine has no redis-server, or lets nobody make network namespaces and rules of iptables',
};

describeWhere(
  needed,
  'P3, P4, P8, fault 6, fault 11: single ways between two nodes and their servers dropped by iptables',
  () => {
    let network: Network;
    let cluster: Cluster;
    let a: ClusterNode;
    let b: ClusterNode;
    let history: History;
    let people: People;
    let load: MixedLoad;
    let thieves: Thieves;
    /** Of them one leaves while the way is cut; the others stay. */
    let devices: Device[];

    beforeAll(async () => {
      network = openNetwork(['a', 'b']);
      const { serversHost, placeOf } = network;
      cluster = await startNodes({
        names: [],
        placeOf,
        withRedis: true,
        postgresOptions: [`listen_addresses=127.0.0.1,${serversHost}`],
        redisOptions: ['--bind', '127.0.0.1', serversHost, '--protected-mode', 'no'],
      });
      await admitSubnet(cluster, serversHost);
      a = await cluster.addNode('a');
      b = await cluster.addNode('b');
      await warmUp([a, b]);
    });
    afterAll(async () => {
      await cluster?.remove();
      network?.remove();
    });
    beforeEach(async () => {
      history = openHistory();
      people = createPeople(cluster, { history });
      devices = await givenSignedIn(6);
      load = startMixedLoad(people, { nodes: [a, b], devices: await givenSignedIn(16), lanes: 5 });
      thieves = startThieves(people, { nodes: [a, b], ended: load.ended });
      await wait(200);
    });
    recordEach('two nodes in network namespaces, PostgreSQL and Redis', () => history.events);

    const givenSignedIn = async (count: number): Promise<Device[]> => {
      const given = await givenDevices(cluster, { accounts: count, devices: count });
      await Promise.all(given.map((device, index) => people.refresh(index % 2 === 0 ? a : b, device)));
      for (const node of [a, b]) await Promise.all(given.map((device) => people.read(node, device)));
      return given;
    };
    const statusOf = async (node: ClusterNode, path: string) => (await people.ask(node, 'GET', path))?.status;

    /** Everybody who has left is refused, everybody else served, on both nodes, and the history holds nothing against it. */
    async function expectGoodEnd(left: readonly Device[]): Promise<void> {
      const ended = new Set([...left, ...load.ended]);
      const staying = devices.filter((device) => !ended.has(device));
      for (const node of [a, b]) {
        await expect.poll(() => statusOf(node, '/readyz'), { timeout: longestHealing, interval: 50 }).toBe(200);
        for (const device of staying)
          await expect
            .poll(async () => (await people.read(node, device)).status, { timeout: longestHealing, interval: 50 })
            .toBe(200);
      }
      await load.stop();
      await thieves.stop();
      await wait(promised.elsewhereMilliseconds);
      for (const node of [a, b])
        for (const device of staying) expect((await people.refresh(node, device)).status).toBe(200);
      const sure = new Set(
        history.events.filter(({ op, outcome }) => op === 'sign_out' && outcome === 'ok').map(({ id }) => id),
      );
      for (const { id, outcome } of await showEverywhere(people, [a, b], [...ended]))
        if (sure.has(id)) expect(outcome).toBe('fail');
      expect(describeViolations(findViolations(history.events))).toEqual([]);
    }

    test.each([
      ['everything', 'both'],
      ['what the node asks for', 'out'],
      ['what PostgreSQL answers', 'in'],
    ] as const)(
      'P3, P4, P8, P9, fault 6, fault 11: between a node and PostgreSQL %s is dropped: it answers 503 rather than accept what is stale',
      async (_, direction) => {
        const [leaving, ...staying] = devices;
        if (leaving === undefined) throw new Error('there is no device');
        network.drop('a', { port: cluster.postgres.port }, direction);
        expect((await people.signOut(b, leaving)).outcome).toBe('ok');
        const until = performance.now() + promised.elsewhereMilliseconds + 800;
        while (performance.now() < until) {
          await Promise.all(devices.map((device) => people.read(a, device)));
          await wait(20);
        }
        for (const { status } of await Promise.all(staying.map((device) => people.read(a, device))))
          expect(status).toBe(503);
        for (const answer of [await people.read(a, leaving), await people.refresh(a, leaving)])
          expect(answer).toMatchObject({ status: 503, retry_after: true });
        expect([await statusOf(a, '/healthz'), await statusOf(a, '/readyz'), await statusOf(b, '/readyz')]).toEqual([
          200, 503, 200,
        ]);
        for (const device of staying) expect((await people.read(b, device)).status).toBe(200);
        network.heal('a');
        await expectGoodEnd([leaving]);
      },
    );

    test.each([
      ['everything', 'both'],
      ['what the node asks for', 'out'],
      ['what Redis answers', 'in'],
    ] as const)(
      'P3, P9, fault 11: between a node and Redis alone %s is dropped: everybody is served, and a sign-out on the other is felt',
      async (_, direction) => {
        const [one, other, ...staying] = devices;
        if (one === undefined || other === undefined) throw new Error('there are too few devices');
        network.drop('a', { port: cluster.redis?.port ?? 0 }, direction);
        for (const [device, node, elsewhere] of [
          [one, b, a],
          [other, a, b],
        ] as const) {
          expect((await people.signOut(node, device)).outcome).toBe('ok');
          await expect
            .poll(async () => (await people.read(elsewhere, device)).code, { interval: 20 })
            .toBe('session_ended');
          await wait(400);
        }
        expect(await statusOf(a, '/readyz')).toBe(200);
        for (const device of staying) expect((await people.read(a, device)).status).toBe(200);
        network.heal('a');
        await expectGoodEnd([one, other]);
        expect(history.events.filter(({ status = 0 }) => status >= 500)).toEqual([]);
      },
    );

    test('P3, P9, fault 11: everything between the two nodes is dropped: nobody notices, since they meet in PostgreSQL alone', async () => {
      const [one, other] = devices;
      if (one === undefined || other === undefined) throw new Error('there are too few devices');
      network.drop('a', { node: 'b' });
      for (const [device, node, elsewhere] of [
        [one, b, a],
        [other, a, b],
      ] as const) {
        expect((await people.signOut(node, device)).outcome).toBe('ok');
        await expect
          .poll(async () => (await people.read(elsewhere, device)).code, { interval: 20 })
          .toBe('session_ended');
      }
      await wait(1000);
      network.heal('a');
      await expectGoodEnd([one, other]);
      expect(history.events.filter(({ outcome }) => outcome === 'unknown')).toEqual([]);
    });

    test('a way that is dropped is dropped, and no other', async () => {
      const { port } = cluster.postgres;
      const reaches = (to: number): Promise<boolean> =>
        new Promise((resolve) => {
          const socket = connect(to, network.serversHost);
          socket.once('connect', () => resolve(true));
          socket.once('error', () => resolve(false));
          socket.once('connect', () => socket.destroy());
        });
      // From here, past the spaces of the nodes.
      expect(await reaches(port)).toBe(true);
      network.drop('a', { port });
      await expect.poll(() => statusOf(a, '/readyz'), { timeout: 10_000 }).toBe(503);
      expect(await reaches(port)).toBe(true);
      expect(await statusOf(b, '/readyz')).toBe(200);
      network.heal('a');
      await expectGoodEnd([]);
    });
  },
);

/** PostgreSQL of tests believes this machine only: now the networks of the nodes as well. */
const admitSubnet = ({ postgres }: Cluster, serversHost: string): Promise<void> =>
  onPostgres(postgres.url, async (client) => {
    const { rows } = await client.query<{ hba_file: string }>('SHOW hba_file');
    appendFileSync(rows[0]?.hba_file ?? '', `host all all ${serversHost}/24 trust\n`);
    await client.query('SELECT pg_reload_conf()');
  });
