import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '#server/config.ts';
import { describeApp, type TestApp } from '#test/test-app.ts';

const from = async (
  app: TestApp,
  remoteAddress: string,
  headers: Record<string, string> = {},
  url = '/api/account',
) => {
  const answer = await app.inject({ method: 'GET', url, remoteAddress, headers });
  return answer.statusCode === 403 ? answer.json().code : answer.statusCode;
};

describeApp('clients that are refused', (open) => {
  test('by what they say of themselves, whatever the case, on every route and page', async () => {
    const app = await open({ DENIED_USER_AGENTS: 'evilbot, Python-Requests' });
    for (const agent of ['EvilBot/2.0 (+https://evil.example)', 'python-requests/2.32'])
      for (const url of ['/api/account', '/.well-known/jwks.json', '/problems/not_found', '/nowhere'])
        expect(await from(app, '192.0.2.1', { 'user-agent': agent }, url)).toBe('client_refused');
    expect(await from(app, '192.0.2.1', { 'user-agent': 'Mozilla/5.0' })).toBe(401);
    expect(await from(app, '192.0.2.1')).toBe(401);
  });

  test('by their network, IPv4 also where it comes mapped into IPv6', async () => {
    const app = await open({ ALLOWED_NETWORKS: '10.0.0.0/8, 192.0.2.7, 2001:db8::/32' });
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.7', '2001:db8:1::5'])
      expect([address, await from(app, address)]).toEqual([address, 401]);
    for (const address of ['11.0.0.1', '::ffff:11.0.0.1', '192.0.2.8', '2001:db9::1'])
      expect([address, await from(app, address)]).toEqual([address, 'client_refused']);
  });

  test('a forwarded address is believed from a trusted proxy only', async () => {
    const forwarded = { 'x-forwarded-for': '10.1.2.3' };
    const open10 = { ALLOWED_NETWORKS: '10.0.0.0/8' };
    const direct = await open(open10);
    expect(await from(direct, '192.0.2.1', forwarded)).toBe('client_refused');
    const proxied = await open({ ...open10, TRUSTED_PROXIES: '192.0.2.1' });
    expect(await from(proxied, '192.0.2.1', forwarded)).toBe(401);
    expect(await from(proxied, '192.0.2.1', { 'x-forwarded-for': '203.0.113.9' })).toBe('client_refused');
  });

  test('health answers everybody', async () => {
    const app = await open({ ALLOWED_NETWORKS: '10.0.0.0/8', DENIED_USER_AGENTS: 'probe' });
    for (const url of ['/healthz', '/readyz'])
      expect(await from(app, '192.0.2.1', { 'user-agent': 'probe/1' }, url)).toBe(200);
  });

  test('a refused client is not counted and learns no route: unknown ones are refused alike', async () => {
    const app = await open({ ALLOWED_NETWORKS: '10.0.0.0/8', SIGN_UPS_PER_HOUR: '1' });
    const body = { email: 'ann@example.com', password: 'a good long password' };
    for (let count = 0; count < 3; count += 1) {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/auth/sign-up',
        remoteAddress: '192.0.2.1',
        payload: body,
      });
      expect(answer.statusCode).toBe(403);
    }
    const answer = await app.inject({
      method: 'POST',
      url: '/api/auth/sign-up',
      remoteAddress: '10.0.0.1',
      payload: body,
    });
    expect(answer.statusCode).toBe(201);
  });
});

test.each(['everyone', '10.0.0.0/33', '0.0.0.0/0'])('ALLOWED_NETWORKS=%s stops the start by its name', (value) => {
  const read = () => readConfig({ NODE_ENV: 'test', ALLOWED_NETWORKS: value }, '/nonexistent');
  expect(read).toThrow(ConfigError);
  expect(read).toThrow('ALLOWED_NETWORKS: must be addresses or networks such as 10.0.0.0/8');
});
