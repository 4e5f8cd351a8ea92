import { afterEach, expect, test } from 'vitest';
import { createLoadWatch, type LoadWatch, refuseUnderStrain, strainedMilliseconds } from './load-watch.ts';

let load: LoadWatch;
afterEach(() => load.stop());

const block = (milliseconds: number): void => {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
};
const nextTurn = (milliseconds = 0) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('an event loop that is late again and again is strained, and well again when it is not', async () => {
  load = createLoadWatch();
  expect(() => refuseUnderStrain({ load })).not.toThrow();
  for (let turn = 0; turn < 5; turn += 1) {
    block(strainedMilliseconds + 150);
    await nextTurn();
  }
  await expect.poll(() => load.delayMilliseconds(), { timeout: 5000 }).toBeGreaterThan(strainedMilliseconds);
  expect(() => refuseUnderStrain({ load })).toThrow(
    expect.objectContaining({ code: 'overloaded', details: { retryAfterSeconds: expect.any(Number) } }),
  );
  await expect.poll(() => load.delayMilliseconds(), { timeout: 20_000 }).toBeLessThan(strainedMilliseconds);
  expect(() => refuseUnderStrain({ load })).not.toThrow();
});

test('a single long turn is no strain', async () => {
  load = createLoadWatch();
  await nextTurn(300);
  block(600);
  await nextTurn(1500);
  expect(load.delayMilliseconds()).toBeLessThan(strainedMilliseconds);
});
