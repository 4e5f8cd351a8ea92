import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import express from 'express';
import fastify from 'fastify';

import { createExpressGuard } from '../src/adapters/express.ts';
import { createFastifyGuard } from '../src/adapters/fastify.ts';
import { createNodeHttpGuard } from '../src/adapters/node-http.ts';
import type { GuardOptions } from '../src/create-guard.ts';
import type { Verifier } from '../src/create-verifier.ts';
import type { RouteRules } from '../src/route-rules.ts';
import { listen } from './authorization-server.ts';

export interface ApiServer {
  /** Without a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

type StartApi = (verifier: Verifier, options?: GuardOptions) => Promise<ApiServer>;

/** The same API with each adapter: every route answers who called it. */
const routes: Record<string, RouteRules | undefined> = {
  '/notes': undefined,
  '/public': { isOptional: true },
  '/admin': { roles: ['admin', 'moderator'] },
  '/board': { whenStale: 'accept' },
};

const seen = (auth: { sub: string; role: string } | null | undefined) =>
  auth ? { sub: auth.sub, role: auth.role } : { sub: auth };

const startNodeHttp: StartApi = async (verifier, options) => {
  const guard = createNodeHttpGuard(verifier, options);
  const server = createServer(async (request, response) => {
    const auth = await guard(request, response, routes[request.url?.split('?')[0] ?? '']);
    if (auth !== undefined) response.setHeader('Content-Type', 'application/json').end(JSON.stringify(seen(auth)));
  });
  const url = await listen(server);
  return { url, stop: () => new Promise((resolve) => server.close(() => resolve())) };
};

const startExpress: StartApi = async (verifier, options) => {
  const guard = createExpressGuard(verifier, options);
  const app = express().set('trust proxy', true);
  for (const [path, rules] of Object.entries(routes)) {
    app.all(path, guard(rules), (request, response) => {
      response.json(seen(request.auth));
    });
  }
  const server = createServer(app);
  const url = await listen(server);
  return { url, stop: () => new Promise((resolve) => server.close(() => resolve())) };
};

const startFastify: StartApi = async (verifier, options) => {
  const guard = createFastifyGuard(verifier, options);
  const app = fastify({ trustProxy: true });
  for (const [url, rules] of Object.entries(routes)) {
    app.route({ method: ['GET', 'POST'], url, onRequest: guard(rules), handler: async ({ auth }) => seen(auth) });
  }
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => app.close() };
};

export const apiServers: readonly (readonly [name: string, start: StartApi])[] = [
  ['node:http', startNodeHttp],
  ['Express', startExpress],
  ['Fastify', startFastify],
];
