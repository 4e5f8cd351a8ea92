import { Worker } from 'node:worker_threads';

export type CheckpointWorker = { close(): Promise<void> };

/**
 * Moves the write-ahead log into the database file from a thread of its own: on the event loop a checkpoint costs every
 * request that waits behind it. The thread also bounds the log, which would grow as long as writing goes on.
 */
export function startCheckpointWorker(file: string): CheckpointWorker {
  const worker = new Worker(new URL('./sqlite-checkpoint-thread.ts', import.meta.url), { workerData: { file } });
  worker.unref();
  return {
    close: async () => {
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      worker.ref();
      worker.postMessage('stop');
      await ended;
    },
  };
}
