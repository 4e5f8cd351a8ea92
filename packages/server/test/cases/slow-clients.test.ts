import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectionBounds } from '#platform/http/connection-bounds.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { bearer, openApp, type TestApp } from '#test/test-app.ts';
import { givenSession } from './given-session.ts';
import { listen, readAnswer } from './over-the-wire.ts';

/** The same bounds a twentieth as long. */
const bounds = { ...connectionBounds, headers: 500, request: 1500, interval: 100, stalled: 2500, keepAlive: 250 };
/** Twenty times: a busy machine is slow in everything. */
const patience = 20 * 1500;

const assetBytes = 8 * 2 ** 20;
let directory: string;
let app: TestApp;
let port: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'portress-web-'));
  await mkdir(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<!doctype html><html><head><base href="/"></head></html>');
  // Nothing compresses noise.
  writeFileSync(join(directory, 'assets/large.bin'), Buffer.alloc(assetBytes, 'noise'));
  writeFileSync(join(directory, 'assets/large.js'), Buffer.alloc(assetBytes, '/* words and more words */ '));
  app = await openApp(await openTestDatabase('sqlite'), {}, { bounds, webDirectory: directory });
  port = await listen(app);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
  rmSync(directory, { recursive: true, force: true });
});

type Wire = { socket: Socket; heard(): string; closed: Promise<number> };

/** A connection, what came back on it, and after how many milliseconds the other side closed it. */
function open({ reads = true } = {}): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    const startedAt = performance.now();
    const parts: Buffer[] = [];
    const closed = new Promise<number>((end) => socket.once('close', () => end(performance.now() - startedAt)));
    if (reads) socket.on('data', (part) => parts.push(part));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (socket.connecting) reject(error);
    });
    socket.once('connect', () => resolve({ socket, heard: () => Buffer.concat(parts).toString('latin1'), closed }));
  });
}

/** One byte now and then, for as long as it is taken. */
function drip(socket: Socket, text: string, everyMilliseconds: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed) return clearInterval(timer);
    socket.write(text[at % text.length] ?? '');
    at += 1;
  }, everyMilliseconds);
  socket.once('close', () => clearInterval(timer));
}

const post = (path: string, headers: string) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`;

test('O1, fault 17: headers that come a byte at a time, and a connection that says nothing, are closed with 408', async () => {
  const slow = await open();
  slow.socket.write('GET /api/account HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
  drip(slow.socket, 'a', 50);
  const silent = await open();
  const half = await open();
  half.socket.write('GET /healthz HTTP/1.1\r\n');
  const milliseconds = await Promise.all([slow.closed, silent.closed, half.closed]);
  for (const each of milliseconds) expect(each).toBeLessThan(patience);
  for (const { heard } of [slow, silent, half]) {
    const answer = readAnswer(heard());
    expect([answer.status, answer.headers['content-type']]).toEqual([408, 'application/problem+json; charset=utf-8']);
    expect(answer.headers.connection).toBe('close');
  }
});

test('O2, fault 17: a body that drips, stops, or never begins is answered 408 and the connection closed', async () => {
  const wires = await Promise.all([open(), open(), open()]);
  const [dripping, stopped, never] = wires;
  dripping.socket.write(post('/api/auth/sign-in', 'Transfer-Encoding: chunked'));
  drip(dripping.socket, '1\r\na\r\n', 40);
  stopped.socket.write(`${post('/api/auth/sign-in', 'Content-Length: 100000')}{"login":"`);
  never.socket.write(post('/api/auth/sign-up', 'Content-Length: 10'));
  for (const wire of wires) {
    expect(await wire.closed).toBeLessThan(patience);
    expect(readAnswer(wire.heard()).status).toBe(408);
  }
});

test('O2: what is refused before its body is needed is answered at once, and the rest of the body is not waited for', async () => {
  const wire = await open();
  wire.socket.write(`${post('/api/auth/sign-out-everywhere', 'Content-Length: 900000')}{`);
  await expect.poll(() => wire.heard(), { timeout: patience }).toContain('HTTP/1.1 401');
  expect(await wire.closed).toBeLessThan(patience);
});

