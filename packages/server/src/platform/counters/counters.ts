import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** At most `points` in `windowSeconds` for one key. `points` 0 switches the limit off. */
export type Limit = {
  name: string;
  points: number;
  windowSeconds: number;
  /**
   * Whoever uses a limit up again within a day waits longer each time: one window, two, four, and this many seconds at
   * most (NIST SP 800-63B-4 §3.2.2). Left out, the wait is always the rest of the window.
   */
  longestWaitSeconds?: number;
};

/** `resetSeconds` until the window ends and everything can be taken again. */
export type Verdict =
  | { isAllowed: true; remaining: number; resetSeconds: number }
  | { isAllowed: false; retryAfterSeconds: number };

/** Counts atomically: of N parallel calls at most `points` are allowed, because counting and deciding is one step. */
export type Counters = {
  /** Takes `cost` points for the key, and says whether that was still within the limit. */
  consume(limit: Limit, key: string, cost?: number): Promise<Verdict>;
  /** How the key stands, without counting. */
  look(limit: Limit, key: string): Promise<Verdict>;
  /** Forgets a key, and how often it has used its limit up: after a success. */
  clear(limit: Limit, key: string): Promise<void>;
  /** Gives back one point that was taken for something that turned out not to count. */
  giveBack(limit: Limit, key: string): Promise<void>;
};

export const unlimited: Verdict = { isAllowed: true, remaining: Number.MAX_SAFE_INTEGER, resetSeconds: 0 };

export const secondsOf = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1000));

export const refusal = (answer: { msBeforeNext: number }): Verdict => ({
  isAllowed: false,
  retryAfterSeconds: secondsOf(answer.msBeforeNext),
});

/** How a key stands that was looked at, or of which nothing is known. */
export function verdictOf(limit: Limit, answer: RateLimiterRes | null): Verdict {
  if (answer === null) return { isAllowed: true, remaining: limit.points, resetSeconds: limit.windowSeconds };
  if (answer.consumedPoints >= limit.points) return refusal(answer);
  const remaining = limit.points - answer.consumedPoints;
  return { isAllowed: true, remaining, resetSeconds: secondsOf(answer.msBeforeNext) };
}

/** How long it is remembered that a key used its limit up. */
export const exhaustionsKeptSeconds = 24 * 3600;
/** What a key has taken while it waits: more than any limit, also than one that is smaller meanwhile, and any number of points given back. */
export const waitingPoints = 2 ** 40;

/** Counters in this process: they start anew with it. One count for each name and window, whatever the points are. */
export function createMemoryCounters(): Counters {
  const limiters = new Map<string, RateLimiterMemory>();
  const limiterOf = ({ name, windowSeconds }: Pick<Limit, 'name' | 'windowSeconds'>): RateLimiterMemory => {
    const id = `${name}:${windowSeconds}`;
    let limiter = limiters.get(id);
    if (limiter === undefined) {
      limiter = new RateLimiterMemory({ keyPrefix: name, points: waitingPoints, duration: windowSeconds });
      limiters.set(id, limiter);
    }
    return limiter;
  };
  const exhaustionsOf = ({ name }: Limit): RateLimiterMemory =>
    limiterOf({ name: `${name}_exhausted`, windowSeconds: exhaustionsKeptSeconds });

  /**
   * What was refused was not done, so it is not counted either. Where waits grow, the first call beyond the limit begins
   * one, longer than the one before; whoever goes on trying waits with it and is not put off any further.
   */
  const refuse = async (limit: Limit, key: string, answer: RateLimiterRes, cost: number): Promise<Verdict> => {
    const isFirstBeyond = answer.consumedPoints - cost <= limit.points;
    if (limit.longestWaitSeconds === undefined || !isFirstBeyond) {
      await limiterOf(limit).reward(key, cost);
      return refusal(answer);
    }
    const { consumedPoints: times } = await exhaustionsOf(limit).penalty(key);
    const rest = secondsOf(answer.msBeforeNext);
    const wait = Math.min(limit.windowSeconds * 2 ** (times - 1), limit.longestWaitSeconds);
    return refusal(await limiterOf(limit).set(key, waitingPoints, times === 1 ? rest : Math.max(rest, wait)));
  };

  return {
    consume: async (limit, key, cost = 1) => {
      if (limit.points === 0) return unlimited;
      const answer = await limiterOf(limit).penalty(key, cost);
      if (answer.consumedPoints > limit.points) return refuse(limit, key, answer, cost);
      const remaining = limit.points - answer.consumedPoints;
      return { isAllowed: true, remaining, resetSeconds: secondsOf(answer.msBeforeNext) };
    },
    look: async (limit, key) => (limit.points === 0 ? unlimited : verdictOf(limit, await limiterOf(limit).get(key))),
    clear: async (limit, key) => {
      await limiterOf(limit).delete(key);
      if (limit.longestWaitSeconds !== undefined) await exhaustionsOf(limit).delete(key);
    },
    giveBack: async (limit, key) => {
      // Where the window has ended meanwhile there is nothing to give back to: it would be one too many in the next.
      if (limit.points > 0 && (await limiterOf(limit).get(key)) !== null) await limiterOf(limit).reward(key);
    },
  };
}
