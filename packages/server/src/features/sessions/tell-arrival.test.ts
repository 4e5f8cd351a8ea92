import { describe, expect, it, vi } from 'vitest';
import type { VerifiedAccessToken } from '#features/access-tokens/verify-access-token.ts';
import { createLog } from '#platform/log.ts';
import { type ArrivalContext, tellArrival } from './tell-arrival.ts';

const now = 1_900_000_000_000;

function given(issuedAt: number, change: () => Promise<number> = async () => 1) {
  const written: unknown[] = [];
  const lines: string[] = [];
  const context = {
    database: {
      write: {
        change: (_: unknown, values: unknown) => {
          written.push(values);
          return change();
        },
      },
    },
    clock: { now: () => now },
    log: createLog('warn', { write: (line) => lines.push(line) }),
    config: { refreshGraceSeconds: 60 },
  } as unknown as ArrivalContext;
  const claims = { sid: 'session', gen: 3, epoch: 2, iat: issuedAt };
  const token = { claims, isArrivalTold: false } as VerifiedAccessToken;
  return { tell: () => tellArrival(context, token), written, lines };
}

describe('proof of arrival', () => {
  it('E4: a token is one when it is a grace old, to the second, and not before', () => {
    const old = given(now / 1000 - 60);
    old.tell();
    expect(old.written).toEqual([{ id: 'session', gen: 3, epoch: 2, issued_at: now - 60_000, grace: 60_000 }]);
    const young = given(now / 1000 - 59);
    young.tell();
    expect(young.written).toEqual([]);
  });

  it('is told once by each token', () => {
    const { tell, written } = given(now / 1000 - 61);
    for (let times = 0; times < 3; times += 1) tell();
    expect(written).toHaveLength(1);
  });

  it('its loss harms nobody: no request waits for it, and it is logged', async () => {
    const { tell, lines } = given(now / 1000 - 61, () => Promise.reject(new Error('the disk is full')));
    tell();
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      err: { message: 'the disk is full' },
      msg: 'the arrival of a refresh token could not be noted',
    });
  });
});
