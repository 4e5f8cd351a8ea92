import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { RedisLink } from '#platform/redis/open-redis.ts';
import type { Signals } from '#platform/redis/redis-signals.ts';
import { countScript, exhaustedSuffix } from './count-script.ts';
import {
  type Counters,
  createMemoryCounters,
  type Limit,
  refusal,
  secondsOf,
  unlimited,
  type Verdict,
  verdictOf,
} from './counters.ts';

type SharedContext = {
  /** Null: every node counts for itself. */
  shared: { redis: RedisLink; signals: Pick<Signals, 'tellForgotten' | 'onForgotten'> } | null;
  secrets: Pick<Secrets, 'mac'>;
  /** How many processes count, as far as is known. */
  nodes(): number;
};

/**
 * Counts in Redis for all nodes, and in this process as well: whatever becomes of Redis, a node never allows more than its own
 * memory does. Where both have something to say the stricter one is right; where Redis has nothing to say, the memory
 * decides alone, within this node's part of the limit.
 */
export function createSharedCounters({ shared, secrets, nodes }: SharedContext): Counters {
  const memory = createMemoryCounters();
  /** This node's part, rounded down, so that all together stay within the limit. */
  const partOf = (limit: Limit): Limit => ({
    ...limit,
    points: limit.points === 0 ? 0 : Math.max(1, Math.floor(limit.points / nodes())),
  });
  if (shared === null)
    return {
      consume: (limit, key, cost) => memory.consume(partOf(limit), key, cost),
      look: (limit, key) => memory.look(partOf(limit), key),
      clear: memory.clear,
      giveBack: memory.giveBack,
    };

  const { redis, signals } = shared;
  const counts = createRedisCounts(redis);
  // Keys hold addresses and networks of people, and names of any length: none of that is Redis's business.
  const idOf = ({ name }: Limit, key: string): string =>
    secrets.mac('redis-keys', `${name}\n${key}`).toString('base64url', 0, 16);
  signals.onForgotten(({ name, windowSeconds, id }) => {
    void memory.clear({ name, windowSeconds, points: 1, longestWaitSeconds: windowSeconds }, id);
  });

  return {
    consume: async (limit, key, cost = 1) => {
      if (limit.points === 0) return unlimited;
      const id = idOf(limit, key);
      const told = await counts.consume(limit, id, cost);
      if (told === undefined) return memory.consume(partOf(limit), id, cost);
      if (!told.isAllowed) return told;
      const own = await memory.consume(limit, id, cost);
      if (!own.isAllowed) counts.giveBack(limit, id, cost);
      return stricterOf(own, told);
    },
    look: async (limit, key) => {
      if (limit.points === 0) return unlimited;
      const id = idOf(limit, key);
      const told = await counts.look(limit, id);
      return told === undefined ? memory.look(partOf(limit), id) : stricterOf(await memory.look(limit, id), told);
    },
    clear: async (limit, key) => {
      const id = idOf(limit, key);
      await memory.clear(limit, id);
      counts.clear(limit, id);
      signals.tellForgotten({ name: limit.name, windowSeconds: limit.windowSeconds, id });
    },
    giveBack: async (limit, key) => {
      if (limit.points === 0) return;
      const id = idOf(limit, key);
      await memory.giveBack(limit, id);
      // A point that was taken while Redis was away was never counted there: given back, it would be one too many.
      if (redis.isSettled()) counts.giveBack(limit, id, 1);
    },
  };
}

function stricterOf(one: Verdict, other: Verdict): Verdict {
  if (!one.isAllowed || !other.isAllowed) {
    const waits = [one, other].map((verdict) => (verdict.isAllowed ? 0 : verdict.retryAfterSeconds));
    return { isAllowed: false, retryAfterSeconds: Math.max(...waits) };
  }
  return one.remaining < other.remaining ? one : other;
}

/** The counts in Redis. What only gives something back is not waited for: the next question comes behind it anyway. */
function createRedisCounts(redis: RedisLink) {
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
  return {
    consume: async (limit: Limit, id: string, cost: number): Promise<Verdict | undefined> => {
      const answer = await redis.ask((client) =>
        limiterOf(client, limit)
          .consume(id, cost, { customDuration: limit.longestWaitSeconds ?? limit.windowSeconds })
          .catch(throwUnlessRefused),
      );
      if (answer === undefined) return undefined;
      if (answer.consumedPoints > limit.points) return refusal(answer);
      const remaining = limit.points - answer.consumedPoints;
      return { isAllowed: true, remaining, resetSeconds: secondsOf(answer.msBeforeNext) };
    },
    look: async (limit: Limit, id: string): Promise<Verdict | undefined> => {
      const answer = await redis.ask((client) => limiterOf(client, limit).get(id));
      return answer === undefined ? undefined : verdictOf(limit, answer);
    },
    giveBack: (limit: Limit, id: string, cost: number): void =>
      redis.tell((client) => limiterOf(client, limit).reward(id, cost)),
    clear: (limit: Limit, id: string): void =>
      redis.tell((client) => {
        const key = limiterOf(client, limit).getKey(id);
        return client.del(key, key + exhaustedSuffix);
      }),
  };
}

/** A refusal is an answer. Everything else is thrown, and is the circuit breaker's. */
function throwUnlessRefused(thrown: unknown): RateLimiterRes {
  if (thrown instanceof RateLimiterRes) return thrown;
  throw thrown;
}
