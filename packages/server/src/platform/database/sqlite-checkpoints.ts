import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

export type Checkpoints = { close(): Promise<void> };

const lookEveryMilliseconds = 250;
/** Below this the log is left alone, and there is no thread: a quiet service is not worth its 20 MiB. */
const worthMovingBytes = 4 * 1024 * 1024;

/**
 * Moves the write-ahead log into the database file from a thread of its own: on the event loop a checkpoint costs every
 * request that waits behind it. The thread also bounds the log, which would grow as long as writing goes on.
 */
export function keepLogShort(file: string): Checkpoints {
  let worker: Worker | undefined;
  const look = async (): Promise<void> => {
    if (worker !== undefined || (await bytesOf(`${file}-wal`)) < worthMovingBytes) return;
    worker = new Worker(new URL('./sqlite-checkpoint-thread.ts', import.meta.url), {
      workerData: { file, worthMovingBytes },
    });
    worker.unref();
    clearInterval(timer);
  };
  const timer = setInterval(() => void look(), lookEveryMilliseconds).unref();

  return {
    close: async () => {
      clearInterval(timer);
      if (worker === undefined) return;
      const ended = new Promise<void>((resolve) => worker?.once('exit', () => resolve()));
      worker.ref();
      worker.postMessage('stop');
      await ended;
    },
  };
}

const bytesOf = async (file: string): Promise<number> => {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
};
