import { readRetryAfter } from '../answers/retry-after.ts';
import { type Clock, instantOf } from '../clocks.ts';
import type { LoopWatch } from './loop-watch.ts';
import type { RevocationFeed } from './revocation-feed.ts';
import { createStreamReading } from './stream-reading.ts';

/** Heartbeats come each second; after three missed ones somebody between us has forgotten the connection. */
const SILENCE_MS = 3_000;

/** The server does not let us follow: its status says why. */
export class StreamRefused extends Error {
  override readonly name = 'StreamRefused';
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface StreamContext {
  readonly clock: Clock;
  readonly url: URL;
  readonly serviceKey: string;
  readonly feed: RevocationFeed;
  readonly loop: LoopWatch;
  /** Told the `Date` of the answer. */
  readonly hearDate: (date: string | null) => void;
  readonly onConnected: () => void;
  /** Told after each piece that was read whole. */
  readonly onHeard: (retryMilliseconds: number | undefined) => void;
}

/**
 * One connection to the stream, until it ends.
 *
 * @throws {StreamRefused | StreamDistrusted} or what `fetch` throws; also when nothing is heard for three seconds
 */
export async function readRevocationStream(context: StreamContext, signal: AbortSignal): Promise<void> {
  const silence = createSilenceWatch(signal);
  try {
    // Before this instant nothing can have been sent that the answer holds.
    const askedAt = instantOf(context.clock);
    const response = await fetch(context.url, requestOf(context, context.feed.connect(), silence.signal));
    refuseOtherAnswers(response);
    context.hearDate(response.headers.get('date'));
    context.onConnected();
    const reading = createStreamReading(context, askedAt);
    for await (const bytes of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      silence.hear();
      reading.read(bytes);
      context.onHeard(reading.retryMilliseconds);
    }
  } finally {
    silence.stop();
  }
}

function requestOf({ serviceKey }: StreamContext, resumeFrom: number | undefined, signal: AbortSignal): RequestInit {
  return {
    signal,
    // The key is meant for this address and no other.
    redirect: 'error',
    headers: {
      Authorization: `Bearer ${serviceKey}`,
      Accept: 'text/event-stream',
      // What compresses a stream holds it back until there is enough of it.
      'Accept-Encoding': 'identity',
      ...(resumeFrom === undefined ? {} : { 'Last-Event-ID': String(resumeFrom) }),
    },
  };
}

function refuseOtherAnswers({ status, headers, body }: Response): void {
  if (status === 200 && /^text\/event-stream\b/i.test(headers.get('content-type') ?? '')) return;
  body?.cancel().catch(() => {});
  const why =
    status === 401 || status === 403
      ? `the authorization server refuses the service key (${status}): it is unknown, has ended or lacks the scope revocations:read`
      : `the revocation stream answered ${status}${status === 200 ? ' with something else than an event stream' : ''}`;
  throw new StreamRefused(status, why, readRetryAfter(headers.get('retry-after')));
}

interface SilenceWatch {
  readonly signal: AbortSignal;
  hear(): void;
  stop(): void;
}

function createSilenceWatch(outer: AbortSignal): SilenceWatch {
  const ending = new AbortController();
  const end = () => ending.abort(outer.reason);
  const timer = setTimeout(() => ending.abort(new Error('nothing was heard for three seconds')), SILENCE_MS);
  outer.addEventListener('abort', end);
  return {
    signal: ending.signal,
    hear: () => timer.refresh(),
    stop: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', end);
    },
  };
}
