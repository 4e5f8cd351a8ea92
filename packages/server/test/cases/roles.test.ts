import { expect, test } from 'vitest';
import type { Role } from '#features/accounts/store.ts';
import { bearer, describeApp, type TestApp } from '#test/test-app.ts';
import { givenSession } from './given-session.ts';
import { titleOf } from './route-calls.ts';

type Definition = TestApp['app']['routes'][number];
const roles: Role[] = ['user', 'moderator', 'admin'];

/** Whoever signs in is nobody there: what they show is no service key. */
const isForServices = ({ guard }: Pick<Definition, 'guard'>): boolean => /^service key with [\w:]+$/.test(guard.name);
/** OAuth endpoints say it in their own words (RFC 6749, RFC 6750). */
const codeOf = (answer: { json(): { code?: string; error?: string } }) => answer.json().code ?? answer.json().error;

/** Whom a route's guard lets in, by its name; a guard that nobody has described here fails the test. */
function admittedBy({ guard, method, path }: Definition): 'anyone' | readonly Role[] {
  if (guard.name === 'anyone') return 'anyone';
  if (guard.name === 'signed in') return roles;
  if (isForServices({ guard })) return [];
  const named = /^role (.+?)(?:, or service key with [\w:]+)?$/.exec(guard.name)?.[1]?.split(' or ') ?? [];
  if (named.length === 0 || named.some((role) => !roles.includes(role as Role)))
    throw new Error(`who may call ${method} ${path} is not known: its guard is "${guard.name}"`);
  return named as Role[];
}

const urlOf = ({ path }: Definition): string => path.replace(/:\w+/g, 'AAAAAAAAAAAAAAAAAAAAAA');
/** Also what has an id at that place: of one method `birthdays` is a path, of another it is an id like others. */
const isPathOf = ({ path }: Definition, url: string): boolean =>
  new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`).test(url);
const withBody = (method: string) => (method === 'GET' ? {} : { payload: {} });

describeApp('every route of the table', (open) => {
  test('I4: lets in the roles that its guard names, and nobody else', async () => {
    const app = await open();
    const sessions = new Map<Role, string>();
    for (const role of roles) {
      const { accessToken } = await givenSession(app, { account: await app.givenAccount({ role }) });
      sessions.set(role, accessToken);
    }
    const guarded = app.app.routes.filter((route) => admittedBy(route) !== 'anyone');
    expect(guarded.filter((route) => admittedBy(route).length === 1).length).toBeGreaterThan(10);
    for (const route of guarded) {
      const { method } = route;
      const request = { method, url: urlOf(route), ...withBody(method) };
      const nobody = await app.inject(request);
      expect([titleOf(route), nobody.statusCode, nobody.headers['www-authenticate']]).toEqual([
        titleOf(route),
        401,
        'Bearer',
      ]);
      for (const role of roles) {
        if (admittedBy(route).includes(role)) continue;
        const answer = await app.inject({ ...request, headers: bearer(sessions.get(role) ?? '') });
        expect([titleOf(route), role, answer.statusCode, codeOf(answer)]).toEqual([
          titleOf(route),
          role,
          ...(isForServices(route) ? [401, 'invalid_token'] : [403, 'forbidden']),
        ]);
      }
    }
    // Whoever is let in is answered by the route itself; those that would end the session come last.
    const isEnding = ({ path }: Definition): boolean => /sign-out|deletion/.test(path);
    for (const route of guarded.toSorted((one, other) => Number(isEnding(one)) - Number(isEnding(other))))
      for (const role of roles.filter((one) => admittedBy(route).includes(one))) {
        const headers = bearer(sessions.get(role) ?? '');
        const answer = await app.inject({
          method: route.method,
          url: urlOf(route),
          headers,
          ...withBody(route.method),
        });
        expect([titleOf(route), role, [401, 403].includes(answer.statusCode) && !isEnding(route)]).toEqual([
          titleOf(route),
          role,
          false,
        ]);
      }
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
    const route = { method: 'GET', path: '/x', guard: { name: 'role root' } } as Definition;
    expect(() => admittedBy(route)).toThrow('who may call GET /x is not known');
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
      expect([titleOf(route), answer.statusCode, codeOf(answer)]).toEqual([titleOf(route), 401, refusal]);
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
      if (admitted === 'anyone' || admitted.includes('user')) continue;
      const answer = await app.inject({ method: route.method, url: urlOf(route), headers, ...withBody(route.method) });
      expect([titleOf(route), answer.statusCode]).toEqual([titleOf(route), isForServices(route) ? 401 : 403]);
    }
  });
});
