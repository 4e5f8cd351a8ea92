import { expect, test } from 'vitest';
import * as installedApps from '#apps/installed.ts';
import { statement } from '#platform/database/statement.ts';
import { bearer, describeApp, openApp, type TestApp } from '#test/test-app.ts';
import { describeHttp } from './describe-http.ts';
import { fromOurPage, givenSession } from './given-session.ts';

type Answer = Awaited<ReturnType<TestApp['get']>>;

const told = (answer: Answer) => [answer.statusCode, answer.json().code];
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const send = (app: TestApp, url: string, payload: string | Buffer, headers: Record<string, string> = json) =>
  app.inject({ method: 'POST', url, payload, headers });
const grant = (app: TestApp, payload: string, headers: Record<string, string> = {}) =>
  send(app, '/api/auth/token', payload, { ...form, ...headers });

/** A refusal as RFC 9457 wants it, whatever refused. */
function expectProblem(answer: Pick<Answer, 'statusCode' | 'headers' | 'body'>, status: number, code: string): void {
  expect([answer.statusCode, JSON.parse(answer.body).code]).toEqual([status, code]);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(JSON.parse(answer.body)).toMatchObject({
    type: `http://localhost:8000/problems/${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    request_id: answer.headers['x-request-id'],
  });
  expect(answer.headers['server-timing']).toMatch(/^total;dur=[\d.]+$/);
  expect(answer.headers['cache-control']).toBe('no-store');
}

/** Who may call what. A route that is not written down here, or has another guard, fails the test. */
const routeTable = {
  'POST /api/auth/sign-up': 'anyone',
  'POST /api/auth/sign-in': 'anyone',
  'POST /api/auth/token': 'anyone',
  'POST /api/auth/refresh': 'anyone',
  'POST /api/auth/sign-out': 'anyone',
  'POST /api/auth/sign-out-everywhere': 'signed in',
  'POST /api/auth/verify-email': 'anyone',
  'POST /api/auth/verify-email/request': 'anyone',
  'POST /api/auth/password-reset': 'anyone',
  'POST /api/auth/password-reset/request': 'anyone',
  'POST /api/setup': 'anyone',
  'GET /api/account': 'signed in',
  'PATCH /api/account': 'signed in',
  'PUT /api/account/password': 'signed in',
  'PUT /api/account/avatar': 'signed in',
  'DELETE /api/account/avatar': 'signed in',
  'POST /api/account/email': 'signed in',
  'POST /api/account/email/confirm': 'anyone',
  'POST /api/account/deletion': 'signed in',
  'GET /api/account/export': 'signed in',
  'GET /api/account/sessions': 'signed in',
  'DELETE /api/account/sessions/:id': 'signed in',
  'GET /api/account/activity': 'signed in',
  'GET /api/accounts': 'role admin, or service key with accounts:read',
  'GET /api/accounts/:id': 'role admin, or service key with accounts:read',
  'PATCH /api/accounts/:id': 'role admin',
  'DELETE /api/accounts/:id': 'role admin',
  'GET /api/accounts/:id/sessions': 'role admin',
  'POST /api/accounts/:id/sign-out': 'role admin',
  'POST /api/accounts/:id/password-reset': 'role admin',
  'GET /api/signing-keys': 'role admin',
  'POST /api/signing-keys/rotate': 'role admin',
  'GET /api/outbox': 'role admin',
  'GET /api/statistics': 'role admin',
  'GET /api/health': 'role admin',
  'GET /api/audit-events': 'role admin',
  'GET /api/revocations': 'service key with revocations:read',
  'GET /api/revocations/stream': 'service key with revocations:read',
  'POST /api/introspect': 'service key with introspect',
  'GET /api/account-events': 'service key with accounts:read',
  'GET /api/account-events/stream': 'service key with accounts:read',
  'POST /api/invitations': 'role admin',
  'GET /api/invitations': 'role admin',
  'DELETE /api/invitations/:id': 'role admin',
  'GET /.well-known/jwks.json': 'anyone',
  'GET /.well-known/oauth-authorization-server': 'anyone',
  'GET /.well-known/change-password': 'anyone',
};

describeHttp('routes', (open) => {
  test('I4: each route and its guard stands in the written table, and nothing else under /api answers', async () => {
    const app = await open();
    // An app on the service has a table of its own, beside its routes.
    const ofApps = new Set(Object.values<installedApps.InstalledApp>(installedApps).map(({ tag }) => tag));
    const mounted = app.app.routes
      .filter(({ tag }) => !ofApps.has(tag))
      .map(({ method, path, guard }) => [`${method} ${path}`, guard.name]);
    expect(Object.fromEntries(mounted)).toEqual(routeTable);
    expect(mounted).toHaveLength(Object.keys(routeTable).length);
    // What the server itself knows: a route mounted past the list would show here.
    const printed = app.app.server.printRoutes({ commonPrefix: false, includeHooks: false });
    const methods = [...printed.matchAll(/\((?:GET|POST|PUT|PATCH|DELETE)[^)]*\)/g)].length;
    const others = ['/healthz', '/readyz', '/problems', '/problems/:code', '/avatars/:file', '/openapi.json'];
    for (const url of others) expect([url, app.app.server.hasRoute({ method: 'GET', url })]).toEqual([url, true]);
    expect(methods).toBeGreaterThanOrEqual(mounted.length + others.length);
    for (const path of ['/api', '/api/', '/api/auth', '/api/admin', '/api/users', '/api/signing-keys/'])
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)
        expect([path, method, (await app.inject({ method, url: path })).statusCode]).toEqual([path, method, 404]);
  });

  test('I1: without credentials, with ids and roles in body and query, every guarded route is 401', async () => {
    const app = await open();
    const { account, sessionId } = await givenSession(app);
    const claims = {
      account_id: account.id,
      user_id: account.id,
      sub: account.id,
      role: 'admin',
      tenant_id: '1',
      is_admin: true,
    };
    const query = Object.entries(claims)
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const guarded = app.app.routes.filter(({ guard }) => guard.name !== 'anyone');
    expect(guarded.length).toBeGreaterThan(3);
    for (const { method, path } of guarded)
      for (const url of [path, `${path}?${query}`])
        for (const headers of [
          {},
          { 'x-account-id': account.id, 'x-user-id': account.id, 'x-forwarded-user': account.email, 'x-role': 'admin' },
        ] as Record<string, string>[]) {
          const answer = await app.inject({ method, url: url.replace(':id', sessionId), payload: claims, headers });
          // An OAuth endpoint says it in the words of RFC 6750.
          const refusal = path === '/api/introspect' ? answer.json().error : answer.json().code;
          expect([method, url, answer.statusCode, refusal]).toEqual([
            method,
            url,
            401,
            path === '/api/introspect' ? 'invalid_token' : 'not_signed_in',
          ]);
          expect(answer.headers['www-authenticate']).toBe('Bearer');
        }
  });

  test('J1: other spellings of a path have the same guard, or are 404', async () => {
    const app = await open();
    const { accessToken } = await givenSession(app);
    for (const url of [
      '//api/account',
      '/api//account',
      '/api/account/',
      '/api/account;x=1',
      '/API/account',
      '/api/Account',
      '/api%2Faccount',
      '/api/%2e/account',
      '/api/./account',
      '/x/../api/account',
      '/api/account%00',
      '/api/account%20',
      '/api\\account',
      '/%61pi/account',
      '/api/%61ccount',
    ]) {
      const without = await app.inject({ method: 'GET', url });
      expect([url, [401, 404].includes(without.statusCode)]).toEqual([url, true]);
      const held = await app.inject({ method: 'GET', url, headers: bearer(accessToken) });
      expect([url, held.statusCode]).toEqual([url, without.statusCode === 401 ? 200 : 404]);
    }
  });

  test('405 names the methods that are allowed; 404 and 405 are problems like any other', async () => {
    const app = await open();
    for (const [method, url, allow] of [
      ['GET', '/api/auth/sign-in', 'POST'],
      ['HEAD', '/api/auth/sign-in', 'POST'],
      ['PUT', '/api/account', 'GET, PATCH'],
      ['POST', '/api/account/sessions/x', 'DELETE'],
      ['OPTIONS', '/api/auth/sign-in', 'POST'],
      ['TRACE', '/api/account', 'GET, PATCH'],
    ] as const) {
      const answer = await app.inject({ method, url });
      expect([method, url, answer.statusCode, answer.headers.allow]).toEqual([method, url, 405, allow]);
      if (method !== 'HEAD') expectProblem(answer, 405, 'method_not_allowed');
    }
    for (const url of ['/api/nothing', '/nothing', '/api/account/sessions/a/b', '/.well-known/nothing'])
      expectProblem(await app.inject({ method: 'GET', url }), 404, 'not_found');
    // J14: no header makes one method another.
    const overridden = await app.inject({
      method: 'GET',
      url: '/api/auth/sign-in',
      headers: { 'x-http-method-override': 'POST' },
    });
    expect(overridden.statusCode).toBe(405);
  });

  test('HEAD answers as GET does, without a body, for who may GET and who may not', async () => {
    const app = await open();
    const { accessToken } = await givenSession(app);
    for (const headers of [bearer(accessToken), {}]) {
      const get = await app.inject({ method: 'GET', url: '/api/account', headers });
      const head = await app.inject({ method: 'HEAD', url: '/api/account', headers });
      expect([head.statusCode, head.body, head.headers['content-type']]).toEqual([
        get.statusCode,
        '',
        get.headers['content-type'],
      ]);
      expect(head.headers['www-authenticate']).toBe(get.headers['www-authenticate']);
    }
  });
});

describeHttp('bodies', (open) => {
  test('J3: other content types are 415, and no spelling of JSON skips validation', async () => {
    const app = await open();
    const body = '{"login":"a","password":"b"}';
    for (const type of [
      'json x',
      'application/json x',
      'application/json\tx',
      'application/jsonp',
      'application/json, text/plain',
      ';application/json',
      'text/json',
      'text/plain',
      'text/plain; charset=utf-8',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/merge-patch+json',
      'application/octet-stream',
      '*/*',
    ])
      for (const url of ['/api/auth/sign-in', '/api/auth/refresh', '/api/auth/sign-up'])
        expectProblem(await send(app, url, body, { 'content-type': type }), 415, 'unsupported_media_type');
    expectProblem(
      await app.inject({ method: 'POST', url: '/api/auth/sign-in', payload: Buffer.from(body) }),
      415,
      'unsupported_media_type',
    );
    // Space around a field value is not part of it (RFC 9110 §5.5), and parameters don't make it another type.
    for (const type of [
      'application/json\t',
      ' application/json',
      'APPLICATION/JSON',
      'application/json; charset=utf-8',
      'application/json;',
    ])
      expectProblem(
        await send(app, '/api/auth/sign-in', '{"login":"a","password":"b","extra":1}', { 'content-type': type }),
        422,
        'validation_failed',
      );
  });

  test('J4: what is broken is 4xx in the words of the list, and the process lives on', async () => {
    const app = await open({ LOG_LEVEL: 'error' });
    for (const url of ['/api/%', '/%E0%A4%A', '/api/account/sessions/%ff', '/api/account?x=%', '/api/auth/%zz'])
      for (const method of ['GET', 'POST', 'DELETE'] as const) {
        const answer = await app.inject({ method, url });
        expect([url, answer.statusCode >= 400 && answer.statusCode < 500]).toEqual([url, true]);
        expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
        expect(answer.headers['x-request-id']).toBe(answer.json().request_id);
      }
    expectProblem(await app.inject({ method: 'GET', url: '/api/%' }), 400, 'invalid_request');
    expectProblem(
      await app.inject({ method: 'DELETE', url: `/api/account/sessions/${'x'.repeat(201)}` }),
      414,
      'uri_too_long',
    );

    for (const authorization of [
      'Basic',
      'Basic %',
      'Basic \u00ff',
      'Bearer',
      'Bearer %',
      'Bearer \u0001',
      ' ',
      ',',
      '=',
    ])
      expect((await app.get('/api/account', { authorization })).statusCode, authorization).toBe(401);
    for (const cookie of [
      '%',
      '=',
      ';;;',
      'access_token',
      'access_token=%',
      'access_token="',
      'refresh_token=\u00ff',
      `a=${'b'.repeat(9000)}`,
    ])
      expect((await app.get('/api/account', { cookie })).statusCode, cookie).toBe(401);

    const broken = [
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
      Buffer.concat([Buffer.from('{"login":"a'), Buffer.from([0xc3]), Buffer.from('","password":"b"}')]),
      Buffer.concat([Buffer.from('{"login":"a","password":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
      Buffer.from('{"login":"a","password":"b"}', 'utf16le'),
      Buffer.from('{"login":"a\u0000'),
      Buffer.from([0]),
    ];
    for (const payload of broken) expectProblem(await send(app, '/api/auth/sign-in', payload), 400, 'invalid_json');
    // A lone surrogate is JSON, but no text: nobody's name and nobody's password.
    for (const payload of ['{"login":"\\ud800@example.com","password":"b"}', '{"login":"a","password":"\\ud800"}'])
      expect(told(await send(app, '/api/auth/sign-in', payload))).toEqual([401, 'invalid_credentials']);
    expect(
      told(
        await send(app, '/api/auth/sign-up', '{"email":"\\ud800@example.com","password":"a good long password"}'),
      )[0],
    ).toBe(422);
    expect(
      told(
        await send(app, '/api/auth/sign-up', '{"email":"a@example.com","password":"\\ud800 a good long password"}'),
      )[0],
    ).toBe(422);
    expect((await app.get('/healthz')).statusCode).toBe(200);
    expect(app.logged()).toBe('');
  });

  test('J5: depth, width, duplicates and endless numbers are refused at once', async () => {
    const app = await open();
    const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
    const wide = (key: (n: number) => string) =>
      `{${Array.from({ length: 50_000 }, (_, n) => `"${key(n)}":0`).join()}}`;
    const bodies: [string, string][] = [
      ['arrays', deep('[', ']', 10_000)],
      ['more arrays', deep('[', ']', 500_000)],
      ['objects', `${'{"a":'.repeat(10_000)}0${'}'.repeat(10_000)}`],
      ['open arrays', '['.repeat(1_000_000)],
      ['many keys', wide((n) => `k${n}`)],
      ['one key many times', wide(() => 'login')],
      ['duplicate', '{"login":"a","login":"b","password":"c"}'],
      ['duplicate, spelled otherwise', '{"login":"a","\\u006cogin":"b","password":"c"}'],
      ['duplicate, deep', '{"login":"a","password":"c","x":[{"y":1,"y":2}]}'],
      ['1e400', '{"login":1e400,"password":"b"}'],
      ['long number', `{"login":${'9'.repeat(100_000)},"password":"b"}`],
      ['many digits', `{"login":0.${'1'.repeat(100_000)},"password":"b"}`],
      ['two values', '{"login":"a","password":"b"}{}'],
      ['comment', '{"login":"a",/**/"password":"b"}'],
      ['NaN', '{"login":NaN,"password":"b"}'],
      ['single quotes', "{'login':'a','password':'b'}"],
    ];
    for (const [what, body] of bodies) {
      const started = performance.now();
      const answer = await send(app, '/api/auth/sign-in', body);
      // The case asks for 50 ms; bounds of time are measured elsewhere, so this one is twenty times as wide.
      expect([what, performance.now() - started < 1000]).toEqual([what, true]);
      expect([what, [400, 422].includes(answer.statusCode)]).toEqual([what, true]);
      expect(answer.body.length, what).toBeLessThan(6000);
    }
  });

  test('J5: 32 levels and 10,000 values are read, and one more of either is 400', async () => {
    const app = await open();
    const nested = (depth: number) => `${'['.repeat(depth)}"[{,:"${']'.repeat(depth)}`;
    const listed = (values: number) => `[${Array.from({ length: values }, () => '"\\","').join()}]`;
    for (const [body, status] of [
      [nested(32), 422],
      [nested(33), 400],
      [listed(10_000), 422],
      [listed(10_001), 400],
    ] as const)
      expect((await send(app, '/api/auth/sign-in', body)).statusCode).toBe(status);
  });

  test('J6: a value of another JSON type is 422, and nothing is turned into what was wanted', async () => {
    const app = await open();
    const { accessToken } = await givenSession(app);
    for (const value of [1, 0, true, false, null, [], ['a@example.com'], {}, { $ne: null }, [[]]])
      for (const [url, good, field] of [
        ['/api/auth/sign-in', { login: 'a', password: 'b' }, 'login'],
        ['/api/auth/sign-in', { login: 'a', password: 'b' }, 'password'],
        ['/api/auth/sign-in', { login: 'a', password: 'b', transport: 'body' }, 'transport'],
        ['/api/auth/sign-up', { email: 'a@example.com', password: 'a good long password' }, 'email'],
        ['/api/auth/sign-up', { email: 'a@example.com', password: 'a good long password' }, 'password'],
        ['/api/auth/refresh', {}, 'refresh_token'],
        ['/api/auth/sign-out', {}, 'refresh_token'],
        ['/api/auth/password-reset/request', {}, 'email'],
        ['/api/auth/password-reset', { token: 'x', password: 'a good long password' }, 'token'],
        ['/api/auth/verify-email/request', {}, 'email'],
      ] as const) {
        const answer = await app.post(url, { ...good, [field]: value });
        expect([url, field, value, ...told(answer)]).toEqual([url, field, value, 422, 'validation_failed']);
        expect(answer.json().errors[0].field).toBe(field);
      }
    for (const value of ['true', 1, 'yes', null, []]) {
      const answer = await app.post('/api/auth/sign-out-everywhere', { keep_current: value }, bearer(accessToken));
      expect([value, ...told(answer)]).toEqual([value, 422, 'validation_failed']);
    }
    for (const body of ['null', '[]', '"x"', '1', 'true', '[{"login":"a","password":"b"}]'])
      expect(told(await send(app, '/api/auth/sign-in', body))).toEqual([422, 'validation_failed']);
  });

  test('J7: names that reach for a prototype are refused or ignored, and leave nothing behind', async () => {
    const app = await open();
    const { accessToken } = await givenSession(app);
    for (const body of [
      '{"__proto__":{"polluted":1},"login":"a","password":"b"}',
      '{"\\u005f_proto__":{"polluted":1},"login":"a","password":"b"}',
      '{"login":"a","password":"b","x":{"__proto__":{"polluted":1}}}',
      '{"constructor":{"prototype":{"polluted":1}},"login":"a","password":"b"}',
      '[{"__proto__":{"polluted":1}}]',
    ])
      expect(told(await send(app, '/api/auth/sign-in', body)), body).toEqual([400, 'invalid_json']);
    for (const body of [
      '{"prototype":{},"login":"a","password":"b"}',
      '{"toString":"x","login":"a","password":"b"}',
      '{"hasOwnProperty":1}',
    ])
      expect(told(await send(app, '/api/auth/sign-in', body)), body).toEqual([422, 'validation_failed']);
    for (const query of [
      '__proto__[polluted]=1',
      '__proto__=1',
      'constructor[prototype][polluted]=1',
      '__proto__.polluted=1',
      'toString=1',
    ]) {
      expect((await app.get(`/api/account?${query}`, bearer(accessToken))).statusCode, query).toBeLessThan(500);
      const granted = await grant(app, `grant_type=refresh_token&refresh_token=x&${query}`);
      expect([query, granted.statusCode, granted.json().error]).toEqual([query, 400, 'invalid_grant']);
    }
    for (const name of ['polluted', 'a']) {
      expect(({} as Record<string, unknown>)[name]).toBeUndefined();
      expect(([] as unknown as Record<string, unknown>)[name]).toBeUndefined();
      expect(Object.hasOwn(Object.prototype, name)).toBe(false);
    }
  });

  test('J8: operators, wildcards and SQL in a string are a string', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const { password } = await app.givenAccount({ email: 'ann@example.com', username: 'ann' });
    for (const login of [
      '%',
      'a%',
      '_nn',
      '%@example.com',
      "ann' OR '1'='1",
      "ann'--",
      'ann@example.com\u0000',
      'ann@example.com;',
      '*',
    ])
      expect(told(await app.post('/api/auth/sign-in', { login, password })), login).toEqual([
        401,
        'invalid_credentials',
      ]);
    expect((await grant(app, `grant_type=refresh_token&refresh_token[$ne]=x`)).json().error).toBe('invalid_request');
    expect((await app.post('/api/auth/sign-in', { login: 'ann', password })).statusCode).toBe(200);
  });

  test('an unknown field of a body and an unknown parameter of a query is named in a 422', async () => {
    const app = await open();
    const { accessToken } = await givenSession(app);
    const body = await app.post('/api/auth/refresh', { refresh_token: 'x', role: 'admin' });
    expect(body.json().errors).toEqual([
      { field: 'role', code: 'unknown_field', message: 'is not a field of this request' },
    ]);
    const query = await app.get('/api/account?verbose=1', bearer(accessToken));
    expect([...told(query), query.json().errors[0].field]).toEqual([422, 'validation_failed', 'verbose']);
  });

  test('a body of more than 1 MiB is 413, and a form of more than 64 KiB', async () => {
    const app = await open();
    expectProblem(
      await send(app, '/api/auth/sign-in', `{"login":"${'a'.repeat(1024 * 1024)}"}`),
      413,
      'payload_too_large',
    );
    const granted = await grant(app, `grant_type=${'a'.repeat(65 * 1024)}`);
    expect([granted.statusCode, granted.json().error]).toEqual([413, 'invalid_request']);
  });
});

describeHttp('the token endpoint', (open) => {
  test('answers as RFC 6749 §5.1 says, uncached, and ignores what it does not know', async () => {
    const app = await open();
    const { email, password } = await app.givenAccount();
    const body = new URLSearchParams({
      grant_type: 'password',
      username: email,
      password,
      scope: 'a b',
      client_id: 'x',
      extra: '1',
    });
    const answer = await send(app, '/api/auth/token?unknown=1', body.toString(), form);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(Object.keys(answer.json()).sort()).toEqual(['access_token', 'expires_in', 'refresh_token', 'token_type']);
    expect(answer.json()).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
    expect(answer.headers['set-cookie']).toBeUndefined();
    const refreshed = await grant(app, `grant_type=refresh_token&refresh_token=${answer.json().refresh_token}`);
    expect(refreshed.statusCode).toBe(200);
  });

  test('J11: refuses as RFC 6749 §5.2 says: what is missing, repeated, unknown or wrong', async () => {
    const app = await open();
    const { email, password } = await app.givenAccount();
    const refused = async (payload: string, headers?: Record<string, string>) => {
      const answer = await grant(app, payload, headers);
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
      expect(Object.keys(answer.json())).toEqual(['error', 'error_description']);
      expect(answer.json().error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
      return [answer.statusCode, answer.json().error];
    };
    const login = `username=${encodeURIComponent(email)}`;
    for (const payload of [
      '',
      'grant_type=',
      'grant_type=password',
      'grant_type=password&username=&password=',
      `grant_type=password&${login}`,
      'grant_type=refresh_token',
      'grant_type=refresh_token&refresh_token=',
      'grant_type=refresh_token&grant_type=password',
      `grant_type=password&${login}&${login}&password=x`,
      'grant_type=refresh_token&refresh_token=a&refresh_token=b',
      'grant_type[]=password',
    ])
      expect([payload, ...(await refused(payload))]).toEqual([payload, 400, 'invalid_request']);
    for (const type of [
      'client_credentials',
      'authorization_code',
      'PASSWORD',
      'implicit',
      'urn:ietf:params:oauth:grant-type:device_code',
      '"\\',
    ])
      expect(await refused(`grant_type=${encodeURIComponent(type)}`)).toEqual([400, 'unsupported_grant_type']);
    expect(await refused(`grant_type=password&${login}&password=wrong`)).toEqual([400, 'invalid_grant']);
    expect(await refused('grant_type=password&username=nobody&password=wrong')).toEqual([400, 'invalid_grant']);
    expect(await refused('grant_type=refresh_token&refresh_token=forged')).toEqual([400, 'invalid_grant']);
    expect(await refused('{"grant_type":"password"}', json)).toEqual([415, 'invalid_request']);
    expect(await refused('grant_type=password', { 'content-type': 'text/plain' })).toEqual([415, 'invalid_request']);
    expect((await app.get('/api/auth/token')).headers.allow).toBe('POST');
    const unverified = await app.givenAccount({ isVerified: false });
    const proof = new URLSearchParams({ grant_type: 'password', username: unverified.email, password });
    expect(await refused(proof.toString())).toEqual([400, 'invalid_grant']);
  });

  test('H10: with PASSWORD_GRANT=off the password form is no grant, whatever the password, and refresh goes on', async () => {
    const app = await open({ PASSWORD_GRANT: 'off' });
    const { account, refreshToken } = await givenSession(app);
    for (const password of [account.password, 'wrong']) {
      const body = new URLSearchParams({ grant_type: 'password', username: account.email, password });
      const answer = await grant(app, body.toString());
      expect([answer.statusCode, answer.json().error]).toEqual([400, 'unsupported_grant_type']);
    }
    const metadata = (await app.get('/.well-known/oauth-authorization-server')).json();
    expect(metadata.grant_types_supported).toEqual(['refresh_token']);
    expect((await grant(app, `grant_type=refresh_token&refresh_token=${refreshToken}`)).statusCode).toBe(200);
  });

  test('B8: the password form has the same count as the sign-in', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '2' });
    const { email } = await app.givenAccount();
    const body = new URLSearchParams({ grant_type: 'password', username: email, password: 'wrong' }).toString();
    await app.post('/api/auth/sign-in', { login: email, password: 'wrong' });
    expect((await grant(app, body)).json().error).toBe('invalid_grant');
    const throttled = await grant(app, body);
    expect([throttled.statusCode, throttled.headers['retry-after']]).toEqual([
      429,
      expect.stringMatching(/^[1-9]\d*$/),
    ]);
  });
});

describeApp('the list of devices', (open) => {
  test('I13: goes page by page, and refuses bad limits, forged cursors and those of another account', async () => {
    const app = await open();
    const first = await givenSession(app);
    const others = [];
    for (let n = 0; n < 4; n += 1) others.push(await givenSession(app, { account: first.account }));
    const list = (query: string, token = first.accessToken) => app.get(`/api/account/sessions${query}`, bearer(token));

    const seen: string[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null && pages < 9; pages += 1) {
      const page: Answer = await list(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.statusCode, page.body).toBe(200);
      seen.push(...page.json().items.map((item: { id: string }) => item.id));
      cursor = page.json().next_cursor;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set([first, ...others].map((session) => session.sessionId)));
    const whole = (await list('')).json();
    expect(whole.items.map((item: { id: string }) => item.id)).toEqual(seen);
    expect(whole.next_cursor).toBeNull();
    expect(whole.items.filter((item: { current: boolean }) => item.current)).toHaveLength(1);
    expect(Object.keys(whole.items[0]).sort()).toEqual([
      'country',
      'created_at',
      'current',
      'device_name',
      'expires_at',
      'id',
      'ip',
      'last_used_at',
      'user_agent',
    ]);

    for (const limit of ['0', '101', '-1', '1.5', 'x', '', 'Infinity', 'null', '1&limit=2'])
      expect([limit, ...told(await list(`?limit=${limit}`))]).toEqual([limit, 422, 'validation_failed']);
    const good: string = (await list('?limit=2')).json().next_cursor;
    const stranger = await givenSession(app);
    expect(told(await list(`?cursor=${good}`, stranger.accessToken))).toEqual([400, 'invalid_cursor']);
    for (const forged of [
      'x',
      '',
      good.slice(0, -2),
      `${good}A`,
      good.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      encodeURIComponent('[1,"x"]'),
      '%00',
    ])
      expect([forged, ...told(await list(`?cursor=${forged}`))]).toEqual([forged, 400, 'invalid_cursor']);
  });

  test('E15, I7: another account’s device, an unknown one and one that has ended are all 404, and nothing happens', async () => {
    const app = await open();
    const mine = await givenSession(app);
    const theirs = await givenSession(app);
    const remove = (id: string) =>
      app.inject({ method: 'DELETE', url: `/api/account/sessions/${id}`, headers: bearer(mine.accessToken) });
    const unknown = await remove('AAAAAAAAAAAAAAAAAAAAAA');
    for (const id of [theirs.sessionId, mine.account.id, '%20', "'", 'x'.repeat(200)]) {
      const answer = await remove(id);
      expect(told(answer)).toEqual([404, 'not_found']);
      expect({ ...answer.json(), request_id: '' }).toEqual({ ...unknown.json(), request_id: '' });
    }
    expect((await app.get('/api/account', bearer(theirs.accessToken))).statusCode).toBe(200);
    const second = await givenSession(app, { account: mine.account });
    expect((await remove(second.sessionId)).statusCode).toBe(204);
    expect((await remove(second.sessionId)).statusCode).toBe(404);
    expect((await app.get('/api/account', bearer(second.accessToken))).statusCode).toBe(401);
  });
});

describeApp('faults of ours', (open) => {
  const secrets =
    /SELECT|INSERT|UPDATE|sessions|accounts|no such table|relation|sqlite|postgres|\bat \w|node:|\.ts\b|\/packages\/|stack/i;

  test('N3: a forced 500 tells no stack, no SQL and no path, as a problem and at the token endpoint', async () => {
    const app = await open({ LOG_LEVEL: 'error' });
    const { accessToken, account, refreshToken, cookies } = await givenSession(app);
    const drop = statement<Record<never, never>>('test.drop', 'DROP TABLE sessions');
    await app.database.write.change(drop, {});
    const answers = [
      await app.get('/api/account/sessions', bearer(accessToken)),
      await app.signIn(account),
      await app.post('/api/auth/refresh', { refresh_token: refreshToken }),
      await app.post('/api/auth/sign-out', undefined, { ...fromOurPage, cookie: cookies }),
    ];
    for (const answer of answers) {
      expectProblem(answer, 500, 'internal_error');
      expect(Object.keys(answer.json()).sort()).toEqual(['code', 'detail', 'request_id', 'status', 'title', 'type']);
      expect(`${answer.json().title} ${answer.json().detail}`).not.toMatch(secrets);
      // The operator finds the fault by the id that the client was given.
      expect(app.logged()).toContain(answer.json().request_id);
    }
    const granted = await grant(app, `grant_type=refresh_token&refresh_token=${refreshToken}`);
    expect(granted.statusCode).toBe(500);
    expect(granted.json().error_description).not.toMatch(secrets);
    expect(JSON.stringify(answers.map((answer) => answer.headers))).not.toMatch(
      /no such table|relation|sqlite|postgres/i,
    );
    expect(app.logged()).not.toContain(account.password);
    expect(app.logged()).not.toContain(refreshToken);
  });

  test('without the database: 503 with Retry-After for what needs it, alive, not ready, and well again afterwards', async () => {
    const whole = await open();
    const { database } = whole;
    let isAway = false;
    const away = async (): Promise<never> => {
      const { DatabaseUnavailable } = await import('#platform/database/database.ts');
      throw new DatabaseUnavailable(new Error('connect ECONNREFUSED 10.0.0.1:5432'));
    };
    const orAway = <F extends (...inputs: never[]) => unknown>(real: F): F =>
      ((...inputs: never[]) => (isAway ? away() : real(...inputs))) as F;
    const wrap = (executor: typeof database.read) => ({
      first: orAway(executor.first),
      all: orAway(executor.all),
      change: orAway(executor.change),
    });
    const app = await openApp({
      ...whole,
      database: {
        ...database,
        read: wrap(database.read),
        write: wrap(database.write),
        transaction: orAway(database.transaction),
        ping: orAway(database.ping),
      },
    });
    const { account, refreshToken } = await givenSession(app);
    expect((await app.get('/readyz')).json()).toMatchObject({ status: 'ready' });

    isAway = true;
    for (const answer of [
      await app.get('/readyz'),
      await app.signIn(account),
      await app.post('/api/auth/refresh', { refresh_token: refreshToken }),
      await app.post('/api/auth/sign-up', { email: 'new@example.com', password: 'a good long password' }),
    ]) {
      expectProblem(answer, 503, 'unavailable');
      expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      expect(answer.body).not.toMatch(/ECONNREFUSED|10\.0\.0\.1/);
    }
    expect((await app.get('/healthz')).json()).toEqual({ status: 'alive' });

    isAway = false;
    expect((await app.get('/readyz')).statusCode).toBe(200);
    expect((await app.post('/api/auth/refresh', { refresh_token: refreshToken })).statusCode).toBe(200);
    await app.app.server.close();
  });
});

describeHttp('what is not for everybody', (open) => {
  test('N9: metrics answer to the token of METRICS_TOKEN alone, and are not there without one', async () => {
    const token = 'a-token-of-16-or-more';
    const app = await open({ METRICS_TOKEN: token });
    const answer = await app.get('/metrics', bearer(token));
    expect([answer.statusCode, answer.body]).toEqual([200, expect.stringContaining('# HELP')]);
    const { accessToken } = await givenSession(app);
    for (const headers of [
      {},
      bearer('another-token-of-16'),
      bearer(accessToken),
      { authorization: token },
      { authorization: `Basic ${token}` },
      { cookie: `token=${token}` },
    ] as Record<string, string>[])
      expectProblem(await app.get('/metrics', headers), 404, 'not_found');
    expectProblem(await app.get(`/metrics?token=${token}`), 404, 'not_found');
    const without = await open();
    expectProblem(await without.get('/metrics', bearer(token)), 404, 'not_found');
  });

  test('N9: with API_REFERENCE=off neither the document nor the page is there', async () => {
    const app = await open({ API_REFERENCE: 'off' });
    for (const url of ['/docs', '/docs/', '/openapi.json']) expect((await app.get(url)).statusCode).toBe(404);
    expect((await app.get('/.well-known/oauth-authorization-server')).json().service_documentation).toBeUndefined();
  });
});
