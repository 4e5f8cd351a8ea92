import { Problem } from '#platform/errors.ts';
import type { PasswordQuestion, Weakness } from './judge-password.ts';
import { type JudgingThread, startJudgingThread } from './judging-thread.ts';

/** Says of new passwords how weak they are, off the event loop. */
export type PasswordJudging = {
  /**
   * @returns null for a password that may be set
   * @throws Problem 503 `overloaded`, `unavailable`: a password that was not judged is never a good one
   */
  judge(question: PasswordQuestion): Promise<Weakness | null>;
  /** Ends the thread; what was taken is still answered. */
  close(): Promise<void>;
};

export type PasswordJudgingOptions = {
  /** A thread that has had nothing to do for this long is ended: its lists take some 50 MB, and a new one is up in half a second. */
  idleMilliseconds?: number;
  thread?: URL;
};

/** Waiting at most. A judgement takes some 5 ms and the worst one some 30: the last waits a second or two. */
const longestQueue = 64;
const retryAfterSeconds = 2;
const longestIdleMilliseconds = 30_000;

/** One thread, begun at the first question and ended when there are none: an idle service has none. */
export function createPasswordJudging({
  idleMilliseconds = longestIdleMilliseconds,
  thread = new URL('./password-judging-thread.ts', import.meta.url),
}: PasswordJudgingOptions = {}): PasswordJudging {
  let current: JudgingThread | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let inHand = 0;
  let onIdle = (): void => {};

  const findThread = (): JudgingThread => {
    if (current !== undefined) return current;
    const started = startJudgingThread(thread, () => {
      if (current === started) current = undefined;
    });
    current = started;
    return started;
  };

  const endThread = async (): Promise<void> => {
    const ending = current;
    // Out of reach first: nothing is asked of a thread that is about to end.
    current = undefined;
    await ending?.end();
  };

  const settle = (): void => {
    inHand -= 1;
    if (inHand > 0) return;
    onIdle();
    if (!isClosed) idleTimer = setTimeout(() => void endThread(), idleMilliseconds).unref();
  };

  return {
    judge: async (question) => {
      if (isClosed) throw new Problem('unavailable', { retryAfterSeconds });
      if (inHand >= longestQueue) throw new Problem('overloaded', { retryAfterSeconds });
      inHand += 1;
      clearTimeout(idleTimer);
      try {
        return await findThread().ask(question);
      } finally {
        settle();
      }
    },
    close: async () => {
      isClosed = true;
      clearTimeout(idleTimer);
      if (inHand > 0) await new Promise<void>((resolve) => (onIdle = resolve));
      await endThread();
    },
  };
}
