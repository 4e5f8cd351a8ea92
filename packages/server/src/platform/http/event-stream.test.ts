import { type IncomingMessage, request as send } from 'node:http';
import { fastify } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { createEventStreams, type EventStream, streamBounds, toEvent } from './event-stream.ts';

type Server = ReturnType<typeof fastify>;
const opened: Server[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

/** A server of one stream for each `/:key`. */
async function given(bounds: Partial<typeof streamBounds> = {}) {
  const streams = createEventStreams({ ...streamBounds, ...bounds });
  const all: EventStream[] = [];
  const server = fastify({ forceCloseConnections: 'idle' });
  server.get<{ Params: { key: string } }>('/:key', (request, reply) => {
    try {
      const stream = streams.open({ request, reply }, request.params.key);
      all.push(stream);
      return reply.headers(stream.headers).send(stream.body);
    } catch (error) {
      return reply.code(503).send(String((error as { code?: string }).code));
    }
  });
  server.addHook('preClose', () => streams.endAll());
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  opened.push(server);
  const open = (key = 'key'): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const asked = send(`${address}/${key}`, { agent: false }, resolve);
      asked.on('error', reject).end();
    });
  return { server, streams, all, open };
}

const soon = { timeout: 5000, interval: 5 };

test('an event is its name, its id and its data on one line', () => {
  expect(toEvent({ event: 'revocation', id: 7, data: { text: 'one\ntwo' } })).toBe(
    'event: revocation\nid: 7\ndata: {"text":"one\\ntwo"}\n\n',
  );
});

test('O3, O5: a reader who reads nothing is cut off with bounded memory, and one who reads goes on', async () => {
  const { all, open, streams } = await given({ unread: 64 * 1024 });
  const [idle, busy] = [await open(), await open()];
  let received = 0;
  busy.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  idle.pause();
  idle.on('error', () => {});
  const event = toEvent({ event: 'filler', data: 'x'.repeat(16 * 1024) });
  let most = 0;
  let sent = 0;
  // The kernel takes some megabytes for whoever reads nothing; then it is ours to hold.
  while (all[0]?.isOpen && sent < 5000) {
    for (const stream of all) stream.send(event);
    sent += 1;
    most = Math.max(most, all[0]?.body.readableLength ?? 0);
    await new Promise(setImmediate);
  }
  expect(all[0]?.isOpen).toBe(false);
  expect(most).toBeLessThan(64 * 1024 + 2 * event.length);
  expect(all[1]?.isOpen).toBe(true);
  expect(streams.size).toBe(1);
  await expect.poll(() => received, soon).toBeGreaterThan(sent * 16 * 1024);
});

test('a long beginning waits for its reader instead of being held for them', async () => {
  const { all, open } = await given({ unread: 64 * 1024 });
  const reader = await open();
  const [stream] = all as [EventStream];
  const piece = 'x'.repeat(32 * 1024);
  let pieces = 0;
  const sending = (async () => {
    for (; pieces < 1000 && stream.isOpen; pieces += 1) await stream.sendAtTheirPace(piece);
  })();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = pieces;
  expect(before).toBeLessThan(1000);
  expect(stream.body.readableLength).toBeLessThan(200 * 1024);
  let received = 0;
  reader.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  await sending;
  await expect.poll(() => received, soon).toBeGreaterThanOrEqual(1000 * piece.length);
});

test('who leaves while a long beginning is sent holds nobody up', async () => {
  const { all, open } = await given();
  const reader = await open();
  const [stream] = all as [EventStream];
  const sending = (async () => {
    while (stream.isOpen) await stream.sendAtTheirPace('x'.repeat(64 * 1024));
  })();
  reader.destroy();
  await sending;
  expect(stream.isOpen).toBe(false);
});

test('there are so many streams of one key, and of all', async () => {
  const { open, streams } = await given({ streams: 3, streamsOfKey: 2 });
  const first = await open('one');
  expect([first.statusCode, (await open('one')).statusCode]).toEqual([200, 200]);
  expect((await open('one')).statusCode).toBe(503);
  expect((await open('two')).statusCode).toBe(200);
  expect((await open('three')).statusCode).toBe(503);
  first.destroy();
  await expect.poll(() => streams.size, soon).toBe(2);
  expect((await open('three')).statusCode).toBe(200);
});

test('the stop of the server ends them at once, also one that nobody reads, and takes no more', async () => {
  const { server, all, open } = await given({ farewell: 100 });
  const [idle, busy] = [await open(), await open()];
  idle.pause();
  let isEnded = false;
  busy.resume().on('end', () => {
    isEnded = true;
  });
  for (let n = 0; n < 200; n += 1) await Promise.race([all[0]?.sendAtTheirPace('x'.repeat(65_536)), wait(5)]);
  const startedAt = performance.now();
  await server.close();
  expect(performance.now() - startedAt).toBeLessThan(2000);
  await expect.poll(() => isEnded, soon).toBe(true);
});

test('a stream without events sends a comment now and then, so that no proxy takes it for dead', async () => {
  const { open } = await given({ quiet: 30 });
  let text = '';
  (await open()).setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await expect.poll(() => text, soon).toMatch(/^retry: \d+\n\n(:\n\n){2}/);
});

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
