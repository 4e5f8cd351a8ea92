import { afterEach, expect, test, vi } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { followDatabaseClock } from './database-clock.ts';

const clocks: { stop(): void }[] = [];
afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop();
});

describeOnEveryDatabase('the clock of the database', (open) => {
  const follow = async (test: Awaited<ReturnType<typeof open>>) => {
    const clock = await followDatabaseClock({ ...test, log: silentLog });
    clocks.push(clock);
    return clock;
  };
  const hour = 3_600_000;

  test('is the one that counts, whatever this machine believes', async () => {
    const one = await open();
    await one.clock.wind({ seconds: 3600 });
    const clock = await follow(one);
    expect(Math.abs(clock.now() - one.clock.now())).toBeLessThan(1000);
    const before = clock.now();
    const real = Date.now.bind(Date);
    vi.spyOn(Date, 'now').mockImplementation(() => real() - 5 * hour);
    expect(clock.now() - before).toBeGreaterThanOrEqual(0);
    expect(clock.now() - before).toBeLessThan(1000);
  });

  test('goes on by itself between two looks, and while the database is away', async () => {
    const one = await open();
    const clock = await follow(one);
    const real = performance.now.bind(performance);
    const before = clock.now();
    vi.spyOn(performance, 'now').mockImplementation(() => real() + hour);
    expect(clock.now() - before).toBeGreaterThanOrEqual(hour);
    expect(clock.now() - before).toBeLessThan(hour + 1000);
  });

  test('is followed when it is set', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const one = await open();
    const clock = await follow(one);
    await one.clock.wind({ seconds: -3600 });
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    await expect.poll(() => Math.abs(clock.now() - one.clock.now())).toBeLessThan(1000);
  });
});
