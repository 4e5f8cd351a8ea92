import { expect, it } from 'vitest';
import { nextWaitSeconds, retryWaits } from './retry-waits.ts';

it('waits grow from try to try and end within a day', () => {
  const waits: number[] = [];
  let age = 0;
  for (let tries = 1; ; tries += 1) {
    const wait = nextWaitSeconds(tries, age);
    if (wait === undefined) break;
    waits.push(wait);
    age += wait;
  }
  expect(waits.slice(0, 6)).toEqual([5, 15, 60, 300, 900, 3600]);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.length).toBeGreaterThanOrEqual(retryWaits.length);
  expect(age).toBeGreaterThan(20 * 3600);
  expect(age).toBeLessThanOrEqual(24 * 3600);
});
