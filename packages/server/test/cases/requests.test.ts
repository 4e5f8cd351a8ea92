import { expect, test } from 'vitest';
import { findSession } from '#features/sessions/store.ts';
import { bearer, type TestApp } from '#test/test-app.ts';
import { describeHttp } from './describe-http.ts';
import { keyOf, readTables, without } from './every-table.ts';
import { fromOurPage, givenSession } from './given-session.ts';
import { titleOf } from './route-calls.ts';

type Route = TestApp['app']['routes'][number];

/** The path with nothing in place of its parameters, and a body that its contract would look at. */
const ask = (app: TestApp, { method }: Pick<Route, 'method'>, url: string, headers: Record<string, string> = {}) =>
  app.inject({ method, url: url.replace(/:\w+/g, 'AAAAAAAAAAAAAAAAAAAAAA'), headers });

const told = (answer: Awaited<ReturnType<typeof ask>>) => ({
  status: answer.statusCode,
  code: answer.body === '' ? '' : (answer.json().code ?? answer.json().error),
  challenge: answer.headers['www-authenticate'],
});

/** Other ways to write a path; `(path)` has its first slash. */
const spellings: Readonly<Record<string, (path: string) => string>> = {
  'two slashes in front': (path) => `/${path}`,
  'two slashes inside': (path) => path.replace(/\/(?=[^/]+$)/, '//'),
  'a slash at the end': (path) => `${path}/`,
  'an encoded slash': (path) => path.replace(/\/(?=[^/]+$)/, '%2F'),
  'an encoded dot': (path) => path.replace(/\/(?=[^/]+$)/, '/%2e/'),
  'a dot': (path) => path.replace(/\/(?=[^/]+$)/, '/./'),
  'a way back': (path) => `/x/..${path}`,
  'an encoded way back': (path) => `/x/%2e%2e${path}`,
  'a parameter': (path) => `${path};x=1`,
  'a parameter inside': (path) => path.replace(/\/(?=[^/]+$)/, ';x=1/'),
  capitals: (path) => path.toUpperCase(),
  'one capital': (path) => path.replace(/[a-z](?=[^/]*$)/, (letter) => letter.toUpperCase()),
  'an encoded letter': (path) => path.replace(/[a-z](?=[^/]*$)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  'twice encoded': (path) => path.replace(/[a-z](?=[^/]*$)/, (letter) => `%25${letter.charCodeAt(0).toString(16)}`),
  'a NUL at the end': (path) => `${path}%00`,
  'a space at the end': (path) => `${path}%20`,
  'a line end': (path) => `${path}%0d%0a`,
  'a back slash': (path) => path.replace(/\/(?=[^/]+$)/, '\\'),
  'an encoded question mark': (path) => `${path}%3Fx=1`,
  'an extension': (path) => `${path}.json`,
};

describeHttp('how a route is found', (open) => {
  test('J1: every call in another spelling has the same guard, or is not there', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const { accessToken } = await givenSession(app);
    let same = 0;
    for (const route of app.app.routes)
      for (const [what, spell] of Object.entries(spellings)) {
        const where = `${titleOf(route)}, ${what}`;
        const straight = told(await ask(app, route, route.path));
        const spelled = told(await ask(app, route, spell(route.path)));
        if (spelled.status === 404) {
          expect([where, spelled.code]).toEqual([where, 'not_found']);
          const held = await ask(app, route, spell(route.path), bearer(accessToken));
          expect([where, held.statusCode]).toEqual([where, 404]);
          continue;
        }
        // A path of another method, as `/:id` may catch what was meant for its neighbour: it does nothing either.
        if (spelled.status === 405) continue;
        expect([where, spelled]).toEqual([where, straight]);
        same += 1;
      }
    expect(same).toBeGreaterThan(5);
  });

  test('J1: a limit counts every spelling that is answered as one', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '3' });
    const account = await app.givenAccount();
    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn += 1)
      for (const spell of Object.values(spellings)) {
        const url = spell('/api/auth/sign-in');
        const payload = { login: account.email, password: 'wrong' };
        statuses.push((await app.inject({ method: 'POST', url, payload })).statusCode);
      }
    expect(new Set(statuses)).toEqual(new Set([401, 404, 429]));
    expect(statuses.filter((status) => status === 401)).toHaveLength(3);
  });

  test('J2: an unknown tenant or the version of another API changes nothing about who may call', async () => {
    const app = await open();
    const { accessToken, account } = await givenSession(app);
    const headers: Record<string, string>[] = [
      { 'x-tenant': 'nobody' },
      { 'x-tenant-id': '0', 'x-organization': 'root' },
      { host: 'nobody.id.example' },
      { 'x-forwarded-host': 'nobody.id.example' },
      { 'api-version': '0' },
      { 'x-api-version': '1999-01-01' },
      { 'accept-version': '0.0.1' },
      { accept: 'application/vnd.portress.v0+json' },
      { accept: 'text/html' },
      { 'x-api-key': accessToken },
      { 'x-legacy-auth': '1', 'x-internal': 'true', 'x-debug': '1' },
    ];
    for (const route of app.app.routes)
      for (const more of headers) {
        const where = `${titleOf(route)} ${JSON.stringify(more)}`;
        expect([where, told(await ask(app, route, route.path, more))]).toEqual([
          where,
          told(await ask(app, route, route.path)),
        ]);
      }
    for (const more of headers) {
      const answer = await app.get('/api/account', { ...bearer(accessToken), ...more });
      expect([answer.statusCode, answer.json().id]).toEqual([200, account.id]);
    }
    // In the address it is either not there, or a parameter that nobody knows: after the guard.
    for (const url of [
      '/v1/api/account',
      '/api/v0/account',
      '/api/v1/account',
      '/tenants/x/api/account',
      '/x/api/account',
      '/api/1/account',
    ])
      expect([url, (await app.get(url, bearer(accessToken))).statusCode]).toEqual([url, 404]);
    for (const query of ['tenant=nobody', 'tenant_id=0', 'api-version=0', 'version=1', 'v=0']) {
      expect((await app.get(`/api/account?${query}`)).json().code).toBe('not_signed_in');
      const held = await app.get(`/api/account?${query}`, bearer(accessToken));
      expect([held.statusCode, held.json().errors?.[0]?.code]).toEqual([422, 'unknown_field']);
    }
  });

  test('J14: no header, parameter or field makes one method another', async () => {
    const app = await open();
    const mine = await givenSession(app);
    const other = await givenSession(app, { account: mine.account });
    const before = await readTables(app.database);
    const names = ['x-http-method-override', 'x-http-method', 'x-method-override', 'x-original-method', '_method'];
    const overrides = names.flatMap((name) => ['DELETE', 'POST', 'delete', 'GET'].map((value) => ({ name, value })));
    const device = `/api/account/sessions/${other.sessionId}`;
    for (const { name, value } of overrides) {
      const override = { [name]: value };
      const query = `?${name}=${value}`;
      const where = JSON.stringify(override);
      const signed = { ...bearer(mine.accessToken), ...override };
      // Read stays read, and what has no other method than its own stays without it.
      expect([where, (await app.get('/api/account', signed)).statusCode]).toEqual([where, 200]);
      for (const method of ['GET', 'POST'] as const) {
        const answer = await app.inject({ method, url: device, headers: signed });
        expect([where, method, answer.statusCode, answer.headers.allow]).toEqual([where, method, 405, 'DELETE']);
      }
      for (const url of ['/api/auth/sign-in', '/api/auth/sign-out-everywhere'])
        expect([where, url, (await app.get(url, signed)).statusCode]).toEqual([where, url, 405]);
      expect((await app.get(device + query, bearer(mine.accessToken))).statusCode).toBe(405);
      expect((await app.get(`/api/account${query}`, bearer(mine.accessToken))).statusCode).toBe(422);
      const posted = await app.post(device, override, bearer(mine.accessToken));
      expect([where, posted.statusCode]).toEqual([where, 405]);
      const asField = await app.post('/api/auth/sign-out-everywhere', override, bearer(mine.accessToken));
      expect([where, asField.statusCode, asField.json().errors?.[0]?.code]).toEqual([where, 422, 'unknown_field']);
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const posting = { method: 'POST', url: device, headers: { ...bearer(mine.accessToken), ...form } } as const;
      // A form is read at the token endpoint alone.
      expect((await app.inject({ ...posting, payload: `_method=DELETE&${name}=${value}` })).statusCode).toBe(415);
    }
    expect(
      (await app.inject({ method: 'TRACE', url: '/api/account', headers: bearer(mine.accessToken) })).statusCode,
    ).toBe(405);
    expect((await readTables(app.database)).sessions?.map(keyOf)).toEqual(before.sessions?.map(keyOf));
  });
});

