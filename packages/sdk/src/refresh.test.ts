import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { anna, createFakeService, json, type Reply, refusal, type Seen, tokens } from '../test/fake-service.ts';
import { createPortress } from './create-portress.ts';
import { createRefresh } from './refresh.ts';
import type { SignedOutReason } from './session-changes.ts';
import { createStanding, memoryStore } from './standing.ts';
import { onePage } from './tabs.ts';

const account = '/api/account';
const refresh = '/api/auth/refresh';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A signed-in Node client whose first access token has expired, and a service that refreshes as told. */
async function signedInWithExpiredToken(onRefresh: (nth: number, seen: Seen) => Reply | Promise<Reply>) {
  let good = '';
  const service = createFakeService(async (seen, nth) => {
    if (seen.path === '/api/auth/sign-in') return tokens(0);
    if (seen.path === refresh) {
      const reply = await onRefresh(nth, seen);
      if (reply instanceof Response && reply.ok) good = `Bearer access-${nth}`;
      return reply;
    }
    return seen.authorization === good ? json(200, anna) : refusal(401, 'invalid_token');
  });
  const signedOut: SignedOutReason[] = [];
  const portress = createPortress({
    baseUrl: 'http://portress.test',
    fetch: service.fetch,
    onSignedOut: (reason) => signedOut.push(reason),
  });
  await portress.signIn({ login: 'anna@example.com', password: 'correct horse' });
  return { portress, service, signedOut };
}

test('twenty calls with an expired token share one refresh, and each is sent again once', async () => {
  const { portress, service } = await signedInWithExpiredToken((nth) => tokens(nth));
  const people = await Promise.all(Array.from({ length: 20 }, () => portress.account.find()));
  expect(people.every((person) => person.id === anna.id)).toBe(true);
  expect(service.count(refresh)).toBe(1);
  expect(service.count(account)).toBe(40);
});

test('the refresh shows the token it was given last', async () => {
  const shown: unknown[] = [];
  const { portress } = await signedInWithExpiredToken((nth, seen) => {
    shown.push(seen.body);
    return tokens(nth);
  });
  await portress.refresh();
  await portress.refresh();
  expect(shown).toEqual([{ refresh_token: 'refresh-0' }, { refresh_token: 'refresh-1' }]);
});

test('the new refresh token is stored before the new access token is used', async () => {
  const log: string[] = [];
  const service = createFakeService((seen, nth) => {
    if (seen.path === '/api/auth/sign-in') return tokens(0);
    if (seen.path === refresh) return tokens(nth);
    log.push(`sent ${seen.authorization}`);
    return seen.authorization === 'Bearer access-1' ? json(200, anna) : refusal(401, 'invalid_token');
  });
  let kept: string | null = null;
  const refreshTokenStore = {
    load: async () => kept,
    save: async (token: string | null) => {
      await Promise.resolve();
      kept = token;
      log.push(`stored ${token}`);
    },
  };
  const portress = createPortress({ baseUrl: 'http://portress.test', fetch: service.fetch, refreshTokenStore });
  await portress.signIn({ login: 'anna', password: 'correct horse' });
  await portress.account.find();
  expect(log).toEqual(['stored refresh-0', 'sent Bearer access-0', 'stored refresh-1', 'sent Bearer access-1']);
});

test('a wrong password never causes a refresh', async () => {
  const service = createFakeService(() => refusal(401, 'invalid_credentials'));
  const portress = createPortress({ baseUrl: 'http://portress.test', fetch: service.fetch });
  const proof = { login: 'anna', password: 'wrong' };
  await expect(portress.signIn(proof)).rejects.toMatchObject({ code: 'invalid_credentials', requestId: 'req_1' });
  expect(service.count(refresh)).toBe(0);
});

test.each(['session_ended', 'invalid_refresh_token'])('a final answer, %s, signs out once', async (code) => {
  const { portress, service, signedOut } = await signedInWithExpiredToken(() => refusal(401, code));
  const calls = await Promise.allSettled([portress.account.find(), portress.account.find()]);
  expect(calls.map((call) => call.status)).toEqual(['rejected', 'rejected']);
  expect(signedOut).toEqual(['ended']);
  expect(service.count(refresh)).toBe(1);
});

test('after the session has ended, a call is refused without another refresh', async () => {
  const { portress, service, signedOut } = await signedInWithExpiredToken(() => refusal(401, 'session_ended'));
  await expect(portress.account.find()).rejects.toMatchObject({ code: 'session_ended' });
  await expect(portress.account.find()).rejects.toMatchObject({ code: 'invalid_token' });
  expect(service.count(refresh)).toBe(1);
  expect(signedOut).toEqual(['ended']);
});

test('three refused refreshes sign out', async () => {
  const { portress, service, signedOut } = await signedInWithExpiredToken(() => refusal(403, 'forbidden'));
  const call = expect(portress.account.find()).rejects.toMatchObject({ code: 'forbidden' });
  await vi.runAllTimersAsync();
  await call;
  expect(service.count(refresh)).toBe(3);
  expect(signedOut).toEqual(['ended']);
});

