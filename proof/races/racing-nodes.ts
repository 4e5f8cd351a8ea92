import type { AddressInfo } from 'node:net';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import type { Door } from '#proof/load/ask.ts';
import { openTestDatabase, type TestDatabase } from '#test/every-database.ts';
import { startTcpProxy, type TcpProxy } from '#test/servers/tcp-proxy.ts';
import { openApp, type TestApp } from '#test/test-app.ts';
import { askPatiently } from './ask-patiently.ts';
import { type Doom, doomDatabase } from './doomed-database.ts';

/** One node: the whole service with caches and database connections of its own, answering HTTP from this process. */
export type RacingNode = Door & {
  /** Counts its database steps from now on, and dies at this one. */
  arm(doom: Doom): void;
  isDead(): boolean;
  /** Its connections break, to the database and to those who ask it; it hears, does and answers nothing any more. */
  die(): void;
  /** Frees what it holds, dead or alive. */
  close(): Promise<void>;
};

export const graceSeconds = 60;
const settings = { REFRESHES_PER_MINUTE: '0', REFRESH_GRACE_SECONDS: String(graceSeconds) };

/** Whoever watches over a node starts it again where it could not start. */
export const startRacingNode = (name: string, ground: TestDatabase): Promise<RacingNode> =>
  askPatiently(() => startOnce(name, ground));

async function startOnce(name: string, ground: TestDatabase): Promise<RacingNode> {
  const way = ground.dialect === 'postgres' ? await wayTo(ground.url) : { url: ground.url, proxy: null };
  const { database } = await openDatabase({
    url: way.url,
    clock: ground.clock,
    log: silentLog,
    migrations: null,
    checkpoints: false,
    connections: 8,
  });
  const doomed = doomDatabase(database, () => {
    way.proxy?.cut();
    const { server } = app.app.server;
    server.close();
    server.closeAllConnections();
  });
  const test = { ...ground, url: way.url, database: doomed.database, close: () => database.close() };
  let app: TestApp;
  try {
    app = await openApp(test, settings);
    await app.app.server.listen({ port: 0, host: '127.0.0.1' });
  } catch (error) {
    await database.close();
    await way.proxy?.close();
    throw error;
  }
  const { port } = app.app.server.server.address() as AddressInfo;
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    arm: doomed.arm,
    isDead: doomed.isDead,
    die: doomed.die,
    close: async () => {
      await app.close();
      await way.proxy?.close();
    },
  };
}

async function wayTo(url: string): Promise<{ url: string; proxy: TcpProxy }> {
  const direct = new URL(url);
  const proxy = await startTcpProxy(Number(direct.port), direct.hostname);
  direct.port = String(proxy.port);
  return { url: direct.href, proxy };
}

/** Where races are run: a database, and the nodes that stand there now. `b` is `a` where there can be only one. */
export type Ground = { test: TestDatabase; a: RacingNode; b: RacingNode };

export async function openGround(dialect: 'sqlite' | 'postgres'): Promise<Ground> {
  const test = await openTestDatabase(dialect);
  const a = await startRacingNode('a', test);
  return { test, a, b: dialect === 'postgres' ? await startRacingNode('b', test) : a };
}

export async function closeGround({ test, a, b }: Ground): Promise<void> {
  await a.close();
  if (b !== a) await b.close();
  await test.close();
}
