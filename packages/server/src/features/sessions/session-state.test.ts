import { describe, expect, it } from 'vitest';
import { isHonoured, isLive, timesOutAt } from './session-state.ts';
import type { Session } from './store.ts';

const now = 1_900_000_000_000;
const session = (more: Partial<Session> = {}) => ({
  ...({ generation: 5, window_at: now - 1000, absolute_at: now + 5000, ended_at: null, proved_at: null } as Session),
  now,
  ...more,
});

describe('the state of a session', () => {
  it('E5: it times out at the nearer of idle and absolute, and is over in that millisecond', () => {
    expect(timesOutAt(session(), 3)).toBe(now + 2000);
    expect(timesOutAt(session(), 60)).toBe(now + 5000);
    expect(isLive(session({ absolute_at: now + 1 }), 60)).toBe(true);
    expect(isLive(session({ absolute_at: now }), 60)).toBe(false);
    expect(isLive(session({ window_at: now - 59_999 }), 60)).toBe(true);
    expect(isLive(session({ window_at: now - 60_000 }), 60)).toBe(false);
  });

  it('it is over once it has ended, however much time it had', () => {
    expect(isLive(session({ ended_at: now + 1 }), 60)).toBe(false);
  });

  it('the current token is honoured, and its parent until one grace after the proof, to the millisecond', () => {
    expect([3, 4, 5, 6].map((generation) => isHonoured(session(), generation, 60))).toEqual([false, true, true, false]);
    const honoured = (proved_at: number) =>
      [3, 4, 5, 6].map((generation) => isHonoured(session({ proved_at }), generation, 60));
    expect(honoured(now - 60_000)).toEqual([false, true, true, false]);
    expect(honoured(now - 60_001)).toEqual([false, false, true, false]);
  });
});
