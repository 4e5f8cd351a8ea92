import cluster from 'node:cluster';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Log } from '#platform/log.ts';
import type { ServiceConfig } from '../installation.ts';
import { closeUntaken } from './close-untaken.ts';
import { collectMetrics, tell } from './collect-metrics.ts';
import { longestStopMilliseconds } from './stop-bounds.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import type { FromWorker } from './worker-messages.ts';
import { WorkersFailed } from './workers-failed.ts';

const workerFile = fileURLToPath(new URL('worker.ts', import.meta.url));
/** Whoever ends sooner than this has not really run, and the next one waits a little. */
const quickMilliseconds = 10_000;
const firstWaitMilliseconds = 250;
const longestWaitMilliseconds = 30_000;
const mostFailedStarts = 3;
/** A worker that has not ended by then is ended. */
const endMarginMilliseconds = 2000;

/**
 * Starts the workers that share the port, puts another in the place of each that ends, and stops with all of them.
 * Connections are handed out in turn: a worker that is stuck, or has just died, gets no more of them.
 *
 * @returns when all are ready
 * @throws WorkersFailed where they end before they are ready, again and again
 */
export async function runWorkers({ config, log }: { config: ServiceConfig; log: Log }): Promise<void> {
  await findPortFree(config);
  const allReady = Promise.withResolvers<void>();
  const ready = new Set<number>();
  const ended = new Set<Promise<number | null>>();
  const metrics = collectMetrics(liveWorkers);
  let isStopping = false;
  let areAllReady = false;

  const keepWorker = (number: number, quickEnds = 0): void => {
    if (isStopping) return;
    cluster.setupPrimary({ exec: workerFile, args: [String(number)], serialization: 'advanced' });
    const worker = cluster.fork();
    closeUntaken(worker);
    const startedAt = performance.now();
    worker.on('message', (message: FromWorker) => {
      metrics.hear(worker, message);
      if (message.kind !== 'ready') return;
      ready.add(number);
      if (ready.size < config.workers) return;
      areAllReady = true;
      allReady.resolve();
    });
    const end = new Promise<number | null>((resolve) => {
      worker.once('exit', (code: number | null, signal: string | null) => {
        resolve(code);
        ended.delete(end);
        metrics.forget(worker);
        if (isStopping) return;
        const ends = performance.now() - startedAt < quickMilliseconds ? quickEnds + 1 : 0;
        if (!areAllReady && ends >= mostFailedStarts) return allReady.reject(new WorkersFailed());
        const waitMilliseconds = waitAfter(ends);
        const line = { worker: number, pid: worker.process.pid, code, signal, waitMilliseconds };
        log.error(line, 'a worker has ended, and another takes its place');
        setTimeout(() => keepWorker(number, ends), waitMilliseconds);
      });
    });
    ended.add(end);
  };

  // Whatever ends this process: nobody is left behind.
  process.once('exit', () => {
    for (const worker of liveWorkers()) worker.process.kill('SIGKILL');
  });
  stopOnSignal(longestStopMilliseconds(config) + endMarginMilliseconds, async ({ isDrained, fault }) => {
    isStopping = true;
    if (fault !== undefined) log.fatal({ err: fault }, 'the primary process ends because of a fault');
    for (const worker of liveWorkers()) tell(worker, { kind: 'stop', isDrained });
    const codes = await Promise.all(ended);
    log.flush();
    if (codes.some((code) => code !== 0)) throw new Error('a worker did not end as it should');
  });
  for (let number = 1; number <= config.workers; number += 1) keepWorker(number);
  await allReady.promise;
}

const liveWorkers = () => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);

const waitAfter = (quickEnds: number): number =>
  quickEnds === 0 ? 0 : Math.min(longestWaitMilliseconds, firstWaitMilliseconds * 2 ** (quickEnds - 1));

/** Told once and by us, rather than by each worker. */
async function findPortFree({ host, port }: ServiceConfig): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}
