import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { type RunningPostgres, startPostgres } from '#test/servers/start-postgres.ts';
import { type RunningRedis, startRedis } from '#test/servers/start-redis.ts';
import { startTcpProxy, type TcpProxy } from '#test/servers/tcp-proxy.ts';
import { findFreePort, type ServiceOptions, startService } from '#test/start-service.ts';
import { type InstalledNode, type Release, runNode } from './run-node.ts';

/** One node: a process of the service, with ways to PostgreSQL and Redis that are its alone and can be cut. */
export type ClusterNode = InstalledNode & {
  readonly toPostgres: TcpProxy;
  /** Null where the cluster has no Redis. */
  readonly toRedis: TcpProxy | null;
};

export type Cluster = {
  readonly nodes: readonly ClusterNode[];
  readonly postgres: RunningPostgres;
  readonly redis: RunningRedis | null;
  readonly secretKey: string;
  /** For files of the test, removed with everything else. */
  readonly directory: string;
  /** The issuer of every node's tokens. */
  readonly publicUrl: string;
  /** The same database, on a way of the test's own that no fault concerns. */
  readonly database: Database;
  node(name: string): ClusterNode;
  /** A further node, on a port of its own. */
  addNode(name: string, settings?: Readonly<Record<string, string>>): Promise<ClusterNode>;
  /** Ends everything and removes its files. */
  remove(): Promise<void>;
};

export type ClusterOptions = {
  /** None at first, for `addNode`; two by default. */
  names?: readonly string[];
  /** Of every node. */
  settings?: Readonly<Record<string, string>>;
  /** Of one node, beside those of all. */
  settingsOf?(name: string): Readonly<Record<string, string>>;
  withRedis?: boolean;
  /** Further settings of PostgreSQL, such as `['max_connections=20']`. */
  postgresOptions?: readonly string[];
  /** Where its files lie, if not with those of everybody. */
  postgresParent?: string;
  /** Further lines of the configuration of Redis. */
  redisOptions?: readonly string[];
  /** Where a node runs, if not beside the test. */
  placeOf?(name: string): Place;
};

/** A network of its own: there the service runs, and from there it sees PostgreSQL and Redis at another address. */
export type Place = Required<Pick<ServiceOptions, 'host' | 'launcher'>> & { serversHost: string };

/** Everything comes from one address here, so its limits are off; mails are off as well, unless a test has a mail server. */
const ofEveryNode = { REFRESHES_PER_MINUTE: '0', SIGN_UPS_PER_HOUR: '0', MAILS_PER_HOUR: '0', DRAIN_SECONDS: '0' };

/** Several nodes of one installation, on a PostgreSQL and, if wanted, a Redis of their own. */
export async function startNodes(options: ClusterOptions = {}): Promise<Cluster> {
  const { names = ['a', 'b'], settings = {}, settingsOf = () => ({}), withRedis = false } = options;
  const directory = mkdtempSync(join(tmpdir(), 'portress-nodes-'));
  const secretKey = randomBytes(36).toString('base64');
  const postgres = await startPostgres(options.postgresOptions, options.postgresParent);
  const redis = withRedis ? await startRedis(options.redisOptions) : null;
  const publicUrl = `http://localhost:${await findFreePort()}`;
  const nodes: ClusterNode[] = [];
  const addNode: Cluster['addNode'] = async (name, more = {}) => {
    const node = await startNode({
      name,
      dataDir: join(directory, name),
      secretKey,
      postgres,
      redis,
      place: options.placeOf?.(name),
      settings: { ...ofEveryNode, PUBLIC_URL: publicUrl, ...settings, ...settingsOf(name), ...more },
    });
    nodes.push(node);
    return node;
  };
  // One after the other: the first one migrates.
  for (const name of names) await addNode(name);
  const { database } = await openDatabase({ url: postgres.url, clock: systemClock, log: silentLog, migrations: null });
  return {
    nodes,
    postgres,
    redis,
    secretKey,
    directory,
    publicUrl,
    database,
    addNode,
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
  place: Place | undefined;
  settings: Readonly<Record<string, string>>;
};

async function startNode(options: NodeOptions): Promise<ClusterNode> {
  const { name, dataDir, secretKey, postgres, redis, place, settings } = options;
  const port = await findFreePort();
  const toPostgres = await startTcpProxy(postgres.port);
  const toRedis = redis === null ? null : await startTcpProxy(redis.port);
  const ways = place ? waysFrom(place, options) : waysThrough(toPostgres, toRedis, options);
  const begin = (more: Readonly<Record<string, string>> = {}, release?: Release): ReturnType<typeof startService> =>
    startService({
      port,
      dataDir,
      secretKey,
      ...(place && { host: place.host, launcher: place.launcher }),
      ...release,
      settings: { ...settings, ...ways, ...more },
    });
  // A spread would keep the process of the first start for ever.
  return Object.assign(await runNode(name, dataDir, begin), { toPostgres, toRedis });
}

type Ways = { DATABASE_URL: string; REDIS_URL?: string };

const waysThrough = (toPostgres: TcpProxy, toRedis: TcpProxy | null, { postgres }: NodeOptions): Ways => ({
  DATABASE_URL: postgres.url.replace(`:${postgres.port}/`, `:${toPostgres.port}/`),
  ...(toRedis && { REDIS_URL: `redis://127.0.0.1:${toRedis.port}` }),
});

const waysFrom = ({ serversHost }: Place, { postgres, redis }: NodeOptions): Ways => ({
  DATABASE_URL: postgres.url.replace('127.0.0.1', serversHost),
  ...(redis && { REDIS_URL: `redis://${serversHost}:${redis.port}` }),
});
