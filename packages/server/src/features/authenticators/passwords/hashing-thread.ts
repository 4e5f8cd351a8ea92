import { Worker } from 'node:worker_threads';
import { Problem } from '#platform/errors.ts';
import type { HashingDeed, HashingOutcome, HashingWork } from './password-hashing-thread.ts';

/** One thread that hashes, seen from the event loop. */
export type HashingThread = {
  /** How much was given to it and is not answered yet. */
  readonly inHand: number;
  carryOut(work: HashingDeed): Promise<string | boolean>;
  /** Ends it as soon as nothing is in hand. */
  close(): Promise<void>;
};

type Pending = { resolve(value: string | boolean): void; reject(reason: unknown): void };

/**
 * @param events `onFree` after each answer, `onEnd` when the thread is gone, by `close` or by a fault
 */
export function startHashingThread(events: { onFree(): void; onEnd(): void }): HashingThread {
  const worker = new Worker(new URL('./password-hashing-thread.ts', import.meta.url));
  const pending = new Map<number, Pending>();
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let lastId = 0;
  let isClosing = false;
  let fault: unknown;
  // An idle thread does not keep the process alive; one at work does.
  worker.unref();

  const settle = (id: number, end: (job: Pending) => void): void => {
    const job = pending.get(id);
    pending.delete(id);
    if (pending.size === 0) worker.unref();
    if (job !== undefined) end(job);
  };

  worker.on('message', (outcome: HashingOutcome) => {
    settle(outcome.id, (job) =>
      'error' in outcome ? job.reject(new Error(`password hashing: ${outcome.error}`)) : job.resolve(outcome.value),
    );
    events.onFree();
    if (isClosing && pending.size === 0) void worker.terminate();
  });
  worker.on('error', (error) => {
    fault = error;
  });
  worker.on('exit', () => {
    for (const id of pending.keys())
      settle(id, (job) => job.reject(new Problem('unavailable', { retryAfterSeconds: 1, cause: fault })));
    events.onEnd();
  });

  return {
    get inHand() {
      return pending.size;
    },
    carryOut: (work) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        pending.set(lastId, { resolve, reject });
        worker.ref();
        worker.postMessage({ ...work, id: lastId } satisfies HashingWork);
      }),
    close: async () => {
      isClosing = true;
      if (pending.size === 0) await worker.terminate();
      await ended;
    },
  };
}
