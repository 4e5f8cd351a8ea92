// One of the processes that share a port. `run-workers.ts` starts it, with its number as the only argument.
import { createLog, sharedDestination } from '#platform/log.ts';
import { loadServiceConfig } from '../installation.ts';
import { startNode } from './start-node.ts';
import type { FromWorker, ProcessMetrics, ToWorker } from './worker-messages.ts';

const number = Number(process.argv[2]);
/** Scrapes that wait for the figures of all. */
const scrapes = new Map<number, (metrics: ProcessMetrics[]) => void>();
let scrape = 0;
let readOwnMetrics: (() => Promise<ProcessMetrics>) | undefined;
let stop: ((how: { isDrained: boolean }) => void) | undefined;

const tellPrimary = (message: FromWorker): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
};

process.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') {
    // Nobody has been taken yet.
    if (stop === undefined) process.exit(0);
    stop(message);
  }
  if (message.kind === 'metrics_asked') {
    const { request, asker } = message;
    // One that is still starting has none.
    const own = readOwnMetrics?.() ?? Promise.resolve([]);
    own.then(
      (metrics) => tellPrimary({ kind: 'metrics', request, asker, metrics }),
      () => tellPrimary({ kind: 'metrics', request, asker, metrics: [] }),
    );
  }
  if (message.kind === 'metrics_of_all') {
    scrapes.get(message.request)?.(message.metrics);
    scrapes.delete(message.request);
  }
});

/** Asks the primary, which asks everybody, this process included. */
const metricsOfAll = (): Promise<ProcessMetrics[]> =>
  new Promise((resolve) => {
    scrape += 1;
    scrapes.set(scrape, resolve);
    tellPrimary({ kind: 'metrics_wanted', request: scrape });
  });

try {
  const config = loadServiceConfig();
  const log = createLog(config.logLevel, sharedDestination()).child({ worker: number, pid: process.pid });
  const shareMetrics = (read: () => Promise<ProcessMetrics>): void => {
    readOwnMetrics = read;
  };
  ({ stop } = await startNode({ config, log, worker: { number, shareMetrics, metricsOfAll } }));
  tellPrimary({ kind: 'ready' });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
