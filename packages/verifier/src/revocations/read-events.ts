/** One event of a stream, as HTML's "Server-sent events" describes it. */
export interface StreamEvent {
  /** `message` unless the stream names it. */
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** The stream says something that its server would not say, so nothing further of it is believed. */
export class StreamDistrusted extends Error {
  override readonly name = 'StreamDistrusted';
}

const MAX_EVENT_LENGTH = 64 * 1024;
/** About 400,000 revocations. */
const MAX_SNAPSHOT_LENGTH = 64 * 1024 * 1024;

export interface EventReader {
  /**
   * @param bytes the next piece of the stream, cut anywhere
   * @returns the events that it completes; a last one without its empty line is never told
   * @throws {StreamDistrusted} when it is no UTF-8, or longer than it may be
   */
  read(bytes: Uint8Array): StreamEvent[];
  /** Whether what was read so far ends with an event, so that nothing of the next one has come yet. */
  readonly isBetweenEvents: boolean;
  /** What the server's last `retry:` said, in milliseconds. */
  readonly retryMilliseconds: number | undefined;
}

/** Reads an event stream piece by piece. Bounded: the server, or what sits between, can't fill the memory. */
export function createEventReader(): EventReader {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = '';
  let fields: { event?: string; id?: string; data?: string } = {};
  let retryMilliseconds: number | undefined;

  const readLine = (text: string): StreamEvent | undefined => {
    if (text === '') return endEvent();
    const [name, value] = splitField(text);
    if (name === 'data') fields.data = fields.data === undefined ? value : `${fields.data}\n${value}`;
    else if (name === 'event') fields.event = value;
    else if (name === 'id' && !value.includes('\0')) fields.id = value;
    else if (name === 'retry' && /^\d{1,7}$/.test(value)) retryMilliseconds = Number(value);
    return undefined;
  };
  const endEvent = (): StreamEvent | undefined => {
    const { event = 'message', id, data } = fields;
    fields = {};
    return data === undefined ? undefined : { event, id, data };
  };
  const refuseTooLong = () => {
    const bound = fields.event === 'snapshot' ? MAX_SNAPSHOT_LENGTH : MAX_EVENT_LENGTH;
    if (line.length + (fields.data?.length ?? 0) > bound) throw new StreamDistrusted('an event is too long');
  };

  return {
    get isBetweenEvents() {
      return line === '' && Object.keys(fields).length === 0;
    },
    get retryMilliseconds() {
      return retryMilliseconds;
    },
    read(bytes) {
      const events: StreamEvent[] = [];
      const [first = '', ...rest] = decode(decoder, bytes).split('\n');
      line += first;
      for (const next of rest) {
        refuseTooLong();
        const event = readLine(line.endsWith('\r') ? line.slice(0, -1) : line);
        if (event) events.push(event);
        line = next;
      }
      refuseTooLong();
      return events;
    },
  };
}

/** A comment has an empty name, which is no field's. */
function splitField(text: string): [name: string, value: string] {
  const colon = text.indexOf(':');
  if (colon < 0) return [text, ''];
  return [text.slice(0, colon), text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1)];
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch (error) {
    throw new StreamDistrusted('the stream is not UTF-8', { cause: error });
  }
}
