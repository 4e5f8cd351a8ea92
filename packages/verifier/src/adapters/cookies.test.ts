import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type ApiServer, apiServers } from '../../test/api-servers.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../test/authorization-server.ts';
import { setCookiesOf } from '../../test/refresh-endpoint.ts';
import { createVerifier, type Verifier } from '../create-verifier.ts';

let server: AuthorizationServer;
let verifier: Verifier;
let api: ApiServer;

beforeEach(async () => {
  server = await startAuthorizationServer();
  const { issuer, audience, serviceKey } = server;
  verifier = createVerifier({ issuer, audience, serviceKey, onError: () => {} });
  await verifier.ready();
});

afterEach(async () => {
  await api.stop();
  await verifier.close();
  await server.stop();
});

type Headers = Record<string, string>;
const ask = (path: string, headers: Headers = {}, method = 'GET') => fetch(`${api.url}${path}`, { method, headers });
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];
const expired = () => Math.floor(Date.now() / 1000) - 60;
const sameOrigin = { 'sec-fetch-site': 'same-origin' };

describe.each(apiServers)('the access cookie, with the adapter for %s', (_, start) => {
  beforeEach(async () => {
    api = await start(verifier, { cookies: { allowedOrigins: ['https://shop.example'] } });
  });
  const cookie = async (claims = {}) => `theme=dark; access_token=${await server.sign(claims)}; access=x`;

  it('says who calls where there is no Authorization header, which otherwise wins', async () => {
    expect(await (await ask('/notes', { cookie: await cookie() })).json()).toMatchObject({ sub: 'account-1' });
    const both = { cookie: await cookie(), authorization: `Bearer ${await server.sign({ sub: 'account-2' })}` };
    expect(await (await ask('/notes', both)).json()).toMatchObject({ sub: 'account-2' });
    expect(await codeOf(await ask('/notes', { ...both, authorization: 'Bearer x.y.z' }))).toEqual([
      401,
      'invalid_token',
    ]);
    expect(await codeOf(await ask('/notes', { cookie: 'theme=dark; access_token=' }))).toEqual([401, 'not_signed_in']);
  });

  it('E13: is 401 when its name comes twice', async () => {
    const twice = `${await cookie()}; access_token=planted`;
    expect(await codeOf(await ask('/notes', { cookie: twice }))).toEqual([401, 'invalid_token']);
    expect(await codeOf(await ask('/public', { cookie: twice }))).toEqual([401, 'invalid_token']);
  });

  it('K2: counts for an unsafe request only if that comes from a page that may send it', async () => {
    const { origin } = new URL(server.issuer);
    const refused: Headers[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'https://shop.example.evil.example' },
      { origin: 'http://shop.example' },
    ];
    for (const headers of refused)
      expect(await codeOf(await ask('/notes', { ...headers, cookie: await cookie() }, 'POST'))).toEqual([
        403,
        'cross_site_request',
      ]);
    const admitted: Headers[] = [
      sameOrigin,
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'cross-site', origin: 'https://shop.example' },
      { origin },
    ];
    for (const headers of admitted)
      expect((await ask('/notes', { ...headers, cookie: await cookie() }, 'POST')).status).toBe(200);
    const bearer = { authorization: `Bearer ${await server.sign()}`, cookie: await cookie() };
    expect((await ask('/notes', bearer, 'POST')).status).toBe(200);
    expect((await ask('/notes', { 'sec-fetch-site': 'cross-site', cookie: await cookie() })).status).toBe(200);
  });

  it('that has expired is 401, or nobody where signing in is optional; nothing is refreshed or cleared', async () => {
    const headers = { cookie: `${await cookie({ exp: expired() })}; refresh_token=refresh-1` };
    const answer = await ask('/notes', headers);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await codeOf(answer)).toEqual([401, 'invalid_token']);
    expect(await (await ask('/public', headers)).json()).toEqual({ sub: null });
    expect(server.refresh.asked).toEqual([]);
  });
});

