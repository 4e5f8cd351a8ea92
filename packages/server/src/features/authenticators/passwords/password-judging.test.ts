import { afterEach, expect, test } from 'vitest';
import { createPasswordJudging, type PasswordJudging, type PasswordJudgingOptions } from './password-judging.ts';

const opened: PasswordJudging[] = [];
const open = (options?: PasswordJudgingOptions): PasswordJudging => {
  const judging = createPasswordJudging(options);
  opened.push(judging);
  return judging;
};
afterEach(async () => {
  for (const judging of opened.splice(0)) await judging.close();
});

const good = { password: 'correct horse battery staple', names: [] };
/** A thread of a test, in place of the real one. */
const threadOf = (body: string) => new URL(`data:text/javascript,${encodeURIComponent(body)}`);
const answering = `import { parentPort, threadId } from 'node:worker_threads';
  parentPort.on('message', ({ id }) => parentPort.postMessage({ id, weakness: { code: 'weak_password', shape: threadId } }));`;

test('judges in a thread, and the event loop goes on meanwhile', async () => {
  const judging = open();
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 5);
  expect(await judging.judge({ password: 'password1', names: [] })).toEqual({ code: 'common_password' });
  expect(await judging.judge(good)).toBeNull();
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
});

test('beyond the queue it is 503 at once, and what was taken is answered', async () => {
  const judging = open();
  const outcomes = await Promise.allSettled(Array.from({ length: 80 }, () => judging.judge(good)));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused).toHaveLength(80 - 64);
  for (const { reason } of refused)
    expect(reason).toMatchObject({ code: 'overloaded', status: 503, details: { retryAfterSeconds: 2 } });
  expect(await judging.judge(good)).toBeNull();
});

test('when the thread dies those who wait get 503, never an acceptance, and the next gets a new thread', async () => {
  const dying = open({ thread: threadOf('process.exit(1)') });
  const breaking = open({ thread: threadOf("throw new Error('broken')") });
  const starving = open({
    thread: threadOf('const all = []; for (;;) all.push(new Array(1e5).fill(all.length + 0.5));'),
  });
  for (const judging of [dying, breaking, starving])
    for (const outcome of await Promise.allSettled([judging.judge(good), judging.judge(good)]))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable', status: 503 } });
  await expect(dying.judge(good)).rejects.toMatchObject({ code: 'unavailable' });
});

test('a fault while judging is an error of ours and no acceptance, and does not quote the password', async () => {
  const failing = open({
    thread: threadOf(`import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ id }) => parentPort.postMessage({ id, error: 'RangeError' }));`),
  });
  const error = await failing.judge(good).catch((reason: unknown) => reason);
  expect(String(error)).toBe('Error: password judging: RangeError');
});

test('one thread serves until it has been idle, then the next question gets another', async () => {
  const judging = open({ idleMilliseconds: 50, thread: threadOf(answering) });
  const threadNow = async () => JSON.stringify(await judging.judge(good));
  const first = await threadNow();
  expect(await threadNow()).toBe(first);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await threadNow()).not.toBe(first);
});

test('closing answers what was taken, and takes nothing more', async () => {
  const judging = open();
  const taken = [judging.judge(good), judging.judge({ password: 'password1', names: [] })];
  const closed = judging.close();
  await expect(judging.judge(good)).rejects.toMatchObject({ code: 'unavailable' });
  await closed;
  expect(await Promise.all(taken)).toEqual([null, { code: 'common_password' }]);
});

test('J15: hundreds of hostile passwords leave the memory where it was', async () => {
  const judging = open();
  const hostile = (seed: number) =>
    Array.from({ length: 64 }, (_, i) => String.fromCodePoint(33 + ((i * i * 7 + i * seed) % 90))).join('');
  const ask = async (from: number, count: number) => {
    for (let seed = from; seed < from + count; seed += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, i) => judging.judge({ password: hostile(seed + i), names: [] })),
      );
  };
  await ask(0, 200);
  const before = process.memoryUsage().rss;
  await ask(200, 400);
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(64);
});
