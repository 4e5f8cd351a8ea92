import type { ServiceCaller } from '#features/service-keys/guard.ts';
import type { ServiceKeyWatch } from '#features/service-keys/watch-service-keys.ts';
import { type EventStream, type EventStreams, readLastEventId } from '#platform/http/event-stream.ts';
import type { Exchange } from '#platform/http/route.ts';
import type { Log } from '#platform/log.ts';
import { type Feed, sendFeed } from './send-feed.ts';

export type StreamContext = { eventStreams: EventStreams; serviceKeyWatch: ServiceKeyWatch; log: Log };

/**
 * Answers with a feed that goes on as long as the key is good and the service runs.
 *
 * @throws Problem 400 for a `Last-Event-ID` that we never sent, 503 for one stream too many
 */
export function openFeedStream<Item extends { sequence: number }>(
  { eventStreams, serviceKeyWatch, log }: StreamContext,
  exchange: Exchange,
  { serviceKey }: ServiceCaller,
  feed: Feed<Item>,
): EventStream {
  const resumeAt = readLastEventId(exchange.request);
  const stream = eventStreams.open(exchange, serviceKey.id);
  if (!stream.isOpen) return stream;
  stream.onEnd(serviceKeyWatch.watch(serviceKey.id, stream.end));
  sendFeed(stream, feed, resumeAt).catch((error: unknown) => {
    // The reader comes back and resumes where it was.
    log.warn({ err: error }, 'a stream could not be read on');
    stream.end();
  });
  return stream;
}
