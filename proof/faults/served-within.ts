import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { call } from '#proof/load/ask.ts';
import { asBearer } from '#proof/machine/given-service.ts';

const lanes = 4;

/** @returns in milliseconds what one in a hundred honest requests took longer than; each was answered as it should be */
export async function servedWithin(
  url: string,
  { accessToken, milliseconds }: { accessToken: string; milliseconds: number },
): Promise<number> {
  const taken: number[] = [];
  const until = performance.now() + milliseconds;
  const lane = async (): Promise<void> => {
    while (performance.now() < until) {
      const startedAt = performance.now();
      const { status } = await call({ url }, 'GET', '/api/account', { headers: asBearer(accessToken) });
      expect(status).toBe(200);
      taken.push(performance.now() - startedAt);
      await wait(5);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return taken.toSorted((a, b) => a - b)[Math.floor(taken.length * 0.99)] ?? Number.NaN;
}
