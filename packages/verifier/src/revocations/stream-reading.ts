import { type Instant, laterOf } from '../clocks.ts';
import type { LoopWatch } from './loop-watch.ts';
import { parseRevocationEvent } from './parse-events.ts';
import { createEventReader, StreamDistrusted } from './read-events.ts';
import type { RevocationFeed } from './revocation-feed.ts';

/** What one connection brings, on its way into the feed. */
export interface StreamReading {
  /** @throws {StreamDistrusted} when it is not to be believed; the next connection starts from a snapshot then */
  read(bytes: Uint8Array): void;
  readonly retryMilliseconds: number | undefined;
}

/** @param askedAt when the connection was asked for: it brings nothing older */
export function createStreamReading(
  { feed, loop }: { feed: RevocationFeed; loop: Pick<LoopWatch, 'readUpTo'> },
  askedAt: Instant,
): StreamReading {
  const reader = createEventReader();
  let sentAfter = askedAt;
  return {
    get retryMilliseconds() {
      return reader.retryMilliseconds;
    },
    read(bytes) {
      // A process that was stopped finds old heartbeats waiting, more than one reading takes in, and a long snapshot is as
      // old as its beginning.
      if (reader.isBetweenEvents) sentAfter = laterOf(askedAt, loop.readUpTo);
      try {
        for (const event of reader.read(bytes)) feed.receive(parseRevocationEvent(event), sentAfter);
      } catch (error) {
        if (error instanceof StreamDistrusted) feed.distrust();
        throw error;
      }
    },
  };
}