describe.each(apiServers)('the refresh cookie, with the adapter for %s', (_, start) => {
  beforeEach(async () => {
    api = await start(verifier, { cookies: { refresh: true } });
  });
  const refreshCookie = { cookie: 'theme=dark; refresh_token=refresh-1' };

  it('stands in for a missing access cookie, and the new cookies reach the browser to the letter', async () => {
    server.refresh.claims = { sub: 'account-7' };
    const answer = await ask('/notes', { ...refreshCookie, 'user-agent': 'Firefox', 'x-forwarded-for': '192.0.2.7' });
    expect(await answer.json()).toMatchObject({ sub: 'account-7' });
    const [access = ''] = answer.headers.getSetCookie();
    expect(answer.headers.getSetCookie()).toEqual(
      setCookiesOf(access.split(';')[0]?.replace('access_token=', '') ?? '', 'refresh-2'),
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    // Nothing else of the person's cookies leaves this server.
    expect(server.refresh.asked).toMatchObject([{ cookie: 'refresh_token=refresh-1', 'user-agent': 'Firefox' }]);
  });

  it('stands in for an expired or mangled one, and is left alone beside a good one', async () => {
    for (const access of [await server.sign({ exp: expired() }), 'x.y.z']) {
      const answer = await ask('/notes', { cookie: `access_token=${access}; refresh_token=refresh-1` });
      expect([answer.status, answer.headers.getSetCookie().length]).toEqual([200, 2]);
    }
    const good = await ask('/notes', { cookie: `access_token=${await server.sign()}; refresh_token=refresh-1` });
    expect([good.status, good.headers.getSetCookie()]).toEqual([200, []]);
    expect(server.refresh.asked).toHaveLength(2);
  });

  it('is exchanged once for all requests that come with it at a time', async () => {
    server.refresh.delayMilliseconds = 300;
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/notes', refreshCookie)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(new Set(answers.map((answer) => answer.headers.getSetCookie().join())).size).toBe(1);
    expect(server.refresh.asked).toHaveLength(1);
    await ask('/notes', refreshCookie);
    expect(server.refresh.asked).toHaveLength(2);
  });

  it('of a session that has ended is 401, or nobody where signing in is optional; no cookie is cleared', async () => {
    for (const code of ['session_ended', 'invalid_refresh_token']) {
      server.refresh.refusal = { status: 401, code };
      const answer = await ask('/notes', refreshCookie);
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(await codeOf(answer)).toEqual([401, 'invalid_token']);
      expect(await (await ask('/public', refreshCookie)).json()).toEqual({ sub: null });
    }
  });

  it('P9: signs nobody out because of the network, a limit or a fault', async () => {
    const refusals = [
      { status: 429, code: 'too_many_requests', headers: { 'Retry-After': '7' } },
      { status: 500, code: 'internal_error' },
      { status: 503, code: 'overloaded', headers: { 'Retry-After': '7' } },
      { status: 403, code: 'client_refused' },
      { status: 401, code: 'not_signed_in' },
      { status: 200, isCut: true },
    ];
    for (const refusal of refusals) {
      server.refresh.refusal = refusal;
      const answer = await ask('/notes', refreshCookie);
      expect(answer.headers.get('retry-after')).toBe(refusal.headers?.['Retry-After'] ?? '1');
      expect(await codeOf(answer)).toEqual([503, 'refresh_unavailable']);
      expect((await ask('/public', refreshCookie)).status).toBe(503);
    }
  });

  it('K2: is not exchanged for an unsafe request of another site', async () => {
    expect(await codeOf(await ask('/notes', refreshCookie, 'POST'))).toEqual([403, 'cross_site_request']);
    expect(server.refresh.asked).toEqual([]);
    expect((await ask('/notes', { ...refreshCookie, ...sameOrigin }, 'POST')).status).toBe(200);
  });

  it('brings its new cookies along although the role does not suffice, or the new token is refused', async () => {
    const forbidden = await ask('/admin', refreshCookie);
    expect([forbidden.status, forbidden.headers.getSetCookie().length]).toEqual([403, 2]);
    await verifier.close();
    const stale = await ask('/notes', refreshCookie);
    expect([stale.status, stale.headers.getSetCookie().length]).toEqual([503, 2]);
  });

  it('that comes twice, or cannot be one of ours, is not exchanged', async () => {
    for (const value of ['refresh-1; refresh_token=planted', 'a b', 'é', 'x'.repeat(5_000)])
      expect(await codeOf(await ask('/notes', { cookie: `refresh_token=${value}` }))).toEqual([401, 'invalid_token']);
    expect(server.refresh.asked).toEqual([]);
  });
});

it.each(apiServers.slice(1))(
  'with %s the address of the device is the one that its proxies vouch for',
  async (_, start) => {
    api = await start(verifier, { cookies: { refresh: true } });
    await ask('/notes', { cookie: 'refresh_token=refresh-1', 'x-forwarded-for': '192.0.2.7' });
    expect(server.refresh.asked).toMatchObject([{ 'x-forwarded-for': '192.0.2.7' }]);
  },
);
