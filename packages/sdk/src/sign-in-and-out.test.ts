import { expect, test } from 'vitest';
import { anna, createFakeService, json, refusal, tokens } from '../test/fake-service.ts';
import { createPortress } from './create-portress.ts';

const proof = { login: 'anna', password: 'correct horse' };

function held() {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 10));

test.each(['signIn', 'signOut'] as const)('%s waits for the calls underway and holds new ones back', async (deed) => {
  const first = held();
  const service = createFakeService(async (seen, nth) => {
    if (seen.path === '/api/auth/sign-in') return tokens(nth);
    if (seen.path === '/api/auth/sign-out') return new Response(null, { status: 204 });
    if (nth === 1) await first.until;
    return json(200, anna);
  });
  const portress = createPortress({ baseUrl: 'http://portress.test', fetch: service.fetch });
  const early = portress.account.find();
  const change = deed === 'signIn' ? portress.signIn(proof) : portress.signOut();
  const late = portress.account.find();
  await settled();
  expect(service.seen.map((seen) => seen.path)).toEqual(['/api/account']);
  first.release();
  await Promise.all([early, change, late]);
  const path = deed === 'signIn' ? '/api/auth/sign-in' : '/api/auth/sign-out';
  expect(service.seen.map((seen) => seen.path)).toEqual(['/api/account', path, '/api/account']);
});

test('sign-in waits for a refresh underway, whose tokens never replace the new ones', async () => {
  const slow = held();
  const service = createFakeService(async (seen, nth) => {
    if (seen.path === '/api/auth/sign-in') return tokens(nth * 10);
    if (seen.path === '/api/auth/refresh') {
      await slow.until;
      return tokens(11);
    }
    return json(200, { ...anna, id: seen.authorization });
  });
  const portress = createPortress({ baseUrl: 'http://portress.test', fetch: service.fetch });
  await portress.signIn(proof);
  const refreshing = portress.refresh();
  const again = portress.signIn(proof);
  await settled();
  slow.release();
  await Promise.all([refreshing, again]);
  expect(await portress.accessToken()).toBe('access-20');
});

test('a session that is over already is signed out of all the same', async () => {
  const signedOut: string[] = [];
  const service = createFakeService((seen) =>
    seen.path === '/api/auth/sign-in' ? tokens(1) : refusal(401, 'session_ended'),
  );
  const portress = createPortress({
    baseUrl: 'http://portress.test',
    fetch: service.fetch,
    onSignedOut: (reason) => signedOut.push(reason),
  });
  await portress.signIn(proof);
  await portress.signOut();
  expect(signedOut).toEqual(['signed_out']);
  expect(service.seen.at(-1)?.body).toEqual({ refresh_token: 'refresh-1' });
});

test('a sign-out that did not reach the service is not called one', async () => {
  const signedOut: string[] = [];
  const service = createFakeService((seen) => (seen.path === '/api/auth/sign-in' ? tokens(1) : 'no network'));
  const portress = createPortress({
    baseUrl: 'http://portress.test',
    fetch: service.fetch,
    onSignedOut: (reason) => signedOut.push(reason),
  });
  await portress.signIn(proof);
  await expect(portress.signOut()).rejects.toMatchObject({ reason: 'network' });
  expect(signedOut).toEqual([]);
});

test('signing out everywhere refreshes an expired token first, and ends this session too', async () => {
  const signedOut: string[] = [];
  const service = createFakeService((seen, nth) => {
    if (seen.path === '/api/auth/sign-in') return tokens(0);
    if (seen.path === '/api/auth/refresh') return tokens(nth);
    return seen.authorization === 'Bearer access-1' ? json(200, { ended_sessions: 3 }) : refusal(401, 'invalid_token');
  });
  const portress = createPortress({
    baseUrl: 'http://portress.test',
    fetch: service.fetch,
    onSignedOut: (reason) => signedOut.push(reason),
  });
  await portress.signIn(proof);
  expect(await portress.signOutEverywhere()).toEqual({ ended_sessions: 3 });
  expect(signedOut).toEqual(['signed_out']);
});
