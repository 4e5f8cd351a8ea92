import { afterEach, expect, test, vi } from 'vitest';
import { createFakeService, json, refusal } from '../test/fake-service.ts';
import { createPortress } from './create-portress.ts';
import { folderOf, transportFor } from './transport.ts';

afterEach(() => vi.unstubAllGlobals());

const visit = (origin: string) => vi.stubGlobal('location', { origin, href: `${origin}/` });

test('outside a browser tokens travel in the body', () => {
  expect(transportFor('https://id.example/')).toBe('body');
});

test('on the service’s own origin they stay in cookies', () => {
  visit('https://id.example');
  expect(transportFor('https://id.example/accounts')).toBe('cookie');
});

test('from another origin only the refresh token is in a cookie', () => {
  visit('https://shop.example');
  expect(transportFor('https://id.example/')).toBe('split');
});

test.each([
  ['https://id.example', 'https://id.example/'],
  ['https://id.example/accounts', 'https://id.example/accounts/'],
  ['https://id.example/accounts/?x=1#y', 'https://id.example/accounts/'],
])('%s is the folder %s', (baseUrl, folder) => {
  expect(folderOf(baseUrl)).toBe(folder);
});

test('a re-authenticated answer’s access token is used from then on', async () => {
  visit('https://shop.example');
  vi.stubGlobal('navigator', {});
  const service = createFakeService((seen) => {
    if (seen.authorization === 'Bearer fresh') return json(200, { items: [], next_cursor: null });
    return json(200, {}, { 'x-access-token': 'fresh', 'x-access-token-expires-in': '900' });
  });
  const portress = createPortress({ baseUrl: 'https://id.example', fetch: service.fetch });
  await portress.account.find();
  await portress.sessions.list({ limit: 5 });
  expect(service.seen.map((seen) => seen.authorization)).toEqual([null, 'Bearer fresh']);
  portress.close();
});

test('a refused field keeps its name and code', async () => {
  const body = {
    code: 'validation_failed',
    errors: [{ field: 'email', code: 'invalid_email', message: 'Not an e-mail.' }],
  };
  const problem = () =>
    new Response(JSON.stringify(body), { status: 422, headers: { 'content-type': 'application/problem+json' } });
  const portress = createPortress({ baseUrl: 'https://id.example', fetch: createFakeService(problem).fetch });
  await expect(portress.signUp({ email: 'x', password: 'y' })).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ field: 'email', code: 'invalid_email' }],
  });
});

test("a proxy's own 401 is no reason to refresh or to sign out", async () => {
  const signedOut = vi.fn();
  const service = createFakeService(() => new Response('Unauthorized', { status: 401 }));
  const portress = createPortress({ baseUrl: 'https://id.example', fetch: service.fetch, onSignedOut: signedOut });
  await expect(portress.account.find()).rejects.toMatchObject({ code: 'forbidden' });
  expect(service.seen).toHaveLength(1);
  expect(signedOut).not.toHaveBeenCalled();
});

test('a Retry-After given as a date is told in seconds', async () => {
  const soon = new Date(Date.now() + 30_000).toUTCString();
  const service = createFakeService(() => refusal(503, 'overloaded', { 'retry-after': soon }));
  const portress = createPortress({ baseUrl: 'https://id.example', fetch: service.fetch });
  const error = await portress.requestPasswordReset('anna@example.com').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'overloaded' });
  expect((error as { retryAfterSeconds: number }).retryAfterSeconds).toBeGreaterThan(28);
});
