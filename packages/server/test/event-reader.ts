import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { TestApp } from './test-app.ts';

export type ReadEvent = { event: string; id: string | undefined; data: string };

/** One reader of a stream, as a client in another process would be: over a connection of its own. */
export type EventReader = {
  status: number;
  headers: IncomingMessage['headers'];
  /** Every event so far, heartbeats left out. */
  events: ReadEvent[];
  heartbeats: { sequence: number }[];
  /** What came before the first event. */
  text(): string;
  isEnded(): boolean;
  ids(): number[];
  close(): void;
};

const addresses = new WeakMap<TestApp['app'], Promise<string>>();

/** The address of a service in memory, which from now on listens on a port of its own. */
export function listen({ app }: TestApp): Promise<string> {
  const known = addresses.get(app);
  if (known !== undefined) return known;
  const address = app.server.listen({ host: '127.0.0.1', port: 0 });
  addresses.set(app, address);
  return address;
}

export async function readEvents(
  app: TestApp,
  path: string,
  headers: Record<string, string>,
  lastEventId?: number | string,
): Promise<EventReader> {
  const request = get((await listen(app)) + path, {
    agent: false,
    headers: { ...headers, ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }) },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const events: ReadEvent[] = [];
  const heartbeats: { sequence: number }[] = [];
  let [text, rest, isEnded] = ['', '', false];
  const take = (block: string): void => {
    const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s) as [string, string]));
    if (fields.event === 'heartbeat') heartbeats.push(JSON.parse(fields.data ?? '') as { sequence: number });
    else if (fields.event !== undefined) events.push({ event: fields.event, id: fields.id, data: fields.data ?? '' });
  };
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) take(block);
  });
  response.on('close', () => {
    isEnded = true;
  });
  response.on('error', () => {});
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    heartbeats,
    text: () => text,
    isEnded: () => isEnded,
    ids: () => events.map(({ id }) => Number(id)),
    close: () => request.destroy(),
  };
}
