import type cluster from 'node:cluster';
import type { FromWorker, ProcessMetrics, ToWorker } from './worker-messages.ts';

type Worker = NonNullable<typeof cluster.worker>;

/** A process that does not answer so long is busy or dying; the figures of the others are told without it. */
const patienceMilliseconds = 2000;

type Collection = {
  asker: Worker;
  request: number;
  waitsFor: Set<number>;
  found: ProcessMetrics[];
  timer: NodeJS.Timeout;
};

/**
 * For the primary: one scrape reaches one of the workers, so it asks all of them and answers the one that was asked.
 *
 * @param workers those that are there now
 */
export function collectMetrics(workers: () => Worker[]) {
  const collections = new Map<string, Collection>();
  const nameOf = (asker: number, request: number): string => `${asker}:${request}`;

  const finish = (name: string): void => {
    const collection = collections.get(name);
    if (collection === undefined) return;
    collections.delete(name);
    clearTimeout(collection.timer);
    const { asker, request, found } = collection;
    tell(asker, { kind: 'metrics_of_all', request, metrics: found });
  };

  return {
    hear: (worker: Worker, message: FromWorker): void => {
      if (message.kind === 'metrics_wanted') {
        const { request } = message;
        const asked = workers().filter((one) => one.isConnected());
        const name = nameOf(worker.id, request);
        const timer = setTimeout(() => finish(name), patienceMilliseconds);
        collections.set(name, {
          asker: worker,
          request,
          waitsFor: new Set(asked.map(({ id }) => id)),
          found: [],
          timer,
        });
        for (const one of asked) tell(one, { kind: 'metrics_asked', request, asker: worker.id });
      }
      if (message.kind === 'metrics') {
        const name = nameOf(message.asker, message.request);
        const collection = collections.get(name);
        if (!collection?.waitsFor.delete(worker.id)) return;
        collection.found.push(message.metrics);
        if (collection.waitsFor.size === 0) finish(name);
      }
    },
    /** It answers no more. */
    forget: ({ id }: Worker): void => {
      for (const [name, { waitsFor }] of collections) if (waitsFor.delete(id) && waitsFor.size === 0) finish(name);
    },
  };
}

/** A worker may end at any moment: what cannot be told it any more is of no use to it. */
export function tell(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => {});
}