describeHttp('where a value is read', (open) => {
  test('J9: the same field in path, header, query and body: the documented place counts, the others are refused or not looked at', async () => {
    const app = await open();
    const mine = await givenSession(app);
    const [first, second] = [
      await givenSession(app, { account: mine.account }),
      await givenSession(app, { account: mine.account }),
    ];
    const theirs = await givenSession(app);
    const remove = (url: string, payload?: object, headers: Record<string, string> = {}) =>
      app.inject({
        method: 'DELETE',
        url,
        headers: { ...bearer(mine.accessToken), ...headers },
        ...(payload && { payload }),
      });
    const isLive = async (id: string) => (await findSession(app.database.read, id))?.ended_at === null;

    // An id of the path, once more in the query: a parameter that nobody knows.
    const inQuery = await remove(`/api/account/sessions/${first.sessionId}?id=${second.sessionId}`);
    expect([inQuery.statusCode, inQuery.json().errors[0].field]).toEqual([422, 'id']);
    expect(await isLive(first.sessionId)).toBe(true);
    // In a body that the call doesn't have, and in headers: not looked at.
    const elsewhere = { id: second.sessionId, session_id: second.sessionId, account_id: theirs.account.id };
    const named = { 'x-session-id': second.sessionId, 'x-id': second.sessionId, id: second.sessionId };
    expect((await remove(`/api/account/sessions/${first.sessionId}`, elsewhere, named)).statusCode).toBe(204);
    expect([await isLive(first.sessionId), await isLive(second.sessionId)]).toEqual([false, true]);

    // A field of the body, once more in the query.
    for (const [path, body] of [
      ['/api/auth/sign-in', { login: mine.account.email, password: mine.account.password }],
      ['/api/auth/sign-up', { email: 'a@example.com', password: 'a good long password' }],
      ['/api/auth/password-reset/request', { email: mine.account.email }],
      ['/api/auth/verify-email/request', { email: mine.account.email }],
      ['/api/auth/refresh', { refresh_token: mine.refreshToken }],
    ] as const)
      for (const [name, value] of Object.entries(body)) {
        const answer = await app.post(`${path}?${name}=${encodeURIComponent(value)}`, body);
        expect([path, name, answer.statusCode, answer.json().errors?.[0]?.field]).toEqual([path, name, 422, name]);
        const header = await app.post(`${path}?${name}=x`, undefined, { [`x-${name.replace('_', '-')}`]: value });
        expect([path, name, header.statusCode]).toEqual([path, name, 422]);
      }
    // The token endpoint ignores what it doesn't know (RFC 6749 §3.2), so also a whole grant in the query.
    const grant = `grant_type=password&username=${mine.account.email}&password=${encodeURIComponent(mine.account.password)}`;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const asQuery = {
      method: 'POST',
      url: `/api/auth/token?${grant}`,
      headers: form,
      payload: 'grant_type=refresh_token',
    } as const;
    expect((await app.inject(asQuery)).json().error).toBe('invalid_request');

    // A page's parameters are those of the address.
    const list = await app.inject({
      method: 'GET',
      url: '/api/account/sessions?limit=1',
      headers: { ...bearer(mine.accessToken), 'x-limit': '50', limit: '50', cursor: 'x' },
    });
    expect([list.statusCode, list.json().items.length]).toEqual([200, 1]);
    for (const query of ['limit=1&limit=2', 'cursor=a&cursor=b', 'limit[]=1', 'limit=1&limit[]=2'])
      expect([query, (await app.get(`/api/account/sessions?${query}`, bearer(mine.accessToken))).statusCode]).toEqual([
        query,
        422,
      ]);
  });

  test('J9: of the places of a token the header wins over cookies, the body over the refresh cookie; a query counts nowhere', async () => {
    const app = await open();
    const [header, cookie, body] = [
      await givenSession(app),
      await givenSession(app, { transport: 'cookie' }),
      await givenSession(app),
    ];
    const whoAmI = async (url: string, headers: Record<string, string>) => {
      const answer = await app.get(url, headers);
      return answer.statusCode === 200 ? answer.json().id : answer.json().code;
    };
    const both = { ...bearer(header.accessToken), cookie: cookie.cookies };
    expect(await whoAmI('/api/account', both)).toBe(header.account.id);
    // A bad header is not mended by a good cookie.
    expect(await whoAmI('/api/account', { ...both, ...bearer('x') })).toBe('invalid_token');
    expect(await whoAmI('/api/account', { 'x-access-token': header.accessToken })).toBe('not_signed_in');
    expect(await whoAmI(`/api/account?access_token=${header.accessToken}`, {})).toBe('not_signed_in');
    expect(await whoAmI(`/api/account?access_token=${header.accessToken}`, { cookie: cookie.cookies })).toBe(
      'validation_failed',
    );

    const refreshed = await app.post(
      '/api/auth/refresh',
      { refresh_token: body.refreshToken },
      { ...fromOurPage, cookie: cookie.cookies },
    );
    expect([refreshed.statusCode, refreshed.json().session_id]).toEqual([200, body.sessionId]);
    expect((await findSession(app.database.read, cookie.sessionId))?.generation).toBe(1);
    const emptied = await app.post(
      '/api/auth/refresh',
      { refresh_token: '' },
      { ...fromOurPage, cookie: cookie.cookies },
    );
    expect(emptied.json().code).toBe('invalid_refresh_token');
    expect((await app.post(`/api/auth/refresh?refresh_token=${body.refreshToken}`)).statusCode).toBe(422);
    const inHeader = await app.post('/api/auth/refresh', undefined, { 'x-refresh-token': body.refreshToken });
    expect(inHeader.json().code).toBe('invalid_refresh_token');
    // Header and body at once is what RFC 6750 §2 forbids.
    const twice = await app.post(
      '/api/auth/sign-out-everywhere',
      { access_token: header.accessToken },
      bearer(header.accessToken),
    );
    expect([twice.statusCode, twice.json().code]).toEqual([400, 'invalid_request']);
    expect(without(await readTables(app.database), 'sessions').revocations).toEqual([]);
  });

  test('J11: a field that stands twice is 400 in a form and in JSON, and 415 where no form is read', async () => {
    const app = await open();
    const send = (url: string, payload: string, type: string) =>
      app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });
    const form = 'application/x-www-form-urlencoded';
    for (const field of ['grant_type', 'username', 'password', 'refresh_token']) {
      const rest = 'grant_type=password&username=a&password=b&refresh_token=c';
      for (const payload of [
        `${rest}&${field}=x`,
        `${field}=${field === 'grant_type' ? 'password' : 'x'}&${rest}`,
        `${rest}&${field}=`,
      ]) {
        const answer = await send('/api/auth/token', payload, form);
        expect([payload, answer.statusCode, answer.json().error]).toEqual([payload, 400, 'invalid_request']);
      }
    }
    for (const path of ['/api/auth/password-reset/request', '/api/auth/verify-email/request', '/api/auth/sign-up']) {
      const twice = await send(path, '{"email":"a@example.com","email":"b@example.com"}', 'application/json');
      expect([path, twice.statusCode, twice.json().code]).toEqual([path, 400, 'invalid_json']);
      const asForm = await send(path, 'email=a@example.com&email=b@example.com', form);
      expect([path, asForm.statusCode, asForm.json().code]).toEqual([path, 415, 'unsupported_media_type']);
    }
    const { outbox, audit_events } = await readTables(app.database);
    expect([outbox, audit_events?.filter(({ type }) => type !== 'signing_key_created')]).toEqual([[], []]);
  });
});
