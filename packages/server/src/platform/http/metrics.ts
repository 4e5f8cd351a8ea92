import type { FastifyInstance } from 'fastify';
import fastifyMetrics from 'fastify-metrics';
import { digest } from '#platform/crypto/random.ts';
import { equalBytes } from '#platform/crypto/secrets.ts';
import { Problem } from '#platform/errors.ts';

/** `GET /metrics` for Prometheus, only with the token of METRICS_TOKEN; anybody else finds nothing there. */
export async function mountMetrics(
  server: FastifyInstance,
  prefix: string,
  { token, redis }: { token: string; redis: RedisState | null },
): Promise<void> {
  const expected = digest(`Bearer ${token}`);
  server.addHook('onRequest', async (request) => {
    // Also under another method: 405 would tell that there is something.
    const isAsked = [request.routeOptions.url, request.url.split('?', 1)[0]].includes(`${prefix}/metrics`);
    if (!isAsked) return;
    if (!equalBytes(digest(request.headers.authorization ?? ''), expected)) throw new Problem('not_found');
  });
  await server.register(fastifyMetrics.default, {
    endpoint: `${prefix}/metrics`,
    // One registry per app: tests start several in one process.
    clearRegisterOnInit: true,
    routeMetrics: { registeredRoutesOnly: true },
  });
  if (redis !== null) measureRedis(server, redis);
}

type RedisState = { readonly status: 'ready' | 'degraded'; nodes(): number };

function measureRedis(server: FastifyInstance, redis: RedisState): void {
  const { Gauge } = server.metrics.client;
  const measure = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      collect() {
        this.set(read());
      },
    });
  measure('portress_redis_ready', 'Whether Redis answers: 1, or 0 while each node counts for itself.', () =>
    redis.status === 'ready' ? 1 : 0,
  );
  measure('portress_nodes', 'Processes that listened for signals when Redis could last be asked.', redis.nodes);
}
