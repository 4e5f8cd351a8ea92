import { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** How long and how much one connection may hold on to. Milliseconds where not said otherwise. */
export type ConnectionBounds = {
  /** From the first byte, or from the connection where none comes, to the end of the headers (O1). */
  headers: number;
  /** To the end of the body (O2). */
  request: number;
  /** How often both are looked at. */
  interval: number;
  /** Without any byte in or out: an answer that nobody reads (O3, O5). Longer than `request`, which ends with an answer. */
  stalled: number;
  /** After an answer, until the next request. */
  keepAlive: number;
  /** Requests that wait on one connection for their answers. Browsers send one; pipelining tools a few. */
  pipelined: number;
  /** Connections at once; what is more is closed before it costs anything. */
  connections: number;
};

export const connectionBounds: ConnectionBounds = {
  headers: 10_000,
  request: 30_000,
  interval: 2000,
  stalled: 40_000,
  keepAlive: 5000,
  pipelined: 32,
  connections: 10_000,
};

/**
 * A proxy keeps its connections to us, and uses one at the very moment at which we give it up: the request is lost, and no
 * proxy sends a POST twice. So we keep them longer than it does: nginx and the balancers of AWS a minute, Traefik 90 seconds,
 * Caddy two minutes. They are as many as the proxy wants, while without a proxy they are as many as anybody wants.
 */
const behindProxyKeepAlive = 125_000;

/** @param config TRUSTED_PROXIES says that there is a proxy in front, and that nobody gets past it */
export const usualBounds = ({ trustedProxies }: { trustedProxies: readonly string[] }): ConnectionBounds =>
  trustedProxies.length > 0 ? { ...connectionBounds, keepAlive: behindProxyKeepAlive } : connectionBounds;

/** What Fastify and Node are told of it. */
export const serverOptions = (bounds: ConnectionBounds) => ({
  keepAliveTimeout: bounds.keepAlive,
  requestTimeout: bounds.request,
  // Node looks whether anything was taken off its hands before it gives up: a slow reader who reads is left alone.
  connectionTimeout: bounds.stalled,
  http: { maxHeaderSize: 16 * 1024, headersTimeout: bounds.headers, connectionsCheckingInterval: bounds.interval },
});

declare module 'node:net' {
  interface Socket {
    /** Requests of this connection that are not answered yet. */
    unanswered?: number;
  }
}

/**
 * Bounds what Node does not: connections, and requests that are sent ahead. Node stops reading a connection whose answers
 * are not taken, but only after the chunk at hand, and a chunk of 64 KiB holds more than a thousand requests for the
 * largest file there is.
 */
export function boundConnections(server: FastifyInstance, bounds: ConnectionBounds): void {
  server.server.maxConnections = bounds.connections;
  // Among several processes the next one would be offered it otherwise, and when all are full, round and round.
  Object.assign(server.server, { dropMaxConnection: true });
  server.addHook('onRequest', (request, _reply, done) => {
    const { socket } = request.raw;
    socket.unanswered = (socket.unanswered ?? 0) + 1;
    // Whoever does this reads no answers, so there is none.
    if (socket.unanswered > bounds.pipelined) socket.destroy();
    else done();
  });
  server.addHook('onResponse', (request, _reply, done) => {
    const { socket } = request.raw;
    socket.unanswered = (socket.unanswered ?? 1) - 1;
    done();
  });
}

/**
 * For work that is bounded by itself and may take longer than a connection may be silent: the connection is not given up
 * while it goes on, and the answer is watched again.
 */
export async function untilAnswered<T>({ raw }: FastifyRequest, work: () => Promise<T>): Promise<T> {
  const { socket } = raw;
  // In a test without a connection there is nothing to wait for.
  if (!(socket instanceof Socket)) return work();
  const { timeout = 0 } = socket;
  socket.setTimeout(0);
  try {
    return await work();
  } finally {
    socket.setTimeout(timeout);
  }
}
