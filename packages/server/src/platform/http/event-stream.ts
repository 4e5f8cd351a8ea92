import { randomInt } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Problem } from '#platform/errors.ts';
import type { Exchange } from './route.ts';

/** One answer of events (`text/event-stream`, WHATWG HTML §9.2) that goes on until one side ends it. */
export type EventStream = {
  /** What the route answers with. */
  readonly body: Readable;
  readonly headers: Readonly<Record<string, string>>;
  readonly isOpen: boolean;
  /** Sends whole events. Whoever leaves too much unread is cut off: they come again and resume where they were. */
  send(events: string): void;
  /** For a beginning that may be long: resolves when the reader has taken enough for more to follow. */
  sendAtTheirPace(text: string): Promise<void>;
  end(): void;
  /** Called once, however it ends; at once where it has ended already. */
  onEnd(listener: () => void): void;
};

export type EventStreams = {
  /**
   * @param key whose streams are counted together
   * @throws Problem 503 with `Retry-After` where there are enough
   */
  open(exchange: Exchange, key: string): EventStream;
  readonly size: number;
  /** Ends all of them at once and takes no more: their readers go to another node, or come back. */
  endAll(): void;
};

export type StreamBounds = {
  /** Streams at once, of the process and of one key. */
  streams: number;
  streamsOfKey: number;
  /** Bytes that one reader may leave unread. */
  unread: number;
  /** After so long without an event a comment is sent: proxies cut what is silent. Milliseconds. */
  quiet: number;
  /** When a reader who was cut off comes again: this long at least, and up to twice as long. Milliseconds. */
  retry: number;
  /** How long a reader may take for what is left when a stream has ended. Milliseconds. */
  farewell: number;
};

export const streamBounds: StreamBounds = {
  streams: 2000,
  streamsOfKey: 100,
  unread: 1024 * 1024,
  quiet: 15_000,
  retry: 500,
  farewell: 1000,
};

/** `data` holds no line break: JSON has none. */
export const toEvent = ({ event, id, data }: { event: string; id?: number; data: unknown }): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;

/**
 * From where a reader resumes: the number that they got last.
 *
 * @returns null for whoever comes for the first time
 * @throws Problem 400 for anything that we never sent as an id
 */
export function readLastEventId({ headers }: FastifyRequest): number | null {
  const given = headers['last-event-id'];
  // A browser's EventSource sends an empty one where it has none.
  if (given === undefined || given === '') return null;
  if (typeof given !== 'string' || !/^\d{1,15}$/.test(given))
    throw new Problem('invalid_request', { detail: 'Last-Event-ID is not an id of this stream.' });
  return Number(given);
}

/** The streams of this process. They end with it, by {@link EventStreams.endAll}. */
export function createEventStreams(bounds: StreamBounds = streamBounds): EventStreams {
  const streams = new Set<EventStream>();
  const ofKey = new Map<string, number>();
  let isEnding = false;

  const admit = (key: string): void => {
    if (isEnding) throw new Problem('unavailable', { retryAfterSeconds: 1 });
    if (streams.size >= bounds.streams || (ofKey.get(key) ?? 0) >= bounds.streamsOfKey)
      throw new Problem('overloaded', { retryAfterSeconds: 5, detail: 'There are too many streams open.' });
  };

  return {
    open: ({ request }, key) => {
      admit(key);
      const stream = openStream(bounds);
      streams.add(stream);
      ofKey.set(key, (ofKey.get(key) ?? 0) + 1);
      stream.onEnd(() => {
        streams.delete(stream);
        const rest = (ofKey.get(key) ?? 1) - 1;
        if (rest === 0) ofKey.delete(key);
        else ofKey.set(key, rest);
      });
      // HEAD asks for the headers alone.
      if (request.method === 'HEAD') stream.end();
      return stream;
    },
    get size() {
      return streams.size;
    },
    endAll: () => {
      isEnding = true;
      for (const stream of streams) stream.end();
    },
  };
}

function openStream(bounds: StreamBounds): EventStream {
  const listeners = new Set<() => void>();
  let isOpen = true;
  let isQuiet = true;
  let goOn = (): void => {};
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(quiet);
    goOn();
    for (const listener of listeners) listener();
  };
  const body = new Readable({
    read: () => goOn(),
    // However it ends: by us, or because the reader went away.
    destroy: (error, done) => {
      close();
      done(error);
    },
  });
  const send = (events: string): void => {
    if (!isOpen) return;
    isQuiet = false;
    body.push(events);
    if (body.readableLength > bounds.unread) body.destroy(new Error('a reader left too many events unread'));
  };
  const quiet = setInterval(() => {
    if (isQuiet) send(':\n\n');
    isQuiet = true;
  }, bounds.quiet);
  quiet.unref();
  // Each its own wait, so that they do not all come back in one moment.
  send(`retry: ${bounds.retry + randomInt(bounds.retry)}\n\n`);

  return {
    body,
    headers: {
      'content-type': 'text/event-stream',
      // nginx would hold events back until it has a page of them.
      'x-accel-buffering': 'no',
      // Nothing follows on this connection, so the end of the stream ends it, and the stop of the service waits for nobody.
      connection: 'close',
    },
    get isOpen() {
      return isOpen;
    },
    send,
    sendAtTheirPace: async (text) => {
      if (!isOpen) return;
      isQuiet = false;
      if (body.push(text)) return;
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      goOn = () => {};
    },
    end: () => {
      if (!isOpen) return;
      close();
      body.push(null);
      // Whoever does not take what is left must not hold up the stop of the service.
      setTimeout(() => body.destroy(), bounds.farewell).unref();
    },
    onEnd: (listener) => {
      if (isOpen) listeners.add(listener);
      else listener();
    },
  };
}
