import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createServiceKey } from '../packages/server/src/features/service-keys/create-service-key.ts';
import { systemClock } from '../packages/server/src/platform/clock.ts';
import { openDatabase } from '../packages/server/src/platform/database/open-database.ts';
import { silentLog } from '../packages/server/src/platform/log.ts';
import { givenAccounts, givenSessions } from '../packages/server/test/given-sessions.ts';
import { startPostgres } from '../packages/server/test/servers/start-postgres.ts';
import { startRedis } from '../packages/server/test/servers/start-redis.ts';
import { type RunningService, startService } from '../packages/server/test/start-service.ts';
import { startPlanProcess } from './child-process.ts';
import type { Bench } from './figure.ts';
import { refreshOverHttp } from './given-service.ts';
import type { FilterPlan, FilterResult } from './notification-filter.ts';

export type CarriedNodes = {
  readonly a: RunningService;
  readonly b: RunningService;
  /** The issuer and audience of both nodes' tokens. */
  publicUrl: string;
  serviceKey: string;
  /** Of as many sessions that nobody has refreshed yet, each of an account of its own. */
  refreshTokens(count: number): Promise<string[]>;
  /** Of as many such sessions, each refreshed once. */
  accessTokens(count: number): Promise<string[]>;
  /** kill -9 of both, and another start: resolves when both are ready. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** What carries the news from node to node, beside the poll of each second. */
export type Carriers = { postgres: boolean; redis: boolean };

/** Two nodes, each a process, on a PostgreSQL of their own with its durability on, and if wanted on a Redis. */
export async function startCarriedNodes(bench: Bench, name: string, carriers: Carriers): Promise<CarriedNodes> {
  const secretKey = randomBytes(36).toString('base64');
  const publicUrl = `http://localhost:${bench.firstPort}`;
  const postgres = await startPostgres();
  const redis = carriers.redis ? await startRedis() : null;
  // Without its notifications PostgreSQL carries nothing; the database works as ever.
  const filter = carriers.postgres ? null : startPlanProcess<FilterPlan, FilterResult>('notification-filter.ts');
  const port = (await filter?.run({ targetPort: postgres.port }))?.port ?? postgres.port;
  const settings = {
    PUBLIC_URL: publicUrl,
    DATABASE_URL: postgres.url.replace(`:${postgres.port}/`, `:${port}/`),
    DRAIN_SECONDS: '0',
    LOG_LEVEL: 'warn',
    ...(redis && { REDIS_URL: redis.url }),
  };
  const start = (node: string, offset: number): Promise<RunningService> =>
    startService({
      port: bench.firstPort + offset,
      dataDir: join(bench.directory, name, node),
      secretKey,
      settings,
    });
  let a = await start('a', 0);
  let b = await start('b', 1);
  const { database } = await openDatabase({ url: postgres.url, clock: systemClock, log: silentLog, migrations: null });
  const { key: serviceKey } = await createServiceKey(
    { database },
    { name: 'bench', scopes: ['revocations:read'], perMinute: null, lifetimeSeconds: null },
  );
  const refreshTokens = async (count: number): Promise<string[]> => {
    const accounts = await givenAccounts(database, count, 'none');
    const sessions = await givenSessions(database, { accounts, count, secretKey });
    return sessions.map(({ refreshToken }) => refreshToken);
  };
  return {
    get a() {
      return a;
    },
    get b() {
      return b;
    },
    publicUrl,
    serviceKey,
    refreshTokens,
    accessTokens: async (count) => {
      const tokens: string[] = [];
      for (const token of await refreshTokens(count)) tokens.push((await refreshOverHttp(a.url, token)).access_token);
      return tokens;
    },
    restart: async () => {
      await Promise.all([a.kill(), b.kill()]);
      [a, b] = await Promise.all([start('a', 0), start('b', 1)]);
    },
    stop: async () => {
      await Promise.all([a.stop(), b.stop()]);
      await database.close();
      await filter?.stop();
      await redis?.remove();
      await postgres.remove();
    },
  };
}
