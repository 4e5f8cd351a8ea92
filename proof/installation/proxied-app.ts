import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { type RunningPostgres, startPostgres } from '#test/servers/start-postgres.ts';
import { startTcpProxy, type TcpProxy } from '#test/servers/tcp-proxy.ts';
import { openApp, type TestApp } from '#test/test-app.ts';

/** The whole service in this process, on a PostgreSQL of its own, with a way between them that can be cut. */
export type ProxiedApp = TestApp & {
  server: RunningPostgres;
  proxy: TcpProxy;
  /** Connections that are lent out, that lie ready, and requests that wait for one. */
  pool(): { lent: number; idle: number; waiting: number };
  /** On the server itself, past the proxy. */
  end(): Promise<void>;
};

export async function openProxiedApp(
  options: readonly string[] = [],
  settings: Record<string, string> = {},
): Promise<ProxiedApp> {
  const server = await startPostgres(options);
  const proxy = await startTcpProxy(server.port);
  const url = server.url.replace(`:${server.port}/`, `:${proxy.port}/`);
  const { database } = await openDatabase({ url, listen: true, clock: systemClock, log: silentLog, migrations });
  const clock = { ...systemClock, wind: () => Promise.reject(new Error('this clock cannot be wound')) };
  const app = await openApp(
    { dialect: 'postgres', url: server.url, database, clock, close: () => database.close() },
    settings,
  );
  return {
    ...app,
    server,
    proxy,
    pool: () => poolOf(database),
    end: async () => {
      await app.close();
      await proxy.close();
      await server.remove();
    },
  };
}

function poolOf(database: Database) {
  const { pool } = database as Database & {
    pool: { totalCount: number; idleCount: number; waitingCount: number };
  };
  return { lent: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount };
}
