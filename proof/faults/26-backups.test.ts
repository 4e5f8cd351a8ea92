import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeViolations, findViolations } from '#proof/history/find-violations.ts';
import { type HistoryEvent, monotonicMilliseconds, openHistory } from '#proof/history/history.ts';
import { runPortress } from '#proof/installation/run-portress.ts';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { startMixedLoad } from '#proof/load/mixed-load.ts';
import { createPeople, type Device, givenDevices, type People } from '#proof/load/people.ts';
import { showEverywhere } from '#proof/load/thieves.ts';
import { warmUp } from '#proof/load/warm-up.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { findFreePort, startService } from '#test/start-service.ts';
import { recordEach } from './record-each.ts';

/** Less than a minute is the promise. */
const longestRestore = 60_000;
const loadMilliseconds = 1500;

let cluster: Cluster;
let a: ClusterNode;
let b: ClusterNode;
let people: People;
const history = openHistory();

beforeAll(async () => {
  cluster = await startNodes({ settings: { REFRESH_GRACE_SECONDS: '1', SIGN_IN_FAILURES_PER_15_MINUTES: '0' } });
  [a, b] = [cluster.node('a'), cluster.node('b')];
  await warmUp([a, b]);
  people = createPeople(cluster, { history });
});
afterAll(() => cluster.remove());
recordEach('two nodes, PostgreSQL', () => history.events);

type Backup = { path: string; begunAt: number };

async function takeBackup(): Promise<Backup> {
  const begunAt = monotonicMilliseconds();
  const { path } = await runPortress(cluster, ['backup', '--to', mkdtempSync(join(cluster.directory, 'backup-'))]);
  return { path: String(path), begunAt };
}

/** Acknowledged before the command began: that has to be in it. */
const signUpsBefore = ({ begunAt }: Backup): string[] =>
  history.events
    .filter(({ op, outcome, t_return }) => op === 'sign_up' && outcome === 'ok' && t_return < begunAt)
    .map(({ id }) => id);

/** In whatever order: each token of each device as it was at some moment. */
const copyOf = (devices: readonly Device[]): Device[] => devices.map((device) => ({ ...device }));

test('P1, P4, fault 26: a backup taken under load, and an older one restored in its place: what was acknowledged before is there, and every token of before is refused', async () => {
  const devices = await givenDevices(cluster, { accounts: 8, devices: 20 });
  const load = startMixedLoad(people, { nodes: [a, b], devices, lanes: 5 });
  await wait(loadMilliseconds);
  const older = await takeBackup();
  const shownThen = copyOf(devices);
  await wait(loadMilliseconds);
  const newer = await takeBackup();
  await wait(300);
  await load.stop();
  const asked = history.events.filter(({ outcome }) => outcome !== 'ok');
  expect(asked).toEqual([]);
  expect(signUpsBefore(newer).length).toBeGreaterThanOrEqual(signUpsBefore(older).length);
  const everybody = [...shownThen, ...copyOf(devices), ...copyOf(load.ended)];

  for (const backup of [newer, older]) {
    await Promise.all([a.stop(), b.stop()]);
    const restoredAt = performance.now();
    await runPortress(cluster, ['restore', backup.path, '--replace']);
    expect(performance.now() - restoredAt).toBeLessThan(longestRestore);
    noteEndOfEverything();
    await Promise.all([a.start(), b.start()]);
    for (const { outcome } of await showEverywhere(people, [a, b], everybody)) expect(outcome).toBe('fail');
    for (const account of signUpsBefore(backup).slice(-5)) {
      const again = await people.signIn(a, account);
      expect(again && (await people.read(b, again)).status).toBe(200);
      expect(again && (await people.refresh(b, again)).status).toBe(200);
      if (again !== undefined) everybody.push(again);
    }
    const { rows } = await onPostgres(cluster.postgres.url, (client) =>
      client.query('SELECT email_canonical FROM accounts GROUP BY 1 HAVING count(*) > 1'),
    );
    expect(rows).toEqual([]);
    expect(await runPortress(cluster, ['audit', 'verify'])).toBeDefined();
  }
  // Life goes on, with whoever signs in.
  const further = startMixedLoad(people, {
    nodes: [a, b],
    devices: await givenDevices(cluster, { accounts: 4, devices: 8 }),
  });
  await wait(500);
  await further.stop();
  expect(describeViolations(findViolations(withoutLater(older)))).toEqual([]);
});

/** A restore ends everything that anybody had: for the history, a sign-out everywhere of each account. */
function noteEndOfEverything(): void {
  const accounts = new Set(history.events.flatMap(({ account }) => account ?? []));
  const at = monotonicMilliseconds();
  for (const id of accounts)
    history.note({
      op: 'sign_out_everywhere',
      id,
      account: id,
      node: 'restore',
      t_invoke: at,
      t_return: at,
      outcome: 'ok',
    });
}

/** Who has signed up after the older backup was taken is not in it, and that is told. */
const withoutLater = (older: Backup): HistoryEvent[] =>
  history.events.filter(({ op, t_return }) => op !== 'sign_up' || t_return < older.begunAt);

test('P1, P4, fault 26: a backup of PostgreSQL restored elsewhere, into SQLite under the same secret: people sign in, and no token of before is taken', async () => {
  const account = await people.signUp(a);
  if (account === undefined) throw new Error('a sign-up was refused');
  const device = await people.signIn(b, account);
  if (device === undefined) throw new Error('a sign-in was refused');
  const backup = await takeBackup();
  const dataDir = mkdtempSync(join(cluster.directory, 'elsewhere-'));
  const url = `sqlite:${join(dataDir, 'portress.db')}`;
  await runPortress(cluster, ['restore', backup.path], { DATA_DIR: dataDir, DATABASE_URL: url });
  const service = await startService({
    port: await findFreePort(),
    dataDir,
    secretKey: cluster.secretKey,
    settings: { PUBLIC_URL: cluster.publicUrl },
  });
  try {
    // Another installation: what it says is no part of the history of this one.
    const elsewhere = { name: 'elsewhere', url: service.url };
    const visitor = createPeople(cluster, { history: openHistory() });
    for (const { outcome } of await showEverywhere(visitor, [elsewhere], [device])) expect(outcome).toBe('fail');
    const again = await visitor.signIn(elsewhere, account);
    expect(again && (await visitor.read(elsewhere, again)).status).toBe(200);
  } finally {
    await service.stop();
  }
  expect((await people.read(a, device)).status).toBe(200);
});
