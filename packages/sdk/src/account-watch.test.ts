import { expect, test, vi } from 'vitest';
import { anna, createFakeService, json, type Reply, refusal, type Seen, tokens } from '../test/fake-service.ts';
import { createAccountWatch, type Presence, unknownPresence } from './account-watch.ts';
import { createPortress } from './create-portress.ts';

const proof = { login: 'anna', password: 'correct horse' };
const signedOut: Presence = { account: null, isPending: false, isSignedOut: true, error: null };
const annaIsIn = { account: anna, isPending: false, isSignedOut: false, error: null };

function given(answer: (seen: Seen, nth: number) => Reply | Promise<Reply>) {
  const service = createFakeService((seen, nth) => {
    if (seen.path === '/api/auth/sign-in') return tokens(nth);
    if (seen.path === '/api/auth/sign-out') return new Response(null, { status: 204 });
    if (seen.authorization === null) return refusal(401, 'not_signed_in');
    return answer(seen, nth);
  });
  const portress = createPortress({ baseUrl: 'http://portress.test', fetch: service.fetch });
  const watch = createAccountWatch(portress);
  const shown: Presence[] = [];
  return { service, portress, watch, shown, listen: () => watch.subscribe(() => shown.push(watch.read())) };
}

test('nothing is asked before somebody listens, and nobody is in until the service says so', async () => {
  const { service, watch, shown, listen } = given(() => json(200, anna));
  expect([watch.read(), service.seen]).toEqual([unknownPresence, []]);
  listen();
  await vi.waitFor(() => expect(watch.read()).toEqual(signedOut));
  expect(shown.at(-1)).toEqual(signedOut);
});

test('a sign-in and a sign-out are shown, and in between nothing of anybody else', async () => {
  const { portress, watch, shown, listen } = given(() => json(200, anna));
  listen();
  await vi.waitFor(() => expect(watch.read()).toEqual(signedOut));
  await portress.signIn(proof);
  expect(watch.read()).toEqual(unknownPresence);
  await vi.waitFor(() => expect(watch.read()).toEqual(annaIsIn));
  await portress.signOut();
  expect(watch.read()).toEqual(signedOut);
  expect(shown).toEqual([signedOut, unknownPresence, annaIsIn, signedOut]);
});

test('an answer from before a sign-out is not shown after it', async () => {
  let answer: (reply: Response) => void = () => {};
  const slow = new Promise<Response>((resolve) => {
    answer = resolve;
  });
  const { service, portress, watch, shown, listen } = given(() => slow);
  await portress.signIn(proof);
  listen();
  await vi.waitFor(() => expect(service.count('/api/account')).toBe(1));
  const leaving = portress.signOut();
  answer(json(200, anna));
  await leaving;
  expect(watch.read()).toEqual(signedOut);
  expect(shown.at(-1)).toEqual(signedOut);
});

test('a fault keeps what was known, and is gone when the next question is answered', async () => {
  let reply: () => Reply = () => json(200, anna);
  const { portress, watch, listen } = given(() => reply());
  await portress.signIn(proof);
  listen();
  await vi.waitFor(() => expect(watch.read()).toEqual(annaIsIn));
  reply = () => 'no network';
  await watch.reload();
  expect(watch.read()).toMatchObject({ account: anna, isSignedOut: false, error: { name: 'PortressUnreachable' } });
  reply = () => json(200, anna);
  await watch.reload();
  expect(watch.read()).toEqual(annaIsIn);
});

test('a fault before anything is known is neither in nor out', async () => {
  const { portress, watch, listen } = given(() => refusal(503, 'unavailable'));
  await portress.signIn(proof);
  listen();
  await vi.waitFor(() => expect(watch.read().error).toMatchObject({ code: 'unavailable' }));
  expect(watch.read()).toMatchObject({ account: null, isPending: false, isSignedOut: false });
});

test('when the last listener has left, changes are not followed any more', async () => {
  const { service, portress, listen } = given(() => json(200, anna));
  const [first, second] = [listen(), listen()];
  first();
  first();
  second();
  const asked = service.count('/api/account');
  await portress.signIn(proof);
  expect(service.count('/api/account')).toBe(asked);
});
