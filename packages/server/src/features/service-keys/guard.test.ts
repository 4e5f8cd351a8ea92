import { expect, test } from 'vitest';
import { listAuditEvents, pageAuditEvents } from '#features/audit-log/store.ts';
import { statement } from '#platform/database/statement.ts';
import { givenServiceKey } from '#test/given-service-key.ts';
import { bearer, describeApp, openApp, type TestApp } from '#test/test-app.ts';
import { revokeServiceKey } from './revoke-service-key.ts';
import { listServiceKeys } from './store.ts';

const rows = statement<Record<never, never>, { key_hash: Uint8Array }>(
  'test.service_keys',
  'SELECT * FROM service_keys',
);
const list = (app: TestApp, headers: Record<string, string>) => app.get('/api/revocations', headers);
const statusOf = async (app: TestApp, headers: Record<string, string>) => (await list(app, headers)).statusCode;

describeApp('a service key', (open) => {
  test('I8: is 256 random bits behind a prefix, of which only the digest is kept', async () => {
    const app = await open();
    const { key } = await givenServiceKey(app, ['introspect']);
    expect(key).toMatch(/^psk_[\w-]{43}$/);
    const [row] = await app.database.read.all(rows, {});
    expect(row?.key_hash).toHaveLength(32);
    expect(JSON.stringify(row)).not.toContain(key.slice(4));
  });

  test('I6, I8: opens the calls of its scopes and no others', async () => {
    const app = await open();
    const introspecting = await givenServiceKey(app, ['introspect']);
    const refused = await list(app, introspecting.headers);
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'insufficient_scope']);
    expect(refused.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="revocations:read"');
    const reading = await givenServiceKey(app, ['revocations:read']);
    expect(await statusOf(app, reading.headers)).toBe(200);
    const introspection = await app.inject({
      method: 'POST',
      url: '/api/introspect',
      headers: { ...reading.headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'token=x',
    });
    expect([introspection.statusCode, introspection.json().error]).toEqual([403, 'insufficient_scope']);
    expect(introspection.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="introspect"');
  });

  test('D1, I8: is no credential of a person, and theirs are none here; it changes nothing', async () => {
    const app = await open();
    const { headers } = await givenServiceKey(app, ['revocations:read', 'introspect', 'accounts:read']);
    const account = await app.givenAccount({ role: 'admin' });
    const { access_token: token, refresh_token: refreshToken } = (await app.signIn(account)).json();
    for (const credential of [token, refreshToken, 'x', `psk_${'A'.repeat(42)}`, `psk_${'A'.repeat(44)}`]) {
      const answer = await list(app, bearer(credential));
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'invalid_token']);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer error="invalid_token"/);
    }
    const guarded = app.app.routes.filter(({ guard }) => guard.security !== 'none' && guard.scope === undefined);
    expect(guarded.length).toBeGreaterThan(30);
    for (const { method, path } of guarded) {
      const url = path.replace(/:\w+/g, account.id);
      const answer = await app.inject({ method, url, headers, ...(method !== 'GET' && { payload: {} }) });
      expect([method, path, answer.statusCode, answer.json().code]).toEqual([method, path, 401, 'invalid_token']);
    }
    const writing = app.app.routes.filter(({ guard, method }) => guard.scope !== undefined && method !== 'GET');
    expect(writing.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /api/introspect']);
  });

  test('is taken from the header alone: in a query, a cookie or a body it counts for nothing', async () => {
    const app = await open();
    const { key, headers } = await givenServiceKey(app, ['revocations:read', 'introspect']);
    for (const name of ['access_token', 'key', 'service_key', 'token']) {
      const inQuery = await app.get(`/api/revocations?${name}=${key}`);
      expect([inQuery.statusCode, inQuery.headers['www-authenticate']]).toEqual([401, 'Bearer']);
      expect(await statusOf(app, { cookie: `${name}=${key}` })).toBe(401);
    }
    expect(await statusOf(app, { authorization: `Basic ${key}` })).toBe(401);
    expect(await statusOf(app, { authorization: `Bearer ${key} x` })).toBe(401);
    expect(await statusOf(app, { ...headers, cookie: 'access_token=forged; refresh_token=forged' })).toBe(200);
    const page = { ...headers, origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
    expect(await statusOf(app, page)).toBe(200);
  });

  test('I8, P3: is refused by the next call on every node once it is revoked or has expired', async () => {
    const app = await open();
    const other = await openApp({ ...app, close: async () => {} });
    const [one, two] = [
      await givenServiceKey(app, ['revocations:read']),
      await givenServiceKey(app, ['revocations:read'], { lifetimeSeconds: 60 }),
    ];
    for (const { headers } of [one, two])
      for (const node of [app, other]) expect(await statusOf(node, headers)).toBe(200);
    await revokeServiceKey(app, one.id);
    await app.clock.wind({ seconds: 61 });
    for (const { headers } of [one, two])
      for (const node of [app, other]) expect(await statusOf(node, headers)).toBe(401);
    await expect(revokeServiceKey(app, one.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(revokeServiceKey(app, 'unknown')).rejects.toMatchObject({ code: 'not_found' });
    await other.app.server.close();
  });

  test('I8: of 100 calls at once exactly as many are let in as a minute may have', async () => {
    const app = await open();
    const { headers } = await givenServiceKey(app, ['revocations:read'], { perMinute: 10 });
    const answers = await Promise.all(Array.from({ length: 100 }, () => list(app, headers)));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(10);
    const refused = answers.filter(({ statusCode }) => statusCode === 429);
    expect(refused).toHaveLength(90);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused[0]?.headers.ratelimit).toMatch(/^"service_key";r=0;t=\d+$/);
    expect(answers[0]?.headers['ratelimit-policy']).toBe('"service_key";q=10;w=60');
    const unbounded = await givenServiceKey(app, ['revocations:read']);
    expect((await list(app, unbounded.headers)).headers.ratelimit).toBeUndefined();
  });

  test('tells when it was used last, to the minute', async () => {
    const app = await open();
    const { headers } = await givenServiceKey(app, ['revocations:read']);
    const lastUsedAt = async () => (await listServiceKeys(app.database.read))[0]?.last_used_at;
    expect(await lastUsedAt()).toBeNull();
    await list(app, headers);
    await expect.poll(lastUsedAt).not.toBeNull();
    const first = await lastUsedAt();
    await app.clock.wind({ seconds: 30 });
    await list(app, headers);
    await app.clock.wind({ seconds: 31 });
    expect(await lastUsedAt()).toBe(first);
    await list(app, headers);
    await expect.poll(lastUsedAt).not.toBe(first);
  });

  test('its beginning and its end stand in the audit log, and the key does not', async () => {
    const app = await open();
    const { id, key } = await givenServiceKey(app, ['introspect']);
    await revokeServiceKey(app, id);
    const events = await pageAuditEvents(app.database.read, { limit: 10 });
    const told = events.filter(({ type }) => type.startsWith('service_key'));
    expect(told.map(({ type }) => type).toSorted()).toEqual(['service_key_created', 'service_key_revoked']);
    for (const { details } of told) expect(JSON.parse(details)).toMatchObject({ service_key_id: id, name: 'test' });
    expect(JSON.stringify(events)).not.toContain(key.slice(4));
    expect(await listAuditEvents(app.database.read, id, 10)).toEqual([]);
  });
});
