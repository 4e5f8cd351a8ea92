import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMemoryCounters } from './counters.ts';

const limit = { name: 'guesses', points: 3, windowSeconds: 60 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('B8: of 200 parallel calls exactly as many are allowed as there are points', async () => {
  const counters = createMemoryCounters();
  const verdicts = await Promise.all(Array.from({ length: 200 }, () => counters.consume(limit, 'key')));
  expect(verdicts.filter((verdict) => verdict.isAllowed)).toHaveLength(3);
  for (const verdict of verdicts) if (!verdict.isAllowed) expect(verdict.retryAfterSeconds).toBe(60);
});

test('keys and limits are apart, and the window ends', async () => {
  const counters = createMemoryCounters();
  for (let n = 0; n < 3; n += 1) await counters.consume(limit, 'a');
  expect((await counters.consume(limit, 'a')).isAllowed).toBe(false);
  expect((await counters.consume(limit, 'b')).isAllowed).toBe(true);
  expect((await counters.consume({ ...limit, name: 'others' }, 'a')).isAllowed).toBe(true);
  vi.advanceTimersByTime(30_000);
  expect(await counters.consume(limit, 'a')).toEqual({ isAllowed: false, retryAfterSeconds: 30 });
  vi.advanceTimersByTime(30_000);
  expect(await counters.consume(limit, 'a')).toEqual({ isAllowed: true, remaining: 2 });
});

test('refused calls do not put the end of the window off', async () => {
  const counters = createMemoryCounters();
  for (let second = 0; second < 60; second += 1) {
    await counters.consume(limit, 'a');
    vi.advanceTimersByTime(1000);
  }
  expect((await counters.consume(limit, 'a')).isAllowed).toBe(true);
});

test('looking counts nothing; what is given back can be taken again; clearing forgets', async () => {
  const counters = createMemoryCounters();
  expect(await counters.look(limit, 'a')).toEqual({ isAllowed: true, remaining: 3 });
  for (let n = 0; n < 3; n += 1) await counters.consume(limit, 'a');
  expect(await counters.look(limit, 'a')).toEqual({ isAllowed: false, retryAfterSeconds: 60 });
  await counters.giveBack(limit, 'a');
  expect(await counters.look(limit, 'a')).toEqual({ isAllowed: true, remaining: 1 });
  await counters.consume(limit, 'a');
  await counters.clear(limit, 'a');
  expect(await counters.look(limit, 'a')).toEqual({ isAllowed: true, remaining: 3 });
});

test('a point given back after its window has ended is not one more than there are', async () => {
  const counters = createMemoryCounters();
  await counters.consume(limit, 'a');
  vi.advanceTimersByTime(60_000);
  await counters.giveBack(limit, 'a');
  const verdicts = [];
  for (let n = 0; n < 4; n += 1) verdicts.push((await counters.consume(limit, 'a')).isAllowed);
  expect(verdicts).toEqual([true, true, true, false]);
});

test('a cost is taken at once; no points is no limit', async () => {
  const counters = createMemoryCounters();
  expect(await counters.consume(limit, 'a', 3)).toEqual({ isAllowed: true, remaining: 0 });
  expect((await counters.consume(limit, 'a')).isAllowed).toBe(false);
  const none = { ...limit, points: 0 };
  for (let n = 0; n < 100; n += 1) expect((await counters.consume(none, 'a')).isAllowed).toBe(true);
  expect((await counters.look(none, 'a')).isAllowed).toBe(true);
  await counters.giveBack(none, 'a');
});
