import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type AuthorizationServer, startAuthorizationServer } from '../../test/authorization-server.ts';
import { createVerifier } from '../create-verifier.ts';
import { createNodeHttpGuard } from './node-http.ts';

let authorizationServer: AuthorizationServer;
let api: Server;
let address: string;

beforeEach(async () => {
  authorizationServer = await startAuthorizationServer();
  const { issuer, audience } = authorizationServer;
  const guard = createNodeHttpGuard(createVerifier({ issuer, audience, revocations: 'none' }));
  api = createServer(async (request, response) => {
    const claims = await guard(request, response);
    if (claims) response.end(`hello ${claims.sub}`);
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(api.address() as AddressInfo).port}/`;
});

afterEach(async () => {
  await new Promise((resolve) => api.close(resolve));
  await authorizationServer.stop();
});

const get = (authorization?: string, query = '') =>
  fetch(`${address}${query}`, { headers: authorization === undefined ? {} : { authorization } });

describe('a guarded API', () => {
  it('answers with a good token', async () => {
    const answer = await get(`Bearer ${await authorizationServer.sign()}`);
    expect([answer.status, await answer.text()]).toEqual([200, 'hello account-1']);
  });

  it('answers 401 with a bare challenge when there is no token', async () => {
    const answer = await get();
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 401, code: 'not_signed_in' });
  });

  it('answers 401 invalid_token for a bad one, and tells nobody why', async () => {
    const answer = await get(`Bearer ${await authorizationServer.sign({ aud: 'https://other.example' })}`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await answer.text()).not.toContain('aud');
  });

  it('D15: ignores a token in the address', async () => {
    expect((await get(undefined, `?access_token=${await authorizationServer.sign()}`)).status).toBe(401);
  });

  it('answers 400 when the header is sent twice', async () => {
    const token = await authorizationServer.sign();
    const status = await new Promise((resolve, reject) => {
      const sent = httpRequest(address, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
      sent.setHeader('Authorization', [`Bearer ${token}`, `Bearer ${token}`]);
      sent.end();
    });
    expect(status).toBe(400);
  });

  it('answers 503 with Retry-After while the keys cannot be fetched', async () => {
    authorizationServer.status = 500;
    const answer = await get(`Bearer ${await authorizationServer.sign()}`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(answer.headers.get('www-authenticate')).toBeNull();
  });
});
