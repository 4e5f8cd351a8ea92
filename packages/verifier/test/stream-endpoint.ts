import type { IncomingMessage, ServerResponse } from 'node:http';

/** One line of the list, as it stands on the wire. */
export interface WireRevocation {
  kind: string;
  id: string;
  epoch: number | null;
  revoked_at: string;
  expires_at: string;
}

/** `GET /api/revocations/stream` as the service answers it, and as it must never answer. */
export interface StreamEndpoint {
  /** What each connection asked for: its `Last-Event-ID`, or null. */
  readonly asked: (string | null)[];
  readonly revocations: WireRevocation[];
  /** Another answer than the stream, while it is set. */
  refusal: { status: number; headers?: Record<string, string> } | undefined;
  /** Whether a heartbeat is sent each second; a node that is not up to date itself sends none. */
  beats: boolean;
  /** Whether anything is sent at all, as over a connection that somebody between has forgotten. */
  isSilent: boolean;
  /** The `Date` of the answers; the true one unless set. */
  date: string | undefined;
  revoke(revocation: Partial<WireRevocation>): number;
  beat(): void;
  /** Writes to every connection what is given, to the letter. */
  write(text: string): void;
  /** Ends every connection. */
  cut(): void;
  readonly connections: number;
  answer(request: IncomingMessage, response: ServerResponse): void;
  stop(): void;
}

export const wireRevocation = (given: Partial<WireRevocation>): WireRevocation => ({
  kind: 'session',
  id: 'session-1',
  epoch: null,
  revoked_at: new Date().toISOString(),
  expires_at: new Date(Date.now() + 900_000).toISOString(),
  ...given,
});

export function createStreamEndpoint(serviceKey: string): StreamEndpoint {
  const connections = new Set<ServerResponse>();
  const timer = setInterval(() => endpoint.beats && endpoint.beat(), 1000);
  const write = (text: string) => {
    if (!endpoint.isSilent) for (const connection of connections) connection.write(text);
  };
  const tell = (sequence: number) =>
    `event: revocation\nid: ${sequence}\ndata: ${JSON.stringify({ sequence, ...endpoint.revocations[sequence - 1] })}\n\n`;
  const snapshot = () => {
    const sequence = endpoint.revocations.length;
    const data = JSON.stringify({ sequence, items: endpoint.revocations });
    return `event: snapshot\nid: ${sequence}\ndata: ${data}\n\n`;
  };
  const heartbeat = () => `event: heartbeat\ndata: ${JSON.stringify({ sequence: endpoint.revocations.length })}\n\n`;

  const endpoint: StreamEndpoint = {
    asked: [],
    revocations: [],
    refusal: undefined,
    beats: true,
    isSilent: false,
    date: undefined,
    get connections() {
      return connections.size;
    },
    revoke(given) {
      endpoint.revocations.push(wireRevocation(given));
      write(tell(endpoint.revocations.length));
      return endpoint.revocations.length;
    },
    beat: () => write(heartbeat()),
    write,
    cut() {
      for (const connection of connections) connection.destroy();
    },
    answer(request, response) {
      const asked = request.headers['last-event-id'];
      endpoint.asked.push(asked === undefined ? null : String(asked));
      const isKnown = request.headers.authorization === `Bearer ${serviceKey}`;
      const refusal = endpoint.refusal ?? (isKnown ? undefined : { status: 401 });
      if (refusal) return void response.writeHead(refusal.status, refusal.headers).end('{}');
      response.writeHead(200, {
        'Content-Type': 'text/event-stream',
        ...(endpoint.date !== undefined && { Date: endpoint.date }),
      });
      connections.add(response);
      response.on('close', () => connections.delete(response));
      if (endpoint.isSilent) return response.flushHeaders();
      const from = Number(asked ?? Number.NaN);
      const isUsable = from <= endpoint.revocations.length;
      response.write('retry: 500\n: welcome\n\n');
      response.write(isUsable ? missedSince(from) : snapshot());
      return void response.write(heartbeat());
    },
    stop() {
      clearInterval(timer);
      endpoint.cut();
    },
  };
  const missedSince = (from: number) =>
    endpoint.revocations.flatMap((_, index) => (index >= from ? [tell(index + 1)] : [])).join('');
  return endpoint;
}
