import { expect, test } from 'vitest';
import { anna, createFakeService, json, refusal, tokens } from '../test/fake-service.ts';
import { createPortress } from './create-portress.ts';

const proof = { login: 'anna', password: 'correct horse' };
const empty = () => new Response(null, { status: 204 });

function given(answer: (path: string, nth: number) => Response | Promise<Response>) {
  const reasons: string[] = [];
  const service = createFakeService((seen, nth) =>
    seen.path === '/api/auth/sign-in' ? tokens(1) : answer(seen.path, nth),
  );
  const portress = createPortress({
    baseUrl: 'http://portress.test',
    fetch: service.fetch,
    onSignedOut: (reason) => reasons.push(reason),
  });
  return { service, portress, reasons };
}

test('a change of the account is sent with what is given alone, null included', async () => {
  const { service, portress } = given(() => json(200, anna));
  await portress.signIn(proof);
  expect(await portress.account.change({ first_name: 'Anna', country: null }, { ifMatch: '"tag"' })).toEqual(anna);
  expect(service.seen[1]).toMatchObject({
    method: 'PATCH',
    path: '/api/account',
    authorization: 'Bearer access-1',
    body: { first_name: 'Anna', country: null },
  });
});

test('the ETag that was seen goes along as If-Match', async () => {
  let ifMatch: string | null = null;
  const portress = createPortress({
    baseUrl: 'http://portress.test',
    fetch: async (_input, init) => {
      ifMatch = new Headers(init?.headers).get('if-match');
      return refusal(412, 'precondition_failed');
    },
  });
  await expect(portress.account.change({ first_name: 'Anna' }, { ifMatch: '"tag"' })).rejects.toMatchObject({
    code: 'precondition_failed',
  });
  expect(ifMatch).toBe('"tag"');
});

test('another address is asked for and confirmed; a wrong password signs nobody out', async () => {
  const { service, portress, reasons } = given((path, nth) => {
    if (path === '/api/account/email') return nth === 1 ? refusal(401, 'invalid_credentials') : json(202, {});
    return json(200, anna);
  });
  await portress.signIn(proof);
  const change = { email: 'anna@example.org', password: 'correct horse' };
  await expect(portress.account.requestEmailChange(change)).rejects.toMatchObject({ code: 'invalid_credentials' });
  expect(await portress.account.requestEmailChange(change)).toBeUndefined();
  expect(await portress.account.confirmEmailChange({ token: 'link' })).toEqual(anna);
  expect(service.seen.at(-1)).toMatchObject({ path: '/api/account/email/confirm', body: { token: 'link' } });
  expect([reasons, service.count('/api/auth/refresh')]).toEqual([[], 0]);
});

test('a deletion ends the session of this client; a refused one does not', async () => {
  const { service, portress, reasons } = given((_path, nth) => (nth === 1 ? refusal(409, 'last_admin') : empty()));
  await portress.signIn(proof);
  await expect(portress.account.delete({ password: 'correct horse' })).rejects.toMatchObject({ code: 'last_admin' });
  expect(reasons).toEqual([]);
  await portress.account.delete({ password: 'correct horse' });
  expect(reasons).toEqual(['signed_out']);
  expect(service.seen.at(-1)).toMatchObject({ path: '/api/account/deletion', body: { password: 'correct horse' } });
});

test('the export is handed out as it came', async () => {
  const file = { format: 'portress-account', version: 1, account: anna, contacts: [] };
  const { portress } = given(() => json(200, file));
  await portress.signIn(proof);
  expect(await portress.account.export()).toEqual(file);
});
