import { Problem } from '#platform/errors.ts';
import { overloadSeconds } from '#platform/http/load-watch.ts';
import { type PictureProcess, startPictureProcess } from './picture-process.ts';
import type { MemoryBounds } from './reencoding-messages.ts';

/** Makes small squares of the pictures that people send, outside of this process. */
export type PictureReencoding = {
  /**
   * @returns a WebP of 250 × 250 without metadata
   * @throws PictureRefused when the picture is at fault
   * @throws Problem 503 `overloaded` when too many are waiting, `unavailable` when pictures cannot be read at all
   */
  reencode(bytes: Buffer): Promise<Buffer>;
  /** Of the process, while there is one: for measurements. */
  readonly pid: number | undefined;
  close(): Promise<void>;
};

export type ReencodingPace = {
  /** Waiting at most. Each of them holds up to 5 MB of memory. */
  longestQueue: number;
  /** For the decoding of one picture; the dearest that is taken, an AVIF of 40 megapixels, takes 3 s of a free core. */
  pictureMilliseconds: number;
  /** A picture whose turn has not come by then is given up: its sender would not wait much longer. */
  waitMilliseconds: number;
  /** The process keeps some 60 MiB: after this long without work it is ended, and a new one is up in 0.2 s. */
  idleMilliseconds: number;
  mostMemory: MemoryBounds;
};

const mebibyte = 1024 * 1024;

const usualPace: ReencodingPace = {
  longestQueue: 16,
  pictureMilliseconds: 10_000,
  waitMilliseconds: 10_000,
  idleMilliseconds: 30_000,
  // At 40 megapixels a JPEG was measured with 65 to 180 MiB, a PNG with 120 to 255, an AVIF with 782.
  mostMemory: { avif: 1024 * mebibyte, others: 512 * mebibyte },
};

type Job = { bytes: Buffer; giveUp: NodeJS.Timeout; resolve(bytes: Buffer): void; reject(reason: unknown): void };

/** One process, begun with the first picture and ended when there are none: an idle service has none. */
export function createPictureReencoding(pace: Partial<ReencodingPace> = {}): PictureReencoding {
  const { longestQueue, pictureMilliseconds, waitMilliseconds, idleMilliseconds, mostMemory } = {
    ...usualPace,
    ...pace,
  };
  const waiting: Job[] = [];
  let worker: PictureProcess | undefined;
  let isBusy = false;
  let isClosed = false;
  let idleTimer: NodeJS.Timeout | undefined;

  const startWorker = (): PictureProcess => {
    const started = startPictureProcess({
      mostMilliseconds: pictureMilliseconds,
      mostMemory,
      onEnd: () => {
        if (worker === started) worker = undefined;
      },
    });
    return started;
  };

  const endWorker = async (): Promise<void> => {
    // Out of reach first: nothing is given to a process that is about to end.
    const ending = worker;
    worker = undefined;
    await ending?.kill();
  };

  const takeNext = async (): Promise<void> => {
    const job = isBusy ? undefined : waiting.shift();
    if (job === undefined) return;
    isBusy = true;
    clearTimeout(job.giveUp);
    clearTimeout(idleTimer);
    worker ??= startWorker();
    await worker.reencode(job.bytes).then(job.resolve, job.reject);
    isBusy = false;
    idleTimer = setTimeout(() => void endWorker(), idleMilliseconds).unref();
    void takeNext();
  };

  const giveUpLater = (reject: (reason: unknown) => void): NodeJS.Timeout =>
    setTimeout(() => {
      const position = waiting.findIndex((job) => job.reject === reject);
      if (position >= 0) waiting.splice(position, 1);
      reject(overloaded());
    }, waitMilliseconds).unref();

  return {
    reencode: (bytes) => {
      if (isClosed) return Promise.reject(new Problem('unavailable', { retryAfterSeconds: overloadSeconds() }));
      if (waiting.length >= longestQueue) return Promise.reject(overloaded());
      return new Promise((resolve, reject) => {
        waiting.push({ bytes, resolve, reject, giveUp: giveUpLater(reject) });
        void takeNext();
      });
    },
    get pid() {
      return worker?.pid;
    },
    close: async () => {
      isClosed = true;
      clearTimeout(idleTimer);
      for (const job of waiting.splice(0)) {
        clearTimeout(job.giveUp);
        job.reject(new Problem('unavailable', { retryAfterSeconds: overloadSeconds() }));
      }
      await endWorker();
    },
  };
}

const overloaded = (): Problem =>
  new Problem('overloaded', { detail: 'Too many pictures are being read.', retryAfterSeconds: overloadSeconds() });
