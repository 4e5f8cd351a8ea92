import type pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { startTcpProxy } from '#test/servers/tcp-proxy.ts';
import type { Topic } from './announcements.ts';
import type { Database } from './database.ts';
import { openDatabase } from './open-database.ts';

const within = { timeout: 10_000, interval: 10 };
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function givenDatabase() {
  const test = await openTestDatabase('postgres');
  ends.push(test.close);
  return test;
}

/** Another process, as far as the database can tell. */
async function openNode(url: string, listen = true) {
  const warnings: string[] = [];
  const log = Object.assign(Object.create(silentLog), { warn: (_: unknown, line: string) => warnings.push(line) });
  const { database } = await openDatabase({ url, listen, clock: systemClock, log, migrations: null });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= database.close());
  ends.push(close);
  const heard: (string | null)[] = [];
  database.announcements.subscribe('accounts', (id) => heard.push(id));
  return { database, close, heard, warnings };
}
type Node = Awaited<ReturnType<typeof openNode>>;

/** Says something until it is heard, and the beginning was told as well: only then the other one is listening. */
async function untilHeard(from: Database, { heard }: Pick<Node, 'heard'>): Promise<void> {
  await expect
    .poll(async () => {
      await announce(from, 'accounts', 'are you there?');
      return heard.includes('are you there?') && heard.includes(null);
    }, within)
    .toBe(true);
  heard.length = 0;
}

const announce = (database: Database, topic: Topic, id: string): Promise<void> =>
  database.transaction(async (transaction) => transaction.announce(topic, id));

const byCode = (one: string | null, other: string | null): number => (String(one) < String(other) ? -1 : 1);
const ids = ({ heard }: Node) => heard.filter((id) => id !== 'are you there?');

describe('signals between processes, by LISTEN and NOTIFY', () => {
  it('tells the others what was committed, and nothing of what was not; whoever does not listen tells as well', async () => {
    const { url } = await givenDatabase();
    const [node, other, command] = [await openNode(url), await openNode(url), await openNode(url, false)];
    await untilHeard(other.database, node);
    await untilHeard(node.database, other);

    await expect(
      node.database.transaction(async (transaction) => {
        transaction.announce('accounts', 'undone');
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await announce(node.database, 'revocations', '1');
    await announce(command.database, 'accounts', 'of a command');
    await announce(node.database, 'accounts', "o'neil \\ \0 їжак");
    await expect.poll(() => ids(other), within).toEqual(['of a command', "o'neil \\ \0 їжак"]);
    // What it told itself was heard once: from itself.
    await expect.poll(() => ids(node).toSorted(byCode), within).toEqual(["o'neil \\ \0 їжак", 'of a command']);
    expect(ids(command)).toEqual(['of a command']);
  });

  it('tells very many changes as "anything"', async () => {
    const { url } = await givenDatabase();
    const [node, other] = [await openNode(url), await openNode(url)];
    await untilHeard(node.database, other);
    await node.database.transaction(async (transaction) => {
      for (let number = 0; number < 50_000; number += 1) transaction.announce('accounts', `account-${number}`);
    });
    await expect.poll(() => ids(other), within).toEqual([null]);
  });

  it('believes nothing that has another shape, and goes on', async () => {
    const { url, database } = await givenDatabase();
    const node = await openNode(url);
    await untilHeard(database, node);
    await onPostgres(url, async (client) => {
      for (const payload of ['', '{', 'x'.repeat(7000), '{"sender":"x","told":[["moons","1"],["accounts",7]]}'])
        await client.query("SELECT pg_notify('portress', $1)", [payload]);
    });
    await announce(database, 'accounts', 'last');
    await expect.poll(() => ids(node), within).toEqual(['last']);
    expect(node.warnings).toEqual([]);
  });

  it('counts the processes that serve from this database', async () => {
    const [{ url }, elsewhere] = [await givenDatabase(), await givenDatabase()];
    const node = await openNode(url);
    await openNode(elsewhere.url);
    await openNode(url, false);
    expect(node.database.nodes()).toBe(1);
    const other = await openNode(url);
    await expect.poll(() => [node.database.nodes(), other.database.nodes()], within).toEqual([2, 2]);
    await other.close();
    await expect.poll(() => node.database.nodes(), within).toBe(1);
  });

  it('begins anew when its connection was ended, says that something may have been missed, and complains once', async () => {
    const { url, database } = await givenDatabase();
    const node = await openNode(url);
    await untilHeard(database, node);
    await endListeners(url);
    await expect.poll(() => node.heard.includes(null), within).toBe(true);
    await untilHeard(database, node);
    expect(node.warnings).toEqual([expect.stringContaining('the connection that listens is away')]);
  });

  it('notices a connection into nowhere within seconds, and hears again when the way is open', async () => {
    const { url, database } = await givenDatabase();
    const proxy = await startTcpProxy(Number(new URL(url).port));
    ends.push(proxy.close);
    const node = await openNode(Object.assign(new URL(url), { port: String(proxy.port) }).href);
    await untilHeard(database, node);
    proxy.swallow();
    const cutAt = performance.now();
    await expect.poll(() => node.heard.includes(null), { timeout: 60_000, interval: 10 }).toBe(true);
    expect(performance.now() - cutAt).toBeLessThan(20 * 3000);
    expect(node.warnings).toHaveLength(1);
    proxy.swallow(false);
    await untilHeard(database, node);
  }, 90_000);

  it('closes at once, also while the server cannot be reached', async () => {
    const { url } = await givenDatabase();
    const proxy = await startTcpProxy(Number(new URL(url).port));
    ends.push(proxy.close);
    const node = await openNode(Object.assign(new URL(url), { port: String(proxy.port) }).href);
    proxy.swallow();
    const startedAt = performance.now();
    await node.close();
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});

const endListeners = (url: string): Promise<pg.QueryResult> =>
  onPostgres(url, (client) =>
    client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'portress signals'`),
  );
