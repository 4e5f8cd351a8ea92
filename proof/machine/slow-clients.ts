import { connect, type Socket } from 'node:net';

/** How a client can be slow to send: with its headers, or with its body. */
export type Slowness = 'headers' | 'body';

export type SlowClient = {
  slowness: Slowness;
  /** What it has been answered so far. */
  heard(): string;
  /** After how many milliseconds the other side has closed it; undefined while it has not. */
  closedAfter(): number | undefined;
  leave(): void;
};

const dripMilliseconds = 500;
const begins: Record<Slowness, string> = {
  headers: 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
  body: 'POST /api/auth/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{"login":"',
};

/** A client that begins like any other, and then sends one byte now and then. */
export function openSlowClient(port: number, slowness: Slowness): Promise<SlowClient> {
  const { promise, resolve, reject } = Promise.withResolvers<SlowClient>();
  const socket: Socket = connect(port, '127.0.0.1');
  const parts: Buffer[] = [];
  let closedAfter: number | undefined;
  const startedAt = performance.now();
  const dripping = setInterval(() => {
    if (socket.writable) socket.write('a');
  }, dripMilliseconds);
  socket.on('data', (part) => parts.push(part));
  socket.once('error', reject);
  socket.once('close', () => {
    closedAfter = performance.now() - startedAt;
    clearInterval(dripping);
  });
  socket.once('connect', () => {
    socket.off('error', reject);
    // Whoever is cut off while it writes hears of it here.
    socket.on('error', () => {});
    socket.write(begins[slowness]);
    resolve({
      slowness,
      heard: () => Buffer.concat(parts).toString('latin1'),
      closedAfter: () => closedAfter,
      leave: () => socket.destroy(),
    });
  });
  return promise;
}
