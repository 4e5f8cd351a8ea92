import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, type RunningService, startService } from '../start-service.ts';
import { type RunningPostgres, startPostgres } from './start-postgres.ts';
import { type RunningRedis, startRedis } from './start-redis.ts';

export type Answer = { status: number; headers: IncomingHttpHeaders; body: Record<string, unknown> };
export type Call = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  body?: unknown;
  bearer?: string;
  headers?: Record<string, string>;
  /** The address of this machine that the call comes from: any of 127.0.0.0/8. */
  from?: string;
};
/** One process of the service. */
export type Node = { service: RunningService; log(): string; call(path: string, call?: Call): Promise<Answer> };

export type TwoNodes = {
  nodes: readonly [Node, Node];
  postgres: RunningPostgres;
  redis: RunningRedis;
  stop(): Promise<void>;
};

/** Two processes on one PostgreSQL and one Redis, all of them the test's own; the token of either is good at both. */
export async function startTwoNodes(settings: Readonly<Record<string, string>> = {}): Promise<TwoNodes> {
  const directory = mkdtempSync(join(tmpdir(), 'portress-nodes-'));
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const ports = [await findFreePort(), await findFreePort()];
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const start = async (port: number, name: string): Promise<Node> => {
    const dataDir = join(directory, name);
    const service = await startService({
      port,
      dataDir,
      secretKey: 'a-secret-for-two-nodes-0123456789-abcdefghijk',
      settings: {
        PUBLIC_URL: `http://localhost:${ports[0]}`,
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        SIGN_UPS_PER_HOUR: '0',
        ...settings,
      },
    });
    return {
      service,
      log: () => readFileSync(join(dataDir, 'service.log'), 'utf8'),
      call: (path, call = {}) => send(agent, port, path, call),
    };
  };

  // One after the other: the first brings the schema up.
  const nodes = [await start(ports[0] ?? 0, 'a'), await start(ports[1] ?? 0, 'b')] as const;

  return {
    nodes,
    postgres,
    redis,
    stop: async () => {
      agent.destroy();
      await Promise.all(nodes.map(({ service }) => service.stop()));
      await redis.remove();
      await postgres.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const patienceMilliseconds = 20_000;

function send(agent: Agent, port: number, path: string, call: Call): Promise<Answer> {
  const { method = call.body === undefined ? 'GET' : 'POST', body, bearer, headers = {}, from } = call;
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        agent,
        timeout: patienceMilliseconds,
        ...(from !== undefined && { localAddress: from }),
        headers: {
          ...(payload !== undefined && { 'content-type': 'application/json' }),
          ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
          ...headers,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
          });
        });
      },
    );
    sending.once('timeout', () => sending.destroy(new Error(`no answer to ${method} ${path}`)));
    sending.once('error', (error) => {
      // The service may close a kept connection at the moment at which it is used again; a client then asks on another.
      if (sending.reusedSocket && 'code' in error && error.code === 'ECONNRESET')
        resolve(send(agent, port, path, call));
      else reject(error);
    });
    sending.end(payload);
  });
}
