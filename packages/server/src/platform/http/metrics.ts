import type { FastifyInstance } from 'fastify';
import fastifyMetrics from 'fastify-metrics';
import { digest } from '#platform/crypto/random.ts';
import { equalBytes } from '#platform/crypto/secrets.ts';
import { Problem } from '#platform/errors.ts';

/** Of a process that shares its port with others: one scrape reaches one of them, and is about all. */
export type WorkerMetrics = {
  number: number;
  /** Takes what reads the figures of this process. */
  shareMetrics(read: () => Promise<object[]>): void;
  /** The figures of each process that answers, this one included. */
  metricsOfAll(): Promise<object[][]>;
};

/** `GET /metrics` for Prometheus, only with the token of METRICS_TOKEN; anybody else finds nothing there. */
export async function mountMetrics(
  server: FastifyInstance,
  prefix: string,
  {
    token,
    redis,
    backups,
    worker,
  }: { token: string; redis: RedisState | null; backups: BackupsState | null; worker?: WorkerMetrics },
): Promise<void> {
  const expected = digest(`Bearer ${token}`);
  server.addHook('onRequest', async (request) => {
    // Also under another method: 405 would tell that there is something.
    const isAsked = [request.routeOptions.url, request.url.split('?', 1)[0]].includes(`${prefix}/metrics`);
    if (!isAsked) return;
    if (!equalBytes(digest(request.headers.authorization ?? ''), expected)) throw new Problem('not_found');
  });
  await server.register(fastifyMetrics.default, {
    endpoint: worker === undefined ? `${prefix}/metrics` : null,
    // One registry per app: tests start several in one process.
    clearRegisterOnInit: true,
    // Quantiles of one process cannot be put together with those of another; buckets can.
    routeMetrics: { registeredRoutesOnly: true, enabled: { histogram: true, summary: false } },
  });
  if (redis !== null) measureRedis(server, redis);
  if (backups !== null) measureBackups(server, backups);
  if (worker !== undefined) mountSharedMetrics(server, prefix, worker);
}

/** Each line carries the number of its process, so nothing is added up that one of them may have begun anew. */
function mountSharedMetrics(server: FastifyInstance, prefix: string, worker: WorkerMetrics): void {
  const { register, Registry } = server.metrics.client;
  register.setDefaultLabels({ worker: String(worker.number) });
  worker.shareMetrics(() => register.getMetricsAsJSON());
  server.get(`${prefix}/metrics`, { schema: { hide: true } }, async (_request, reply) => {
    const all = await worker.metricsOfAll();
    return reply.type(register.contentType).send(await Registry.aggregate(all).metrics());
  });
}

type RedisState = { readonly status: 'ready' | 'degraded'; nodes(): number };

/** In milliseconds since 1970; null where none was taken yet, or none are scheduled. */
type BackupsState = { readonly succeededAt: number | null };

function measure(server: FastifyInstance, name: string, help: string, read: () => number): void {
  new server.metrics.client.Gauge({
    name,
    help,
    collect() {
      this.set(read());
    },
  });
}

function measureBackups(server: FastifyInstance, backups: BackupsState): void {
  const help = 'When the last good backup was taken, as this process last saw it: seconds since 1970, or 0 for never.';
  measure(server, 'portress_backup_last_success_timestamp_seconds', help, () =>
    Math.floor((backups.succeededAt ?? 0) / 1000),
  );
}

function measureRedis(server: FastifyInstance, redis: RedisState): void {
  measure(server, 'portress_redis_ready', 'Whether Redis answers: 1, or 0 while each node counts for itself.', () =>
    redis.status === 'ready' ? 1 : 0,
  );
  measure(server, 'portress_nodes', 'Processes that listened for signals when Redis could last be asked.', redis.nodes);
}
