import { expect, it } from 'vitest';
import { inBatches } from './in-batches.ts';

function busyFor(milliseconds: number): void {
  for (const until = performance.now() + milliseconds; performance.now() < until; );
}

it('goes on until there is less than a batch, and says how much that was', async () => {
  let left = 250;
  const asked: number[] = [];
  const done = await inBatches(100, async (batch) => {
    asked.push(batch);
    const some = Math.min(batch, left);
    left -= some;
    return some;
  });
  expect([done, left, asked]).toEqual([250, 0, [100, 100, 100]]);
});

it('leaves others as much time as it takes itself', async () => {
  let batches = 0;
  let turns = 0;
  let isOver = false;
  const others = (async () => {
    for (; !isOver; turns += 1) {
      busyFor(1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await inBatches(1, async () => {
    busyFor(10);
    batches += 1;
    return batches < 10 ? 1 : 0;
  });
  isOver = true;
  await others;
  // Ten a rest, as long as nothing else is on the machine; two would be those who come by between two batches.
  expect(turns).toBeGreaterThan(2 * batches);
});

it('fails as a batch fails', async () => {
  await expect(inBatches(1, () => Promise.reject(new Error('the database is away')))).rejects.toThrow('away');
});
