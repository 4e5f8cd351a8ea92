import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { describeViolations, findViolations } from '#proof/history/find-violations.ts';
import { openHistory } from '#proof/history/history.ts';
import { startBalancer } from '#proof/installation/balancer.ts';
import { type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { startChanges } from '#proof/load/changes.ts';
import { startMixedLoad } from '#proof/load/mixed-load.ts';
import { createPeople, givenDevices } from '#proof/load/people.ts';
import { showEverywhere } from '#proof/load/thieves.ts';
import { copyRepository } from '#test/repository-copy.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { recordEach } from './record-each.ts';

/** What the next release brings: a column of the tables that every request reads, and a table. */
const migrationOfTomorrow = `import type { Migration } from '#platform/database/migration.ts';
import { columnTypes } from '#platform/database/columns.ts';

export const tomorrow: Migration = {
  kind: 'expand',
  up: async (db) => {
    const type = columnTypes(db);
    await db.schema.alterTable('accounts').addColumn('mood', type.text, (column) => column.notNull().defaultTo('fine')).execute();
    await db.schema.alterTable('sessions').addColumn('mood', type.text).execute();
    await db.schema
      .createTable('moods')
      .addColumn('account_id', type.id, (column) => column.primaryKey().references('accounts.id').onDelete('cascade'))
      .execute();
  },
};
`;

/** A grace of a second, so that sessions rotate all the time. */
const settings = { REFRESH_GRACE_SECONDS: '1' };
const people = 4;
const history = openHistory();
recordEach('two nodes of two releases, PostgreSQL', () => history.events);

it('Fault 24: two nodes are upgraded to the next release and back again, one after the other under load: no request fails and nobody is signed out', async () => {
  const [cluster, copy] = [await startNodes({ names: [], settings }), copyRepository()];
  const balancer = await startBalancer();
  onTestFinished(async () => {
    await balancer.close();
    await cluster.remove();
    copy.close();
  });
  copy.write('packages/server/src/migrations/9001-tomorrow.ts', migrationOfTomorrow);
  const releases = { today: undefined, tomorrow: { mainFile: join(copy.directory, 'packages/server/src/main.ts') } };
  // Both at once, on an empty database.
  const [a, b] = await Promise.all([cluster.addNode('a'), cluster.addNode('b')]);
  for (const node of [a, b]) balancer.putIn(node);

  const crowd = createPeople(cluster, { history });
  const devices = await givenDevices(cluster, { accounts: people, devices: 3 * people + 1 });
  const [writer, ...others] = devices;
  if (writer === undefined) throw new Error('there is no device');
  // Some meet each node of each release.
  const steady = others.splice(0, people);
  const refreshAll = async (): Promise<void> => {
    for (const device of steady) expect((await crowd.refresh(balancer, device)).status).toBe(200);
  };
  const load = startMixedLoad(crowd, { nodes: [balancer], devices: others, lanes: 4 });
  const changes = startChanges(crowd, { door: balancer, device: writer });
  const replace = async (node: ClusterNode, release: keyof typeof releases): Promise<void> => {
    await balancer.takeOut(node);
    await node.stop();
    await node.start({}, releases[release]);
    balancer.putIn(node);
    await refreshAll();
    await sleep(200);
  };
  await refreshAll();
  await replace(a, 'tomorrow');
  await replace(b, 'tomorrow');
  await replace(a, 'today');
  await replace(b, 'today');
  await load.stop();

  expect(await changes.stop()).toEqual([]);
  expect(history.events.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  expect(history.events.length + changes.made()).toBeGreaterThan(200);
  const ended = new Set(load.ended);
  for (const device of devices.filter((one) => !ended.has(one))) {
    const { status, generation } = await crowd.refresh(balancer, device);
    expect(status).toBe(200);
    if (steady.includes(device)) expect(generation).toBeGreaterThan(3);
  }
  for (const { outcome } of await showEverywhere(crowd, [a, b], load.ended)) expect(outcome).toBe('fail');
  expect(describeViolations(findViolations(history.events))).toEqual([]);
  expect(a.log()).toContain('(9001-tomorrow), which this one can live with');
  const { rows } = await onPostgres(cluster.postgres.url, (client) =>
    client.query('SELECT count(*)::int AS n, min(mood) AS mood, max(mood) AS most FROM accounts'),
  );
  const signedUp = history.events.filter(({ op }) => op === 'sign_up').length;
  expect(rows).toEqual([{ n: people + signedUp, mood: 'fine', most: 'fine' }]);
  for (const node of [a, b]) await node.stop();
});
