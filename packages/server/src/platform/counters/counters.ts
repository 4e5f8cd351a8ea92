import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** At most `points` in `windowSeconds` for one key. `points` 0 switches the limit off. */
export type Limit = { name: string; points: number; windowSeconds: number };

export type Verdict = { isAllowed: true; remaining: number } | { isAllowed: false; retryAfterSeconds: number };

/** Counts atomically: of N parallel calls at most `points` are allowed, because counting and deciding is one step. */
export type Counters = {
  /** Takes `cost` points for the key, and says whether that was still within the limit. */
  consume(limit: Limit, key: string, cost?: number): Promise<Verdict>;
  /** How the key stands, without counting. */
  look(limit: Limit, key: string): Promise<Verdict>;
  /** Forgets a key: after a success, or to give back what was taken for nothing. */
  clear(limit: Limit, key: string): Promise<void>;
  /** Gives back one point that was taken for something that turned out not to count. */
  giveBack(limit: Limit, key: string): Promise<void>;
};

const unlimited: Verdict = { isAllowed: true, remaining: Number.MAX_SAFE_INTEGER };

const refusal = (answer: RateLimiterRes): Verdict => ({
  isAllowed: false,
  retryAfterSeconds: Math.max(1, Math.ceil(answer.msBeforeNext / 1000)),
});

/** Counters in this process: they start anew with it. */
export function createMemoryCounters(): Counters {
  const limiters = new Map<string, RateLimiterAbstract>();
  const limiterOf = (limit: Limit): RateLimiterAbstract => {
    const id = `${limit.name}:${limit.points}:${limit.windowSeconds}`;
    let limiter = limiters.get(id);
    if (limiter === undefined) {
      limiter = new RateLimiterMemory({ keyPrefix: limit.name, points: limit.points, duration: limit.windowSeconds });
      limiters.set(id, limiter);
    }
    return limiter;
  };

  return {
    consume: async (limit, key, cost = 1) => {
      if (limit.points === 0) return unlimited;
      try {
        const answer = await limiterOf(limit).consume(key, cost);
        return { isAllowed: true, remaining: answer.remainingPoints };
      } catch (error) {
        if (error instanceof RateLimiterRes) return refusal(error);
        throw error;
      }
    },
    look: async (limit, key) => {
      if (limit.points === 0) return unlimited;
      const answer = await limiterOf(limit).get(key);
      if (answer === null || answer.consumedPoints < limit.points)
        return { isAllowed: true, remaining: limit.points - (answer?.consumedPoints ?? 0) };
      return refusal(answer);
    },
    clear: async (limit, key) => {
      await limiterOf(limit).delete(key);
    },
    giveBack: async (limit, key) => {
      // Where the window has ended meanwhile there is nothing to give back to: it would be one too many in the next.
      if (limit.points > 0 && (await limiterOf(limit).get(key)) !== null) await limiterOf(limit).reward(key);
    },
  };
}
