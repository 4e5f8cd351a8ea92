import { expect, test } from 'vitest';
import type { Role } from '#features/accounts/store.ts';
import { givenSession } from '#test/cases/given-session.ts';
import { bearer, describeApp, type TestApp } from '#test/test-app.ts';
import { givenCat, givenOwner, send, signedInAs, told } from './test/given-cattery.ts';

/** Who may call what. A route that is not written down here, or has another guard, fails the test. */
const routeTable = {
  'GET /api/owners': 'signed in',
  'GET /api/owners/:id': 'signed in',
  'POST /api/owners': 'signed in',
  'PUT /api/owners/:id': 'role moderator or admin',
  'DELETE /api/owners/:id': 'role admin',
  'GET /api/cats': 'signed in',
  'GET /api/cats/:id': 'signed in',
  'POST /api/cats': 'signed in',
  'PUT /api/cats/:id': 'role moderator or admin',
  'PATCH /api/cats/:id/vaccinated': 'role moderator or admin',
  'DELETE /api/cats/:id': 'role admin',
};
type Call = keyof typeof routeTable;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const everybody: Role[] = ['user', 'moderator', 'admin'];
const admitted: Record<string, Role[]> = {
  'signed in': everybody,
  'role moderator or admin': ['moderator', 'admin'],
  'role admin': ['admin'],
};
const success: Record<Method, number> = { GET: 200, POST: 201, PUT: 200, PATCH: 200, DELETE: 204 };
const calls = Object.keys(routeTable) as Call[];
const ofCattery = (app: TestApp) => app.app.routes.filter(({ tag }) => tag === 'Cattery');

let number = 0;
/** The call as somebody would make it who means it: on a row of its own, with a body that is right. */
async function prepare(app: TestApp, call: Call) {
  const admin = await signedInAs(app, 'admin');
  const [method, path] = call.split(' ') as [Method, string];
  number += 1;
  const owner = await givenOwner(app, admin, { email: `prepared-${number}@example.com` });
  const isOfCats = path.startsWith('/api/cats');
  const { id } = isOfCats ? await givenCat(app, admin, { owner_id: owner.id }) : owner;
  const body = isOfCats
    ? { nickname: 'Tim', age: 4, owner_id: owner.id }
    : { email: `${method.toLowerCase()}-${number}@example.com` };
  const sent = path.endsWith('/vaccinated') ? { vaccinated: true } : body;
  return { method, url: path.replace(':id', id), ...(['POST', 'PUT', 'PATCH'].includes(method) && { body: sent }) };
}

