import { expect, test } from 'vitest';
import { givenSession } from '#test/cases/given-session.ts';
import { titleOf } from '#test/cases/route-calls.ts';
import { bearer, describeApp } from '#test/test-app.ts';
import { findWrongAnswers, isPathOf, told, urlOf, withBody } from './ask-routes.ts';
import { admittedBy, type Definition, givenCallers, isForServices } from './route-callers.ts';

describeApp('every route of the table', (open) => {
  test('I4, K2: lets in whom its guard names, however they show it, and nobody else', {
    timeout: 120_000,
  }, async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0', REFRESHES_PER_MINUTE: '0' });
    const callers = await givenCallers(app);
    const { routes } = app.app;
    expect(routes.filter(({ guard }) => guard.name === 'role admin').length).toBeGreaterThan(10);
    expect(await findWrongAnswers(app, routes, callers)).toEqual([]);
    // Not one of them has ended, changed or used up what the others showed.
    for (const caller of callers.filter(({ is }) => ['user', 'moderator', 'admin'].includes(is)))
      expect([caller.name, (await app.get('/api/account', caller.headers)).statusCode]).toEqual([caller.name, 200]);
  });

  test('I4: a guard that lets in too many, or too few, is found', async () => {
    const app = await open();
    const callers = await givenCallers(app);
    const guarded = app.app.routes.filter(({ path, method }) =>
      ['GET /api/signing-keys', 'GET /api/account', 'GET /api/revocations'].includes(`${method} ${path}`),
    );
    const guards = {
      '/api/signing-keys': 'signed in',
      '/api/account': 'role admin',
      '/api/revocations': 'service key with introspect',
    };
    const planted = guarded.map((route) => ({
      ...route,
      guard: { ...route.guard, name: guards[route.path as keyof typeof guards] },
    }));
    const found = (await findWrongAnswers(app, planted, callers)).map((one) => one.slice(0, 2).join(': '));
    expect(found).toEqual(
      expect.arrayContaining([
        'GET /api/signing-keys: user, Bearer',
        'GET /api/signing-keys: moderator, split',
        'GET /api/account: user, cookies of our page',
        'GET /api/revocations: service key with introspect',
        'GET /api/revocations: service key with revocations:read',
      ]),
    );
    expect(found.some((one) => one.startsWith('GET /api/signing-keys: admin, Bearer'))).toBe(false);
    // And one that a page elsewhere reaches.
    const elsewhere = callers
      .filter(({ isCrossSite }) => isCrossSite)
      .map((caller) => ({ ...caller, isCrossSite: false }));
    const [changing] = app.app.routes.filter(({ path, method }) => `${method} ${path}` === 'PATCH /api/account');
    expect(changing && (await findWrongAnswers(app, [changing], elsewhere))).toHaveLength(elsewhere.length);
  });

  test('I4: an address answers no method that the table does not name', async () => {
    const app = await open();
    const { accessToken } = await givenSession(app, { account: await app.givenAccount({ role: 'admin' }) });
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
    for (const url of new Set(app.app.routes.map(urlOf)))
      for (const method of methods) {
        if (app.app.routes.some((route) => route.method === method && isPathOf(route, url))) continue;
        const answer = await app.inject({ method, url, headers: bearer(accessToken), ...withBody(method) });
        expect([method, url, [404, 405].includes(answer.statusCode)]).toEqual([method, url, true]);
      }
  });

  test('I4: a guard that is not described here is noticed', () => {
    for (const name of ['role root', 'service key with everything', 'role admin, or a friend', '']) {
      const route = { method: 'GET', path: '/x', guard: { name } } as Definition;
      expect(() => admittedBy(route)).toThrow('who may call GET /x is not known');
    }
  });

  test('I1: is closed to somebody without credentials, whoever they say they are', async () => {
    const app = await open();
    const admin = await app.givenAccount({ role: 'admin' });
    await givenSession(app, { account: admin });
    const claimed = {
      userId: admin.id,
      user_id: admin.id,
      account_id: admin.id,
      role: 'admin',
      tenantId: '1',
      isAdmin: 'true',
    };
    const query = new URLSearchParams(claimed).toString();
    const headers = { 'x-user-id': admin.id, 'x-role': 'admin', 'x-forwarded-user': admin.email };
    for (const route of app.app.routes) {
      if (admittedBy(route) === 'anyone') continue;
      const { method } = route;
      const url = `${urlOf(route).replace('AAAAAAAAAAAAAAAAAAAAAA', admin.id)}?${query}`;
      const payload = method === 'GET' ? {} : { payload: claimed };
      const answer = await app.inject({ method, url, headers, ...payload });
      const isForm = route.path === '/api/introspect';
      const refusal = isForm ? 'invalid_token' : 'not_signed_in';
      expect([titleOf(route), ...told(answer)]).toEqual([titleOf(route), 401, refusal]);
      expect(answer.body).not.toContain(admin.email);
    }
  });

  test('I10: a role that is taken away is taken away on every route of the table at once', async () => {
    const app = await open();
    const other = await givenSession(app, { account: await app.givenAccount({ role: 'admin' }) });
    const admin = await app.givenAccount({ role: 'admin' });
    const { accessToken } = await givenSession(app, { account: admin });
    const headers = bearer(accessToken);
    expect((await app.get('/api/accounts', headers)).statusCode).toBe(200);
    const changed = await app.inject({
      method: 'PATCH',
      url: `/api/accounts/${admin.id}`,
      headers: bearer(other.accessToken),
      payload: { role: 'user' },
    });
    expect(changed.statusCode).toBe(200);
    for (const route of app.app.routes) {
      const admitted = admittedBy(route);
      if (admitted === 'anyone' || admitted.has('user')) continue;
      const answer = await app.inject({ method: route.method, url: urlOf(route), headers, ...withBody(route.method) });
      expect([titleOf(route), answer.statusCode]).toEqual([titleOf(route), isForServices(route) ? 401 : 403]);
    }
  });
});
