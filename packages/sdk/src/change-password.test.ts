import { expect, test } from 'vitest';
import { anna, createFakeService, json, refusal, tokens } from '../test/fake-service.ts';
import { createPortress } from './create-portress.ts';

const proof = { login: 'anna', password: 'correct horse' };
const change = { currentPassword: 'correct horse', password: 'four words nobody heard' };
const changed = async (nth: number) => json(200, { ...((await tokens(nth).json()) as object), ended_sessions: 2 });

test('the new tokens are stored and used from then on, and the number of ended sessions is told', async () => {
  const saved: (string | null)[] = [];
  const store = {
    load: async () => saved.at(-1) ?? null,
    save: async (token: string | null) => void saved.push(token),
  };
  const service = createFakeService((seen) => {
    if (seen.path === '/api/auth/sign-in') return tokens(1);
    if (seen.path === '/api/account/password') return changed(7);
    return json(200, anna);
  });
  const portress = createPortress({ baseUrl: 'http://portress.test', fetch: service.fetch, refreshTokenStore: store });
  await portress.signIn(proof);
  expect(await portress.changePassword(change)).toEqual({
    account: anna,
    session_id: 'ses_1',
    session_expires_at: '2027-01-01T00:00:00Z',
    ended_sessions: 2,
  });
  expect(service.seen[1]).toMatchObject({
    method: 'PUT',
    authorization: 'Bearer access-1',
    body: { current_password: change.currentPassword, password: change.password },
  });
  expect(saved).toEqual(['refresh-1', 'refresh-7']);
  await portress.account.find();
  expect(service.seen.at(-1)?.authorization).toBe('Bearer access-7');
});

test('a wrong present password, a weak new one and a throttle sign nobody out', async () => {
  const reasons: string[] = [];
  const answers = [
    refusal(401, 'invalid_credentials'),
    refusal(422, 'validation_failed'),
    refusal(429, 'too_many_requests', { 'retry-after': '60' }),
  ];
  const service = createFakeService((seen, nth) =>
    seen.path === '/api/auth/sign-in' ? tokens(1) : (answers[nth - 1] ?? refusal(500, 'internal_error')),
  );
  const portress = createPortress({
    baseUrl: 'http://portress.test',
    fetch: service.fetch,
    onSignedOut: (reason) => reasons.push(reason),
  });
  await portress.signIn(proof);
  for (const code of ['invalid_credentials', 'validation_failed', 'too_many_requests'])
    await expect(portress.changePassword(change)).rejects.toMatchObject({ code });
  expect(reasons).toEqual([]);
  expect(service.count('/api/auth/refresh')).toBe(0);
});

test('a session that is over is told as such, once', async () => {
  const reasons: string[] = [];
  const service = createFakeService((seen) =>
    seen.path === '/api/auth/sign-in' ? tokens(1) : refusal(401, 'session_ended'),
  );
  const portress = createPortress({
    baseUrl: 'http://portress.test',
    fetch: service.fetch,
    onSignedOut: (reason) => reasons.push(reason),
  });
  await portress.signIn(proof);
  await expect(portress.changePassword(change)).rejects.toMatchObject({ code: 'session_ended' });
  expect(reasons).toEqual(['ended']);
});

test('calls wait for the change, and none is sent with a token from before it', async () => {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const service = createFakeService(async (seen) => {
    if (seen.path === '/api/auth/sign-in') return tokens(1);
    if (seen.path !== '/api/account/password') return json(200, anna);
    await until;
    return changed(7);
  });
  const portress = createPortress({ baseUrl: 'http://portress.test', fetch: service.fetch });
  await portress.signIn(proof);
  const changing = portress.changePassword(change);
  const later = portress.account.find();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(service.count('/api/account')).toBe(0);
  release();
  await Promise.all([changing, later]);
  expect(service.seen.at(-1)?.authorization).toBe('Bearer access-7');
});

test('an expired access token is renewed before the change', async () => {
  const service = createFakeService(async (seen) => {
    if (seen.path === '/api/auth/sign-in') return json(200, { ...((await tokens(1).json()) as object), expires_in: 1 });
    if (seen.path === '/api/auth/refresh') return tokens(2);
    return changed(7);
  });
  const portress = createPortress({ baseUrl: 'http://portress.test', fetch: service.fetch });
  await portress.signIn(proof);
  await portress.changePassword(change);
  expect(service.seen.map((seen) => seen.path)).toEqual([
    '/api/auth/sign-in',
    '/api/auth/refresh',
    '/api/account/password',
  ]);
  expect(service.seen.at(-1)?.authorization).toBe('Bearer access-2');
});

test('a tab whose request was under way with the token of before refreshes and goes on', async () => {
  const reasons: string[] = [];
  const service = createFakeService((seen) => {
    if (seen.path === '/api/auth/sign-in') return tokens(1);
    if (seen.path === '/api/auth/refresh') return tokens(8);
    return seen.authorization === 'Bearer access-1' ? refusal(401, 'invalid_token') : json(200, anna);
  });
  const portress = createPortress({
    baseUrl: 'http://portress.test',
    fetch: service.fetch,
    onSignedOut: (reason) => reasons.push(reason),
  });
  await portress.signIn(proof);
  expect(await portress.account.find()).toEqual(anna);
  expect(reasons).toEqual([]);
});
