import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { findFreePort, type RunningService, startService } from '../start-service.ts';
import { type RunningPostgres, startPostgres } from './start-postgres.ts';
import { type RunningRedis, startRedis } from './start-redis.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** One node: a process of the service, with ways to PostgreSQL and Redis that are its alone and can be cut. */
export type ClusterNode = {
  readonly name: string;
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  readonly toPostgres: TcpProxy;
  /** Null where the cluster has no Redis. */
  readonly toRedis: TcpProxy | null;
  /**
   * Starts again on its port, after a stop or a kill.
   *
   * @param settings of this start alone, beside those of the cluster
   */
  start(settings?: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** SIGSTOP: it neither runs nor closes its connections, as on a machine that swaps or is moved. */
  pause(): void;
  resume(): void;
};

export type Cluster = {
  readonly nodes: readonly ClusterNode[];
  readonly postgres: RunningPostgres;
  readonly redis: RunningRedis | null;
  readonly secretKey: string;
  /** The issuer of every node's tokens. */
  readonly publicUrl: string;
  /** The same database, on a way of the test's own that no fault concerns. */
  readonly database: Database;
  node(name: string): ClusterNode;
  /** Ends everything and removes its files. */
  remove(): Promise<void>;
};

export type ClusterOptions = {
  names?: readonly string[];
  /** Of every node. */
  settings?: Readonly<Record<string, string>>;
  /** Of one node, beside those of all. */
  settingsOf?(name: string): Readonly<Record<string, string>>;
  withRedis?: boolean;
  /** Further settings of PostgreSQL, such as `['max_connections=20']`. */
  postgresOptions?: readonly string[];
};

/** Everything comes from one address here, so its limits are off; mails are off as well, unless a test has a mail server. */
const ofEveryNode = { REFRESHES_PER_MINUTE: '0', SIGN_UPS_PER_HOUR: '0', MAILS_PER_HOUR: '0', DRAIN_SECONDS: '0' };

/** Several nodes of one installation, on a PostgreSQL and, if wanted, a Redis of their own. */
export async function startNodes(options: ClusterOptions = {}): Promise<Cluster> {
  const { names = ['a', 'b'], settings = {}, settingsOf = () => ({}), withRedis = false } = options;
  const directory = mkdtempSync(join(tmpdir(), 'portress-nodes-'));
  const secretKey = randomBytes(36).toString('base64');
  const postgres = await startPostgres(options.postgresOptions);
  const redis = withRedis ? await startRedis() : null;
  const publicUrl = `http://localhost:${await findFreePort()}`;
  const shared = { ...ofEveryNode, PUBLIC_URL: publicUrl, ...settings };
  const nodes: ClusterNode[] = [];
  // One after the other: the first one migrates.
  for (const name of names)
    nodes.push(
      await startNode({
        name,
        dataDir: join(directory, name),
        secretKey,
        postgres,
        redis,
        settings: { ...shared, ...settingsOf(name) },
      }),
    );
  const { database } = await openDatabase({ url: postgres.url, clock: systemClock, log: silentLog, migrations: null });
  return {
    nodes,
    postgres,
    redis,
    secretKey,
    publicUrl,
    database,
    node: (name) => {
      const found = nodes.find((node) => node.name === name);
      if (found === undefined) throw new Error(`there is no node "${name}"`);
      return found;
    },
    remove: async () => {
      await database.close();
      for (const node of nodes) {
        // What was stopped by SIGSTOP would never end by itself.
        node.resume();
        await node.kill();
        await Promise.all([node.toPostgres.close(), node.toRedis?.close()]);
      }
      await redis?.remove();
      await postgres.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

type NodeOptions = {
  name: string;
  dataDir: string;
  secretKey: string;
  postgres: RunningPostgres;
  redis: RunningRedis | null;
  settings: Readonly<Record<string, string>>;
};

async function startNode({ name, dataDir, secretKey, postgres, redis, settings }: NodeOptions): Promise<ClusterNode> {
  const port = await findFreePort();
  const toPostgres = await startTcpProxy(postgres.port);
  const toRedis = redis === null ? null : await startTcpProxy(redis.port);
  const ways = {
    DATABASE_URL: postgres.url.replace(`:${postgres.port}/`, `:${toPostgres.port}/`),
    ...(toRedis && { REDIS_URL: `redis://127.0.0.1:${toRedis.port}` }),
  };
  const begin = (more: Readonly<Record<string, string>> = {}): Promise<RunningService> =>
    startService({ port, dataDir, secretKey, settings: { ...settings, ...ways, ...more } });
  let service = await begin();
  return {
    name,
    url: service.url,
    dataDir,
    get pid() {
      return service.pid;
    },
    toPostgres,
    toRedis,
    start: async (more) => {
      service = await begin(more);
    },
    stop: () => service.stop(),
    kill: () => service.kill(),
    pause: () => void process.kill(service.pid, 'SIGSTOP'),
    resume: () => {
      try {
        process.kill(service.pid, 'SIGCONT');
      } catch {
        // It has ended already.
      }
    },
  };
}