test.each(['/assets/large.bin', '/assets/large.js'])(
  'O3, O5, fault 17: whoever asks for %s and reads nothing of it holds little memory, and not for long',
  async (path) => {
    const before = process.memoryUsage().rss;
    const readers = await Promise.all(Array.from({ length: 20 }, () => open({ reads: false })));
    for (const { socket } of readers) {
      socket.pause();
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n`);
    }
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 20);
    const connections = () =>
      new Promise<number>((resolve) => app.app.server.server.getConnections((_, n) => resolve(n)));
    await expect.poll(connections, { timeout: patience }).toBe(20);
    await expect.poll(connections, { timeout: patience, interval: 100 }).toBe(0);
    clearInterval(watch);
    // Twenty whole files would be 160 MiB; both ends of the connections lie in this process.
    expect(most / 2 ** 20).toBeLessThan(100);
  },
);

test('a slow reader who does read gets everything, however long it takes', async () => {
  const wire = await open({ reads: false });
  let bytes = 0;
  wire.socket.write('GET /assets/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const deadline = performance.now() + bounds.stalled * 2;
  while (bytes < assetBytes) {
    const part = wire.socket.read() as Buffer | null;
    bytes += part?.length ?? 0;
    // As slow as may be for longer than an unread answer may stand, then as fast as it goes.
    const pause = performance.now() < deadline ? 200 : part === null ? 5 : 0;
    await new Promise((resolve) => setTimeout(resolve, pause));
    expect(wire.socket.destroyed && bytes < assetBytes).toBe(false);
  }
  expect(bytes).toBeGreaterThanOrEqual(assetBytes);
});

test('O3: requests by the thousand whose answers are not read end the connection instead of filling the memory', async () => {
  const before = process.memoryUsage().rss;
  const wire = await open({ reads: false });
  wire.socket.pause();
  const request = 'GET /assets/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n';
  wire.socket.write(request.repeat(5000));
  expect(await wire.closed).toBeLessThan(patience);
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(100);
});

test('a few requests sent ahead are all answered, in their order', async () => {
  const wire = await open();
  for (let n = 0; n < 20; n += 1)
    wire.socket.write(`GET /${n % 2 === 0 ? 'healthz' : 'api/account'} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  const statuses = () => [...wire.heard().matchAll(/HTTP\/1\.1 (\d+)/g)].map((found) => found[1]);
  await expect.poll(statuses, { timeout: patience }).toHaveLength(20);
  expect(statuses()).toEqual(Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? '200' : '401')));
});

test('O4: a thousand connections that do nothing leave a signed-in person’s requests as quick as they were', async () => {
  const { accessToken } = await givenSession(app);
  const url = `http://127.0.0.1:${port}/api/account`;
  const measure = async () => {
    const milliseconds: number[] = [];
    for (let n = 0; n < 200; n += 1) {
      const startedAt = performance.now();
      const answer = await fetch(url, { headers: bearer(accessToken) });
      await answer.arrayBuffer();
      expect(answer.status).toBe(200);
      milliseconds.push(performance.now() - startedAt);
    }
    return milliseconds.toSorted((a, b) => a - b)[197] ?? 0;
  };
  await measure();
  const quiet = await measure();
  // One half says nothing at all, the other has been answered once and is kept alive.
  const idle = await Promise.all(Array.from({ length: 1000 }, () => open()));
  for (const { socket } of idle.slice(0, 500)) socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const busy = await measure();
  expect(busy).toBeLessThan(Math.max(20 * quiet, 200));
  for (const { closed } of idle) expect(await closed).toBeLessThan(patience);
});

test('O4: connections beyond the bound are closed before anything is read from them', async () => {
  app.app.server.server.maxConnections = 5;
  const held = await Promise.all(Array.from({ length: 5 }, () => open()));
  const sixth = await open();
  sixth.socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  expect(await sixth.closed).toBeLessThan(patience);
  expect(sixth.heard()).toBe('');
  for (const { socket } of held) socket.destroy();
  await expect
    .poll(async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.status, {
      timeout: patience,
    })
    .toBe(200);
});

test.each([
  ['a compressed body', 'Content-Encoding: gzip\r\nContent-Length: 4', 'abcd', 415],
  ['more than was announced to be allowed', 'Content-Length: 1048577', '', 413],
  ['a wish to be told first', 'Expect: 100-continue\r\nContent-Length: 1048577', '', 413],
] as const)('%s is refused before the body is read', async (_what, headers, body, status) => {
  const wire = await open();
  wire.socket.write(post('/api/auth/sign-in', headers) + body);
  await expect.poll(() => wire.heard(), { timeout: patience }).toContain(`HTTP/1.1 ${status}`);
  expect(await wire.closed).toBeLessThan(patience);
});

test('a HEAD whose headers are too large is refused without a body', async () => {
  const wire = await open();
  wire.socket.write(`HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`);
  await wire.closed;
  const answer = readAnswer(wire.heard());
  expect([answer.status, answer.body]).toEqual([431, '']);
});
