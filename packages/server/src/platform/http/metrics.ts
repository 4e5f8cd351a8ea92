import type { FastifyInstance } from 'fastify';
import fastifyMetrics from 'fastify-metrics';
import { digest } from '#platform/crypto/random.ts';
import { equalBytes } from '#platform/crypto/secrets.ts';
import { Problem, problems } from '#platform/errors.ts';

/** Of a process that shares its port with others: one scrape reaches one of them, and is about all. */
export type WorkerMetrics = {
  number: number;
  /** Takes what reads the figures of this process. */
  shareMetrics(read: () => Promise<object[]>): void;
  /** The figures of each process that answers, this one included. */
  metricsOfAll(): Promise<object[][]>;
};

/** One figure of this process or of what it leans on. */
export type GaugeRule = {
  name: string;
  help: string;
  labels?: Readonly<Record<string, string>>;
  /** Read at each scrape. What it rejects with leaves this one figure out, and the others stay. */
  read(): number | Promise<number>;
};

/** Most answers take a few milliseconds, a sign-in some thirty, and after ten seconds nobody waits any more. */
const secondsOfBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** `GET /metrics` for Prometheus, only with the token of METRICS_TOKEN; anybody else finds nothing there. */
export async function mountMetrics(
  server: FastifyInstance,
  prefix: string,
  { token, gauges, worker }: { token: string; gauges: readonly GaugeRule[]; worker?: WorkerMetrics },
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
    routeMetrics: {
      registeredRoutesOnly: true,
      enabled: { histogram: true, summary: false },
      overrides: { histogram: { buckets: secondsOfBuckets } },
    },
  });
  for (const gauge of gauges) mountGauge(server, gauge);
  countProblems(server);
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

function mountGauge(server: FastifyInstance, { name, help, labels = {}, read }: GaugeRule): void {
  new server.metrics.client.Gauge({
    name,
    help,
    labelNames: Object.keys(labels),
    async collect() {
      this.reset();
      try {
        this.set(labels, await read());
      } catch {
        this.remove(labels);
      }
    },
  });
}

/** By the code that its answer names: of the closed list, and of RFC 6749 at the endpoints that speak OAuth. */
function countProblems(server: FastifyInstance): void {
  const counter = new server.metrics.client.Counter({
    name: 'portress_problems_total',
    help: 'Answers that refused a request or told of a fault, by the code of the problem.',
    labelNames: ['code'],
  });
  // A series that began with its first fault would show no increase, and alert nobody.
  for (const code of Object.keys(problems)) counter.inc({ code }, 0);
  server.addHook('onResponse', (request, _reply, done) => {
    if (request.refusedWith !== null) counter.inc({ code: request.refusedWith });
    done();
  });
}
