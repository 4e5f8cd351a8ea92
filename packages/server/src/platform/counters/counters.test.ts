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
  expect(await counters.consume(limit, 'a')).toEqual({ isAllowed: true, remaining: 2, resetSeconds: 60 });
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
  expect(await counters.look(limit, 'a')).toEqual({ isAllowed: true, remaining: 3, resetSeconds: 60 });
  for (let n = 0; n < 3; n += 1) await counters.consume(limit, 'a');
  expect(await counters.look(limit, 'a')).toEqual({ isAllowed: false, retryAfterSeconds: 60 });
  await counters.giveBack(limit, 'a');
  expect(await counters.look(limit, 'a')).toEqual({ isAllowed: true, remaining: 1, resetSeconds: 60 });
  await counters.consume(limit, 'a');
  await counters.clear(limit, 'a');
  expect(await counters.look(limit, 'a')).toEqual({ isAllowed: true, remaining: 3, resetSeconds: 60 });
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
  expect(await counters.consume(limit, 'a', 3)).toEqual({ isAllowed: true, remaining: 0, resetSeconds: 60 });
  expect((await counters.consume(limit, 'a')).isAllowed).toBe(false);
  const none = { ...limit, points: 0 };
  for (let n = 0; n < 100; n += 1) expect((await counters.consume(none, 'a')).isAllowed).toBe(true);
  expect((await counters.look(none, 'a')).isAllowed).toBe(true);
  await counters.giveBack(none, 'a');
});

test('whoever uses a limit up again and again waits twice as long each time, up to a bound, and a success forgets it', async () => {
  const counters = createMemoryCounters();
  const growing = { ...limit, name: 'growing', longestWaitSeconds: 200 };
  const useUp = async () => {
    for (let n = 0; n < 3; n += 1) expect((await counters.consume(growing, 'a')).isAllowed).toBe(true);
    const refused = await counters.consume(growing, 'a');
    // Who goes on trying is not put off any further.
    for (let n = 0; n < 5; n += 1) expect(await counters.consume(growing, 'a')).toEqual(refused);
    return refused.isAllowed ? 0 : refused.retryAfterSeconds;
  };
  const waits = [];
  for (let round = 0; round < 5; round += 1) {
    const wait = await useUp();
    waits.push(wait);
    vi.advanceTimersByTime(wait * 1000 - 1);
    expect((await counters.look(growing, 'a')).isAllowed).toBe(false);
    vi.advanceTimersByTime(1);
  }
  expect(waits).toEqual([60, 120, 200, 200, 200]);
  await counters.clear(growing, 'a');
  expect(await useUp()).toBe(60);
  vi.advanceTimersByTime(24 * 3600 * 1000);
  expect(await useUp()).toBe(60);
});

test('what is refused is not counted: who was taken and gives back leaves room, however many were refused meanwhile', async () => {
  const counters = createMemoryCounters();
  for (let n = 0; n < 3; n += 1) await counters.consume(limit, 'a');
  for (let n = 0; n < 500; n += 1) expect((await counters.consume(limit, 'a')).isAllowed).toBe(false);
  for (let n = 0; n < 3; n += 1) await counters.giveBack(limit, 'a');
  expect(await counters.look(limit, 'a')).toEqual({ isAllowed: true, remaining: 3, resetSeconds: 60 });
});
