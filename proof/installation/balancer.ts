import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Door } from '#proof/load/ask.ts';

/** In front of several nodes, as any balancer: they take turns, and one that takes no connection is passed over. */
export type Balancer = Door & {
  /** Gives it requests. */
  putIn(node: Door): void;
  /** Gives it nothing more, and resolves when what it had is answered. */
  takeOut(node: Door): Promise<void>;
  close(): Promise<void>;
};

const mostTries = 50;

export async function startBalancer(): Promise<Balancer> {
  const nodes: Door[] = [];
  const underWay = new Map<Door, number>();
  const agent = new Agent({ keepAlive: false });
  const count = (node: Door, by: number) => underWay.set(node, (underWay.get(node) ?? 0) + by);
  let turn = 0;

  const pass = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const body = await readWhole(asked);
    for (let tries = 0; tries < mostTries; tries += 1) {
      turn += 1;
      const node = nodes[turn % nodes.length];
      if (node !== undefined) {
        count(node, 1);
        const isTaken = await forward(node, { asked, body, agent, answer }).finally(() => count(node, -1));
        if (isTaken) return;
      }
      await wait(5);
    }
    answer.writeHead(502).end();
  };
  const server = createServer((asked, answer) => {
    pass(asked, answer).catch(() => answer.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    name: 'balancer',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    putIn: (node) => void nodes.push(node),
    takeOut: async (node) => {
      nodes.splice(nodes.indexOf(node), 1);
      while ((underWay.get(node) ?? 0) > 0) await wait(5);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Forwarded = { asked: IncomingMessage; body: Buffer; agent: Agent; answer: ServerResponse };

/** @returns whether the node has taken the connection: another one is asked only if it has not */
function forward(node: Door, { asked, body, agent, answer }: Forwarded): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const headers = { ...asked.headers, connection: 'close' };
  const sent = request(node.url + asked.url, { method: asked.method, headers, agent });
  sent.once('error', (error: NodeJS.ErrnoException) =>
    error.code === 'ECONNREFUSED' ? resolve(false) : reject(error),
  );
  sent.once('response', (given) => {
    readWhole(given).then((text) => {
      const { connection: _, ...kept } = given.headers;
      answer.writeHead(given.statusCode ?? 502, { ...kept, 'x-answered-by': node.name });
      answer.end(text, () => resolve(true));
    }, reject);
  });
  sent.end(body);
  return promise;
}

async function readWhole(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
