/** Lets calls through side by side, and one sign-in or sign-out alone. */
export interface Gate {
  pass<Result>(work: () => Promise<Result>): Promise<Result>;
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
}

/**
 * A late answer to an old call may carry cookies of the old session; were it to arrive after a sign-in it would
 * overwrite the new ones. So a sign-in or sign-out first waits for every call underway and holds new ones back.
 */
export function createGate(): Gate {
  const underway = new Set<Promise<unknown>>();
  let closed: Promise<void> | null = null;

  async function pass<Result>(work: () => Promise<Result>): Promise<Result> {
    while (closed) await closed;
    const call = work();
    underway.add(call);
    try {
      return await call;
    } finally {
      underway.delete(call);
    }
  }

  async function alone<Result>(work: () => Promise<Result>): Promise<Result> {
    while (closed) await closed;
    const { promise, resolve: open } = deferred();
    closed = promise;
    try {
      await Promise.allSettled(underway);
      return await work();
    } finally {
      closed = null;
      open();
    }
  }

  return { pass, alone };
}

// Promise.withResolvers is younger than Node 20.
function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
