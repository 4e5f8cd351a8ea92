import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { freePort } from './start-service.ts';

export interface FrontDoor {
  origin: string;
  /** Where it expects the service. */
  servicePort: number;
  /** The Cookie headers that the neighbour's pages were sent. */
  neighbourCookies: (string | undefined)[];
  close: () => Promise<void>;
}

/** What an operator puts in front: one host, the service below `/accounts`, somebody else's page at every other path. */
export async function openFrontDoor(servicePort: number): Promise<FrontDoor> {
  const port = await freePort();
  const neighbourCookies: (string | undefined)[] = [];

  const server = createServer((incoming, answer) => {
    if (incoming.url?.startsWith('/accounts')) {
      passOn(incoming, answer, servicePort);
      return;
    }
    neighbourCookies.push(incoming.headers.cookie);
    answer.writeHead(200, { 'content-type': 'text/html' });
    answer.end(
      '<!doctype html><html lang="en"><title>Neighbour</title><link rel="icon" href="data:,"><h1>Neighbour</h1>',
    );
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${port}`,
    servicePort,
    neighbourCookies,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function passOn(incoming: IncomingMessage, answer: ServerResponse, port: number): void {
  const { method, url: path, headers } = incoming;
  const forwarded = { ...headers, 'x-forwarded-for': '203.0.113.7', 'x-forwarded-host': 'evil.example' };
  const onward = request({ port, host: '127.0.0.1', method, path, headers: forwarded }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  incoming.pipe(onward);
}
