import { availableParallelism } from 'node:os';
import { parseOptions } from '@node-rs/argon2';
import { Problem } from '#platform/errors.ts';
import { overloadSeconds } from '#platform/http/load-watch.ts';
import { argon2Cost } from './argon2-cost.ts';
import { isFaulty, readHash } from './hash-kinds/read-hash.ts';
import { type HashingThread, startHashingThread } from './hashing-thread.ts';
import { formsOf } from './password-forms.ts';
import type { HashingDeed } from './password-hashing-thread.ts';

/**
 * Hashes and verifies passwords off the event loop. New hashes are made of the password in NFC (RFC 8265 §4.2); it is
 * verified in NFC and as it was typed. Nothing is trimmed or truncated.
 */
export type PasswordHashing = {
  /** @returns the argon2id hash with its salt and cost, as a PHC string */
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
  /** Whether a password can be held against it at all: what nobody can read is nobody's password, and no fault of a request. */
  canRead(hash: string): boolean;
  /** Whether `verify` would be taken now; asked before anything is counted or looked up. */
  hasRoom(): boolean;
  /** Whether the hash was made with another algorithm or cost than new ones are. */
  needsRehash(hash: string): boolean;
  /** What waits, and how much may before sign-ins are refused, in hashes of ours. */
  queue(): { waiting: number; limit: number };
  /** Ends the threads; what waits is still carried out. */
  close(): Promise<void>;
};

/**
 * Waiting at most, for each thread, in hashes of ours. One takes a core 20–40 ms, so the last in the queue waits two
 * seconds or so: longer, and its client gives up while we still work for it. An imported hash counts as many as it takes
 * as long as: a queue of them is as long in time, not in number.
 */
const longestQueuePerThread = 64;
/** Beyond it, for new passwords: whoever makes or changes one is further than whoever tries one, so sign-ins go first. */
const reservePerThread = 8;
/** One is computed, the next lies ready, so that a busy event loop does not leave a core idle. */
const inHandPerThread = 2;
/** Threads that have had nothing to do for this long are ended: each keeps some 35 MiB, and a new one is up in 50 ms. */
const longestIdleMilliseconds = 30_000;

type Job = {
  work: HashingDeed;
  /** How long it takes, in hashes of ours. */
  amount: number;
  resolve(value: string | boolean): void;
  reject(reason: unknown): void;
};

/**
 * Threads that are begun when they are needed and ended when they are not: an idle service has none.
 *
 * @param threadLimit one for each core by default; see {@link countHashingThreads}
 * @throws Problem 503 `overloaded` from `hash` and `verify`, when the queue is full
 */
export function createPasswordHashing(
  threadLimit: number = availableParallelism(),
  idleMilliseconds: number = longestIdleMilliseconds,
): PasswordHashing {
  const threads: HashingThread[] = [];
  const waiting: Job[] = [];
  let waitingAmount = 0;
  let isClosed = false;
  let idleTimer: NodeJS.Timeout | undefined;

  const endIdleThreads = (): void => {
    if (waiting.length > 0 || threads.some((thread) => thread.inHand > 0)) return;
    // Out of the list first: nothing is given to a thread that is about to end.
    for (const thread of threads.splice(0)) void thread.close();
  };

  const startThread = (): HashingThread => {
    const thread = startHashingThread({
      onFree: () => {
        dispatch();
        clearTimeout(idleTimer);
        idleTimer = setTimeout(endIdleThreads, idleMilliseconds).unref();
      },
      onEnd: () => {
        const index = threads.indexOf(thread);
        if (index >= 0) threads.splice(index, 1);
        if (!isClosed) dispatch();
      },
    });
    threads.push(thread);
    return thread;
  };

  const findFreeThread = (): HashingThread | undefined => {
    const leastBusy = threads.toSorted((a, b) => a.inHand - b.inHand)[0];
    if (leastBusy?.inHand === 0) return leastBusy;
    if (threads.length < threadLimit) return startThread();
    return leastBusy !== undefined && leastBusy.inHand < inHandPerThread ? leastBusy : undefined;
  };

  function dispatch(): void {
    while (waiting.length > 0) {
      const thread = findFreeThread();
      const job = thread && waiting.shift();
      if (job === undefined) return;
      // Counted anew where nothing waits: what rounding leaves must not add up.
      waitingAmount = waiting.length === 0 ? 0 : waitingAmount - job.amount;
      thread?.carryOut(job.work).then(job.resolve, job.reject);
    }
  }

  const limit = threadLimit * longestQueuePerThread;
  const hasRoom = (deed: HashingDeed['deed']): boolean =>
    waitingAmount < limit + (deed === 'hash' ? threadLimit * reservePerThread : 0);

  const enqueue = <T extends string | boolean>(work: HashingDeed): Promise<T> => {
    if (isClosed) return Promise.reject(new Problem('unavailable', { retryAfterSeconds: overloadSeconds() }));
    if (!hasRoom(work.deed)) return Promise.reject(new Problem('overloaded', { retryAfterSeconds: overloadSeconds() }));
    return new Promise<T>((resolve, reject) => {
      const amount = amountOf(work);
      waitingAmount += amount;
      waiting.push({ work, amount, resolve: resolve as Job['resolve'], reject });
      dispatch();
    });
  };

  return {
    hash: (password) => enqueue({ deed: 'hash', password: password.normalize('NFC') }),
    verify: (hash, password) => enqueue({ deed: 'verify', hash, password }),
    canRead: (hash) => !isFaulty(readHash(hash)),
    hasRoom: () => hasRoom('verify'),
    needsRehash,
    queue: () => ({ waiting: waitingAmount, limit }),
    close: async () => {
      isClosed = true;
      clearTimeout(idleTimer);
      while (threads.length > 0) await Promise.all([...threads].map((thread) => thread.close()));
      for (const job of waiting.splice(0))
        job.reject(new Problem('unavailable', { retryAfterSeconds: overloadSeconds() }));
    },
  };
}

function amountOf(work: HashingDeed): number {
  if (work.deed === 'hash') return 1;
  const hash = readHash(work.hash);
  return (isFaulty(hash) ? 1 : hash.work) * formsOf(work.password).length;
}

function needsRehash(hash: string): boolean {
  if (!hash.startsWith('$argon2id$v=19$')) return true;
  const { memoryCost, timeCost, parallelism, outputLen } = parseOptions(hash);
  return (
    memoryCost !== argon2Cost.memoryCost ||
    timeCost !== argon2Cost.timeCost ||
    parallelism !== argon2Cost.parallelism ||
    outputLen !== argon2Cost.outputLen
  );
}
