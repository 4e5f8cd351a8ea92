import { setTimeout as pause } from 'node:timers/promises';

import { type Clock, createSharedTime, type SharedTime } from '../clocks.ts';
import { createLoopWatch } from './loop-watch.ts';
import { StreamDistrusted } from './read-events.ts';
import { createRevocationFeed } from './revocation-feed.ts';
import { createRevocationSet, type RevocationSet } from './revocation-set.ts';
import { readRevocationStream, StreamRefused } from './revocation-stream.ts';

/** The least between two attempts while the server says that the key is no good: somebody has to give us another. */
const REFUSED_KEY_MS = 30_000;
/** Long enough for a server that comes back under load, short enough that everything is well three seconds after. */
const LONGEST_PAUSE_MS = 2_000;
/** Spreads those whose connections all ended at once, when a node was restarted. */
const FIRST_PAUSE_MS = 200;
const DROP_EVERY_MS = 30_000;

export interface FollowedRevocations {
  readonly revokedBy: RevocationSet['revokedBy'];
  readonly time: SharedTime;
  staleMilliseconds(): number;
  /**
   * Resolves once a snapshot has come.
   * @throws the reason when the service key is refused, or the last one when none came in time
   */
  ready(timeoutMilliseconds: number): Promise<void>;
  readonly isConnected: boolean;
  readonly sequence: number | undefined;
  readonly size: number;
  close(): Promise<void>;
}

export interface FollowOptions {
  readonly clock: Clock;
  readonly url: URL;
  readonly serviceKey: string;
  /** An entry outlives its expiry by this: so long is an expired token accepted. */
  readonly leewaySeconds: number;
  readonly onKeyRevoked: () => void;
  readonly onError: (error: Error) => void;
}

/** A connection that lasted so long was a good one; the next attempt is made as if it were the first. */
const GOOD_CONNECTION_MS = 3_000;

/** Keeps the set of live revocations from the stream, and connects anew for as long as it is not closed. */
export function followRevocations(options: FollowOptions): FollowedRevocations {
  const { clock, leewaySeconds, onError } = options;
  const set = createRevocationSet();
  const time = createSharedTime(clock);
  const feed = createRevocationFeed(clock, set, options.onKeyRevoked);
  const loop = createLoopWatch(clock);
  const closing = new AbortController();
  const waiting = new Set<(error?: Error) => void>();
  let isConnected = false;
  let failures = 0;
  let pauseUnit = 500;
  let lastError: Error | undefined;

  const settleWaiting = (error?: Error) => {
    for (const settle of waiting) settle(error);
    waiting.clear();
  };
  const context = {
    ...options,
    feed,
    loop,
    hearDate: time.hear,
    onConnected: () => {
      isConnected = true;
    },
    onHeard: (retryMilliseconds: number | undefined) => {
      pauseUnit = retryMilliseconds ?? pauseUnit;
      if (feed.sequence === undefined) return;
      lastError = undefined;
      settleWaiting();
    },
  };
  const report = (error: Error) => {
    // An outage is told once, a refused key each time: that one does not end by itself.
    const isNews = error.message !== lastError?.message;
    lastError = error;
    // In a turn of its own: what the hook throws must not end the following.
    if (isNews || isKeyRefused(error)) queueMicrotask(() => onError(error));
    if (isKeyRefused(error)) settleWaiting(error);
  };

  const follow = async () => {
    while (!closing.signal.aborted) {
      const startedAt = clock.monotonic();
      const error = await readRevocationStream(context, closing.signal).then(() => undefined, toError);
      isConnected = false;
      if (closing.signal.aborted) return;
      if (error) report(error);
      failures = clock.monotonic() - startedAt < GOOD_CONNECTION_MS ? failures + 1 : 1;
      const { signal } = closing;
      await pause(pauseAfter(error, failures, pauseUnit), undefined, { signal }).catch(() => {});
    }
  };
  const dropTimer = setInterval(() => set.dropExpired(time.earliest() / 1000 - leewaySeconds - 1), DROP_EVERY_MS);
  dropTimer.unref();
  const followed = follow();

  return {
    revokedBy: set.revokedBy,
    time,
    staleMilliseconds: () => (closing.signal.aborted ? Number.POSITIVE_INFINITY : feed.staleMilliseconds()),
    ready: (timeoutMilliseconds) => {
      if (Number.isFinite(feed.staleMilliseconds())) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const tellLate = () =>
          settle(new Error('no snapshot of the revocations has come in time', { cause: lastError }));
        const timer = setTimeout(tellLate, timeoutMilliseconds);
        const settle = (error?: Error) => {
          clearTimeout(timer);
          waiting.delete(settle);
          if (error) reject(error);
          else resolve();
        };
        waiting.add(settle);
      });
    },
    get isConnected() {
      return isConnected;
    },
    get sequence() {
      return feed.sequence;
    },
    get size() {
      return set.size;
    },
    close: async () => {
      clearInterval(dropTimer);
      loop.stop();
      closing.abort();
      settleWaiting(new Error('the verifier was closed'));
      await followed;
    },
  };
}

/** `fetch` hides what happened in its cause. */
function toError(error: unknown): Error {
  if (error instanceof StreamRefused || error instanceof StreamDistrusted) return error;
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : message;
  return new Error(`the revocation stream was lost: ${reason}`, { cause: error });
}

const isKeyRefused = (error: Error) => error instanceof StreamRefused && (error.status === 401 || error.status === 403);

/** How long to wait: at once after the first loss, then longer; never all at the same moment. */
function pauseAfter(error: Error | undefined, failures: number, unit: number): number {
  if (error instanceof StreamRefused) {
    if (isKeyRefused(error)) return spread(REFUSED_KEY_MS);
    if (error.retryAfterSeconds !== undefined) return spread(Math.max(error.retryAfterSeconds * 1000, FIRST_PAUSE_MS));
  }
  if (failures <= 1) return Math.random() * FIRST_PAUSE_MS;
  return spread(Math.min(unit * 2 ** (failures - 2), LONGEST_PAUSE_MS));
}

/** Up to a half more, never less: a server that named a time meant it. */
const spread = (milliseconds: number) => milliseconds * (1 + Math.random() / 2);
