import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { anna, createFakeService, json, type Reply, refusal, type Seen, tokens } from '../test/fake-service.ts';
import { contactsOf } from './contacts.ts';
import { createPortress } from './create-portress.ts';

const proof = { login: 'anna', password: 'correct horse' };
const enough = new Error('enough');

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const turn = () => vi.advanceTimersByTimeAsync(0);

function given(answer: (seen: Seen, nth: number) => Reply | Promise<Reply>) {
  const service = createFakeService((seen, nth) => {
    if (seen.path === '/api/auth/sign-in') return tokens(0);
    if (seen.path === '/api/auth/sign-out') return new Response(null, { status: 204 });
    return answer(seen, nth);
  });
  const portress = createPortress({ baseUrl: 'http://portress.test', fetch: service.fetch });
  return { service, portress };
}

function held() {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release };
}

test('a call that waits for a sign-in is given up at once, and never sent', async () => {
  const slow = held();
  const { service, portress } = given(async (_seen, nth) => {
    if (nth === 1) await slow.until;
    return json(200, anna);
  });
  const early = portress.account.find();
  const signingIn = portress.signIn(proof);
  const caller = new AbortController();
  const waiting = expect(portress.account.find({ signal: caller.signal })).rejects.toBe(enough);
  await turn();
  caller.abort(enough);
  await waiting;
  slow.release();
  await Promise.all([early, signingIn]);
  expect(service.seen.map(({ path }) => path)).toEqual(['/api/account', '/api/auth/sign-in']);
});

test('a call that waits for a refresh is given up at once; the others go on', async () => {
  const slow = held();
  const { service, portress } = given(async (seen) => {
    if (seen.path === '/api/auth/refresh') {
      await slow.until;
      return tokens(1);
    }
    return seen.authorization === 'Bearer access-1' ? json(200, anna) : refusal(401, 'invalid_token');
  });
  await portress.signIn(proof);
  const caller = new AbortController();
  const impatient = expect(portress.account.find({ signal: caller.signal })).rejects.toBe(enough);
  const patient = portress.account.find();
  await turn();
  expect(service.count('/api/auth/refresh')).toBe(1);
  caller.abort(enough);
  await impatient;
  slow.release();
  await expect(patient).resolves.toEqual(anna);
  await turn();
  expect(service.count('/api/account')).toBe(3);
});

test('a call under way is aborted in the network too', async () => {
  const { service, portress } = given(() => 'silence');
  const caller = new AbortController();
  const call = expect(portress.account.find({ signal: caller.signal })).rejects.toBe(enough);
  await turn();
  caller.abort(enough);
  await call;
  expect(service.seen[0]?.signal.aborted).toBe(true);
});

test('an import that takes minutes does not hold a sign-out up: after ten seconds it is cut off', async () => {
  const { service, portress } = given(() => 'silence');
  await portress.signIn(proof);
  const cutOff = expect(contactsOf(portress).import(new Blob(['…']), { type: 'text/csv' })).rejects.toMatchObject({
    name: 'PortressUnreachable',
    reason: 'timeout',
  });
  await turn();
  const signingOut = portress.signOut();
  await vi.advanceTimersByTimeAsync(9_900);
  expect(service.count('/api/auth/sign-out')).toBe(0);
  await vi.advanceTimersByTimeAsync(200);
  await cutOff;
  await signingOut;
  expect(service.count('/api/auth/sign-out')).toBe(1);
});

test('without a sign-out the same import has its ten minutes', async () => {
  const { portress } = given(() => 'silence');
  const settled = vi.fn();
  const call = contactsOf(portress)
    .import(new Blob(['…']), { type: 'text/csv' })
    .catch(settled);
  await vi.advanceTimersByTimeAsync(599_000);
  expect(settled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  await call;
  expect(settled).toHaveBeenCalledOnce();
});

test('a form and a file are sent whole again after a refresh', async () => {
  const sent: string[] = [];
  const { portress } = given(async (seen) => {
    if (seen.path === '/api/auth/refresh') return tokens(1);
    // As the network would: a body is read when it is sent.
    sent.push(await new Response(seen.body as Blob | FormData).text());
    return seen.authorization === 'Bearer access-1' ? json(200, {}) : refusal(401, 'invalid_token');
  });
  await portress.signIn(proof);
  await contactsOf(portress).import(new Blob(['first_name\nOlena\n']), { type: 'text/csv' });
  expect(sent).toEqual(['first_name\nOlena\n', 'first_name\nOlena\n']);
  await portress.account.setAvatar(new Blob(['GIF89a']));
  expect(sent[2]).toContain('GIF89a');
});
