import { PortressUnreachable } from './problem.ts';

/** Lets calls through side by side, and one sign-in or sign-out alone. */
export interface Gate {
  /**
   * @param work is told by its signal to give up: the caller wished it, or a sign-in or sign-out has waited long enough
   * @param wish the caller's own, which is heard while the gate is closed as well
   */
  pass<Result>(work: (giveUp: AbortSignal) => Promise<Result>, wish?: AbortSignal): Promise<Result>;
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
}

/**
 * A late answer to an old call may carry cookies of the old session; were it to arrive after a sign-in it would
 * overwrite the new ones. So a sign-in or sign-out first waits for every call underway and holds new ones back.
 * @param patienceSeconds after which a call underway is cut off: an import of ten minutes must not hold a sign-out up
 */
export function createGate(patienceSeconds: number): Gate {
  const underway = new Map<Promise<unknown>, AbortController>();
  let closed: Promise<void> | null = null;

  async function pass<Result>(
    work: (giveUp: AbortSignal) => Promise<Result>,
    wish: AbortSignal | undefined,
  ): Promise<Result> {
    while (closed) await orWish(wish, closed);
    wish?.throwIfAborted();
    const giveUp = new AbortController();
    const obey = () => giveUp.abort(wish?.reason);
    wish?.addEventListener('abort', obey, { once: true });
    const call = work(giveUp.signal);
    underway.set(call, giveUp);
    const forget = () => {
      underway.delete(call);
      wish?.removeEventListener('abort', obey);
    };
    call.then(forget, forget);
    // The caller may leave at once; the gate stays closed until the call itself has come to rest.
    return orWish(wish, call);
  }

  async function alone<Result>(work: () => Promise<Result>): Promise<Result> {
    while (closed) await closed;
    const { promise, resolve: open } = deferred();
    closed = promise;
    try {
      await drain();
      return await work();
    } finally {
      closed = null;
      open();
    }
  }

  async function drain(): Promise<void> {
    const cutOff = () => {
      for (const giveUp of underway.values()) giveUp.abort(new PortressUnreachable('timeout'));
    };
    const timer = setTimeout(cutOff, patienceSeconds * 1000);
    await Promise.allSettled(underway.keys());
    clearTimeout(timer);
  }

  return { pass, alone };
}

/** Settles as `work` does, unless the wish to give up comes first. */
function orWish<Result>(wish: AbortSignal | undefined, work: Promise<Result>): Promise<Result> {
  if (!wish) return work;
  return new Promise((resolve, reject) => {
    const leave = () => reject(wish.reason as Error);
    if (wish.aborted) leave();
    wish.addEventListener('abort', leave, { once: true });
    const forget = () => wish.removeEventListener('abort', leave);
    work.then(resolve, reject).then(forget, forget);
  });
}

// Promise.withResolvers is younger than Node 20.
function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