describeApp('the routes of the cattery', (open) => {
  test('I4: are those of the written table, each with its guard', async () => {
    const app = await open();
    const mounted = ofCattery(app).map(({ method, path, guard }) => [`${method} ${path}`, guard.name]);
    expect(Object.fromEntries(mounted)).toEqual(routeTable);
    expect(mounted).toHaveLength(calls.length);
  });

  test('I4: succeed for each role that may, and are 403 for each that may not, with nothing changed', async () => {
    const app = await open();
    for (const call of calls)
      for (const role of everybody) {
        const { method, url, body } = await prepare(app, call);
        const reader = await signedInAs(app);
        const before = (await app.get(url.replace(/\/vaccinated$/, ''), reader)).body;
        const answer = await send(app, method, url, { body, headers: await signedInAs(app, role) });
        const isAdmitted = admitted[routeTable[call]]?.includes(role);
        expect([call, role, ...told(answer)]).toEqual([
          call,
          role,
          ...(isAdmitted ? [success[method], undefined] : [403, 'forbidden']),
        ]);
        if (!isAdmitted) expect((await app.get(url.replace(/\/vaccinated$/, ''), reader)).body).toBe(before);
      }
  });

  test('I1: are 401 without credentials, whoever one says one is', async () => {
    const app = await open();
    const admin = await app.givenAccount({ role: 'admin' });
    const claims = { user_id: admin.id, account_id: admin.id, role: 'admin', tenantId: '1' };
    const headers = { 'x-role': 'admin', 'x-user-id': admin.id };
    for (const call of calls) {
      const { method, url, body } = await prepare(app, call);
      const query = new URLSearchParams(claims).toString();
      for (const asked of [url, `${url}?${query}`]) {
        const answer = await send(app, method, asked, { body: { ...body, ...claims }, headers });
        expect([call, ...told(answer)]).toEqual([call, 401, 'not_signed_in']);
      }
    }
  });

  test('the role is looked at before the body is read', async () => {
    const app = await open();
    const user = { ...(await signedInAs(app)), 'content-type': 'application/json' };
    for (const call of calls.filter((one) => routeTable[one] !== 'signed in')) {
      const { method, url } = await prepare(app, call);
      for (const payload of ['{"broken', '[]', '"x"', JSON.stringify({ unknown: 1 })]) {
        const answer = await app.inject({ method, url, headers: user, payload });
        expect([call, ...told(answer)]).toEqual([call, 403, 'forbidden']);
      }
      const huge = await app.inject({ method, url, headers: user, payload: 'x'.repeat(2 * 1024 * 1024) });
      expect([call, ...told(huge)]).toEqual([call, 403, 'forbidden']);
    }
  });

  test('I10: a role that is taken away, or given, is felt at once with the same token', async () => {
    const app = await open();
    const account = await app.givenAccount({ role: 'admin' });
    const other = await signedInAs(app, 'admin');
    const headers = bearer((await givenSession(app, { account })).accessToken);
    const cat = await givenCat(app, headers);
    const become = async (role: Role) => {
      const changed = await send(app, 'PATCH', `/api/accounts/${account.id}`, { body: { role }, headers: other });
      expect(changed.statusCode).toBe(200);
    };
    const mark = () => send(app, 'PATCH', `/api/cats/${cat.id}/vaccinated`, { body: { vaccinated: true }, headers });
    const remove = () => send(app, 'DELETE', `/api/cats/${cat.id}`, { headers });
    await become('moderator');
    expect([(await mark()).statusCode, (await remove()).statusCode]).toEqual([200, 403]);
    await become('user');
    expect([(await mark()).statusCode, (await remove()).statusCode]).toEqual([403, 403]);
    await become('admin');
    expect((await remove()).statusCode).toBe(204);
  });

  test('say in the OpenAPI document who may call, and that others are refused', async () => {
    const app = await open();
    type Described = { description: string; 'x-roles'?: string[]; parameters?: { in: string; name: string }[] };
    const { paths } = (await app.get('/openapi.json')).json<{ paths: Record<string, Record<string, Described>> }>();
    for (const { method, path, guard } of app.app.routes) {
      const described = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      if (described === undefined) continue;
      // `role admin`, or `role admin, or service key with accounts:read`.
      const names = /^role ([a-z ]+)/.exec(guard.name)?.[1];
      expect([method, path, described['x-roles']]).toEqual([method, path, names?.split(' or ')]);
      if (names === undefined) continue;
      expect(described.description).toMatch(new RegExp(`^Needs the role ${names}[.,]`));
      expect(described.description).toContain('`forbidden`');
    }
    expect(paths['/api/cats/{id}']?.put?.['x-roles']).toEqual(['moderator', 'admin']);
    expect(paths['/api/accounts/{id}']?.patch?.['x-roles']).toEqual(['admin']);
    expect(paths['/api/cats']?.get?.description).not.toContain('Needs the role');
    const takers = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { parameters }]) =>
          parameters?.some(({ in: place, name }) => place === 'header' && name === 'Idempotency-Key'),
        )
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    );
    expect(takers).toEqual(expect.arrayContaining(['POST /api/owners', 'POST /api/cats']));
    expect(takers.every((taker) => taker.startsWith('POST '))).toBe(true);
  });
});