test.each<[string, () => Reply]>([
  ['no network', () => 'no network'],
  ['429', () => refusal(429, 'too_many_requests', { 'retry-after': '2' })],
  ['503', () => refusal(503, 'overloaded', { 'retry-after': '1' })],
  ["a proxy's 502", () => new Response('<h1>Bad gateway</h1>', { status: 502 })],
  ["a captive portal's 200", () => new Response('<h1>Welcome to the hotel</h1>', { status: 200 })],
  ["a captive portal's JSON", () => json(200, { status: 'welcome' })],
  ['an empty 200', () => new Response('', { status: 200 })],
  ['a 204', () => new Response(null, { status: 204 })],
  ["a proxy's 408", () => new Response('Request timeout', { status: 408 })],
])('%s never signs out, however often', async (_, reply) => {
  let broken = true;
  const { portress, service, signedOut } = await signedInWithExpiredToken((nth) => (broken ? reply() : tokens(nth)));
  for (let round = 0; round < 4; round += 1) {
    const call = expect(portress.account.find()).rejects.toThrow();
    await vi.runAllTimersAsync();
    await call;
  }
  expect(service.count(refresh)).toBe(12);
  expect(signedOut).toEqual([]);
  broken = false;
  await expect(portress.account.find()).resolves.toEqual(anna);
});

test('a long Retry-After is left to the caller', async () => {
  const busy = () => refusal(429, 'too_many_requests', { 'retry-after': '60' });
  const { portress, service } = await signedInWithExpiredToken(busy);
  await expect(portress.account.find()).rejects.toMatchObject({ status: 429, retryAfterSeconds: 60 });
  expect(service.count(refresh)).toBe(1);
});

test('a silent exchange is given up after ten seconds, and aborted before its retry', async () => {
  const signals: AbortSignal[] = [];
  let abortedBeforeRetry = false;
  const { portress } = await signedInWithExpiredToken((nth, seen) => {
    abortedBeforeRetry = signals[0]?.aborted === true;
    signals.push(seen.signal);
    return nth === 1 ? 'silence' : tokens(nth);
  });
  const call = portress.account.find();
  await vi.advanceTimersByTimeAsync(9_900);
  expect(signals).toHaveLength(1);
  expect(signals[0]?.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  await expect(call).resolves.toEqual(anna);
  expect(signals).toHaveLength(2);
  expect(abortedBeforeRetry).toBe(true);
});

test('a call that a fresh token does not help is given back to its caller', async () => {
  const service = createFakeService((seen, nth) => {
    if (seen.path === '/api/auth/sign-in') return tokens(0);
    return seen.path === refresh ? tokens(nth) : refusal(401, 'invalid_token');
  });
  const portress = createPortress({ baseUrl: 'http://portress.test', fetch: service.fetch });
  await portress.signIn({ login: 'anna', password: 'correct horse' });
  await expect(portress.account.find()).rejects.toMatchObject({ code: 'invalid_token' });
  expect(service.count(account)).toBe(2);
  expect(service.count(refresh)).toBe(1);
});

test('a store that can’t be written signs nobody out, however often', async () => {
  const signedOut: SignedOutReason[] = [];
  const service = createFakeService((seen, nth) => {
    if (seen.path === '/api/auth/sign-in') return tokens(0);
    return seen.path === refresh ? tokens(nth) : refusal(401, 'invalid_token');
  });
  const full = new Error('no space left on the device');
  const save = vi.fn<(token: string | null) => Promise<void>>().mockResolvedValueOnce().mockRejectedValue(full);
  const portress = createPortress({
    baseUrl: 'http://portress.test',
    fetch: service.fetch,
    refreshTokenStore: { load: async () => 'refresh-0', save },
    onSignedOut: (reason) => signedOut.push(reason),
  });
  await portress.signIn({ login: 'anna', password: 'correct horse' });
  for (let round = 0; round < 4; round += 1) await expect(portress.account.find()).rejects.toBe(full);
  expect(service.count(refresh)).toBe(4);
  expect(signedOut).toEqual([]);
});

test('an access token is handed out as long as it is good, and renewed once for all who ask', async () => {
  const { portress, service } = await signedInWithExpiredToken((nth) => tokens(nth));
  expect(await portress.accessToken()).toBe('access-0');
  vi.setSystemTime(Date.now() + 896_000);
  const handedOut = await Promise.all(Array.from({ length: 5 }, () => portress.accessToken()));
  expect(new Set(handedOut)).toEqual(new Set(['access-1']));
  expect(service.count(refresh)).toBe(1);
});

test('a call that joins a refresh which finds nothing to do any more gets one of its own', async () => {
  const service = createFakeService(() => json(200, { access_token: 'good', expires_in: 900 }));
  const store = memoryStore();
  const standing = createStanding(store, onePage.tell, () => {});
  let begin = () => {};
  const ourTurn = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const tabs = { ...onePage, alone: <Result>(work: () => Promise<Result>) => ourTurn.then(work) };
  const wire = {
    baseUrl: 'http://portress.test/',
    fetch: service.fetch,
    credentials: 'include',
    timeoutSeconds: 10,
  } as const;
  const renew = createRefresh({ wire, transport: 'split', standing, store, tabs });
  const first = renew(standing.freshness);
  standing.hear({ kind: 'refreshed', accessToken: 'no good', accessTokenEndsAt: Date.now() + 900_000 });
  const second = renew(standing.freshness);
  begin();
  await Promise.all([first, second]);
  expect([service.count(refresh), standing.accessToken]).toEqual([1, 'good']);
});
