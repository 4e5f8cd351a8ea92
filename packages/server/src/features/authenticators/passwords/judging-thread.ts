import { Worker } from 'node:worker_threads';
import { Problem } from '#platform/errors.ts';
import type { PasswordQuestion, Weakness } from './judge-password.ts';
import type { JudgingOutcome, JudgingWork } from './password-judging-thread.ts';

/** The thread that judges, seen from the event loop. */
export type JudgingThread = {
  /** @throws Problem 503 `unavailable` when the thread ends before it has answered */
  ask(question: PasswordQuestion): Promise<Weakness | null>;
  end(): Promise<void>;
};

type Pending = { resolve(weakness: Weakness | null): void; reject(reason: unknown): void };

/** A thread that has not answered for this long hangs: it is ended, and those who wait hear of it. */
const longestAnswerMilliseconds = 20_000;
/**
 * Some three times what the lists were measured to take, and a bound all the same. Of short-lived memory little: it is
 * not needed, and without a limit the thread takes 60 MB more while it reads the lists.
 */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 4 };

/** @param onEnd when the thread is gone, by `end` or by a fault */
export function startJudgingThread(file: URL, onEnd: () => void): JudgingThread {
  const worker = new Worker(file, { resourceLimits });
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let fault: unknown;
  // An idle thread does not keep the process alive; one at work does.
  worker.unref();

  const settle = (id: number, end: (question: Pending) => void): void => {
    const question = pending.get(id);
    pending.delete(id);
    if (pending.size === 0) worker.unref();
    if (question !== undefined) end(question);
  };

  worker.on('message', (outcome: JudgingOutcome) =>
    settle(outcome.id, ({ resolve, reject }) =>
      'error' in outcome ? reject(new Error(`password judging: ${outcome.error}`)) : resolve(outcome.weakness),
    ),
  );
  worker.on('error', (error) => {
    fault = error;
  });
  worker.on('exit', () => {
    onEnd();
    for (const id of pending.keys())
      settle(id, ({ reject }) => reject(new Problem('unavailable', { retryAfterSeconds: 1, cause: fault })));
  });

  return {
    ask: async (question) => {
      const hanging = setTimeout(() => void worker.terminate(), longestAnswerMilliseconds).unref();
      try {
        return await new Promise<Weakness | null>((resolve, reject) => {
          lastId += 1;
          pending.set(lastId, { resolve, reject });
          worker.ref();
          worker.postMessage({ ...question, id: lastId } satisfies JudgingWork);
        });
      } finally {
        clearTimeout(hanging);
      }
    },
    end: async () => {
      await worker.terminate();
    },
  };
}
