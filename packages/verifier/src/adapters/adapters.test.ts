import { request as httpRequest } from 'node:http';

import express from 'express';
import fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type ApiServer, apiServers } from '../../test/api-servers.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../test/authorization-server.ts';
import { createVerifier, type Verifier } from '../create-verifier.ts';
import { createFastifyGuard } from './fastify.ts';

let authorizationServer: AuthorizationServer;
let verifier: Verifier;
let api: ApiServer;

beforeEach(async () => {
  authorizationServer = await startAuthorizationServer();
  const { issuer, audience, serviceKey } = authorizationServer;
  verifier = createVerifier({ issuer, audience, serviceKey, onError: () => {} });
  await verifier.ready();
});

afterEach(async () => {
  await api.stop();
  await verifier.close();
  await authorizationServer.stop();
});

const get = (path: string, authorization?: string) =>
  fetch(`${api.url}${path}`, { headers: authorization === undefined ? {} : { authorization } });
const bearer = async (claims = {}) => `Bearer ${await authorizationServer.sign(claims)}`;

describe.each(apiServers)('an API guarded with the adapter for %s', (_, start) => {
  beforeEach(async () => {
    api = await start(verifier);
  });

  it('knows who calls by a good token', async () => {
    const answer = await get('/notes', await bearer({ role: 'moderator' }));
    expect([answer.status, await answer.json()]).toEqual([200, { sub: 'account-1', role: 'moderator' }]);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('answers 401 with a bare challenge when there is no token', async () => {
    const answer = await get('/notes');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({
      title: 'An access token is needed',
      status: 401,
      code: 'not_signed_in',
    });
  });

  it('answers 401 invalid_token for a bad one, and tells nobody why', async () => {
    const answer = await get('/notes', await bearer({ aud: 'https://other.example' }));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await answer.text()).not.toContain('aud');
  });

  it('answers 403 to other roles than the route asks for', async () => {
    const answer = await get('/admin', await bearer({ role: 'user' }));
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    expect(await answer.json()).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await get('/admin', await bearer({ role: 'moderator' }))).status).toBe(200);
    expect((await get('/admin')).status).toBe(401);
  });

  it('admits anybody where signing in is optional, but no bad token', async () => {
    expect(await (await get('/public')).json()).toEqual({ sub: null });
    expect(await (await get('/public', 'Basic YTpi')).json()).toEqual({ sub: null });
    expect(await (await get('/public', await bearer())).json()).toMatchObject({ sub: 'account-1' });
    expect((await get('/public', 'Bearer x.y.z')).status).toBe(401);
  });

  it('E8: refuses a session that has ended, wherever it was admitted before', async () => {
    const authorization = await bearer();
    for (const path of ['/notes', '/board', '/public']) expect((await get(path, authorization)).status).toBe(200);
    authorizationServer.stream.revoke({ id: 'session-1' });
    await expect.poll(async () => (await get('/notes', authorization)).status, { timeout: 5_000 }).toBe(401);
    for (const path of ['/board', '/public']) expect((await get(path, authorization)).status).toBe(401);
  });

  it('answers 503 with Retry-After while nobody says what was revoked, where the route does not accept that', async () => {
    await verifier.close();
    const answer = await get('/notes', await bearer());
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(answer.headers.get('www-authenticate')).toBeNull();
    expect(await answer.json()).toMatchObject({ code: 'revocations_stale' });
    expect((await get('/board', await bearer())).status).toBe(200);
    expect((await get('/public')).status).toBe(200);
  });

  it('answers 503 with Retry-After while the keys cannot be fetched', async () => {
    authorizationServer.status = 500;
    const answer = await get('/notes', await bearer());
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({ code: 'keys_unavailable' });
  });

  it('D15: ignores a token in the address', async () => {
    const token = await authorizationServer.sign();
    expect((await get(`/notes?access_token=${token}`)).status).toBe(401);
  });

  it('looks at no cookie unless it is told to', async () => {
    const cookie = `access_token=${await authorizationServer.sign()}`;
    expect((await fetch(`${api.url}/notes`, { headers: { cookie } })).status).toBe(401);
  });

  it('answers 400 when the header is sent twice', async () => {
    const token = await authorizationServer.sign();
    const status = await new Promise((resolve, reject) => {
      const sent = httpRequest(`${api.url}/notes`, (answer) => resolve(answer.resume().statusCode));
      sent.on('error', reject);
      sent.setHeader('Authorization', [`Bearer ${token}`, `Bearer ${token}`]);
      sent.end();
    });
    expect(status).toBe(400);
  });
});

describe('with Fastify', () => {
  it('injected requests of tests are guarded like those of a network, and one hook guards a whole scope', async () => {
    const app = fastify();
    app.addHook('onRequest', createFastifyGuard(verifier)());
    app.get('/notes', async ({ auth }) => auth?.sub);
    api = { url: '', stop: () => app.close() };
    const inject = (headers: Record<string, string>) => app.inject({ url: '/notes', headers });
    expect((await inject({})).statusCode).toBe(401);
    expect((await inject({ authorization: await bearer() })).body).toBe('account-1');
  });
});

it('the Express guard hands faults that are none of its refusals to the next error handler', async () => {
  const { createExpressGuard } = await import('./express.ts');
  const broken: Verifier = { ...verifier, verify: () => Promise.reject(new Error('a defect')) };
  const app = express();
  app.get('/notes', createExpressGuard(broken)());
  app.use(((error, _request, response, _next) => {
    response.status(500).send((error as Error).message);
  }) satisfies express.ErrorRequestHandler);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address() as { port: number };
  api = {
    url: `http://127.0.0.1:${address.port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const answer = await get('/notes', await bearer());
  expect([answer.status, await answer.text()]).toEqual([500, 'a defect']);
});
