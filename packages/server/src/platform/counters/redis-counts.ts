import { LRUCache } from 'lru-cache';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RedisLink } from '#platform/redis/open-redis.ts';
import { countScript, exhaustedSuffix } from './count-script.ts';
import { type Limit, refusal, secondsOf, type Verdict, verdictOf } from './counters.ts';

/** The counts in Redis. What only gives something back is not waited for: the next question comes behind it anyway. */
export function createRedisCounts(redis: RedisLink) {
  const limiters = new Map<string, RateLimiterRedis>();
  const limiterOf = (client: unknown, { name, points, windowSeconds }: Limit): RateLimiterRedis => {
    const id = `${name}:${points}:${windowSeconds}`;
    let limiter = limiters.get(id);
    if (limiter === undefined) {
      const keyPrefix = `${redis.prefix}count:${name}`;
      limiter = new RateLimiterRedis({
        storeClient: client,
        keyPrefix,
        points,
        duration: windowSeconds,
        customIncrTtlLuaScript: countScript,
      });
      limiters.set(id, limiter);
    }
    return limiter;
  };
  const taken = createLedger(redis);
  return {
    consume: async (limit: Limit, id: string, cost: number): Promise<Verdict | undefined> => {
      const answer = await redis.ask((client) =>
        limiterOf(client, limit)
          .consume(id, cost, { customDuration: limit.longestWaitSeconds ?? limit.windowSeconds })
          .catch(throwUnlessRefused),
      );
      if (answer === undefined) return undefined;
      if (answer.consumedPoints > limit.points) return refusal(answer);
      taken.add(limit, id, cost);
      const remaining = limit.points - answer.consumedPoints;
      return { isAllowed: true, remaining, resetSeconds: secondsOf(answer.msBeforeNext) };
    },
    look: async (limit: Limit, id: string): Promise<Verdict | undefined> => {
      const answer = await redis.ask((client) => limiterOf(client, limit).get(id));
      return answer === undefined ? undefined : verdictOf(limit, answer);
    },
    giveBack: (limit: Limit, id: string, cost = 1): void => {
      if (taken.remove(limit, id, cost)) redis.tell((client) => limiterOf(client, limit).reward(id, cost));
    },
    clear: (limit: Limit, id: string): void =>
      redis.tell((client) => {
        const key = limiterOf(client, limit).getKey(id);
        return client.del(key, key + exhaustedSuffix);
      }),
  };
}

const mostTaken = 50_000;
/** Longer than any request may take. */
const takenMilliseconds = 60_000;

/**
 * What this node has taken in Redis and may still give back. A point that was taken while Redis was away, or before it was
 * started empty, is not counted there: given back all the same, it would be one more than there are.
 */
function createLedger(redis: RedisLink) {
  const points = new LRUCache<string, number>({ max: mostTaken, ttl: takenMilliseconds, ttlResolution: 1000 });
  let { outages } = redis;
  const pointsOf = ({ name }: Limit, id: string): number => {
    if (outages !== redis.outages) points.clear();
    outages = redis.outages;
    return points.get(`${name}:${id}`) ?? 0;
  };
  return {
    add: (limit: Limit, id: string, cost: number): void => {
      points.set(`${limit.name}:${id}`, pointsOf(limit, id) + cost);
    },
    /** @returns whether it had taken as many */
    remove: (limit: Limit, id: string, cost: number): boolean => {
      const left = pointsOf(limit, id) - cost;
      if (left >= 0) points.set(`${limit.name}:${id}`, left);
      return left >= 0;
    },
  };
}

/** A refusal is an answer. Everything else is thrown, and is the circuit breaker's. */
function throwUnlessRefused(thrown: unknown): RateLimiterRes {
  if (thrown instanceof RateLimiterRes) return thrown;
  throw thrown;
}
