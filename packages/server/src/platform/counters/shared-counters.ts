import type { Secrets } from '#platform/crypto/secrets.ts';
import type { RedisLink } from '#platform/redis/open-redis.ts';
import type { Signals } from '#platform/redis/redis-signals.ts';
import { type Counters, createMemoryCounters, type Limit, unlimited, type Verdict, waitingPoints } from './counters.ts';
import { createRedisCounts } from './redis-counts.ts';

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
  const clearMemory = async (limit: Limit, id: string): Promise<void> => {
    await memory.clear(limit, id);
    await memory.clear(alone(limit), id);
  };
  signals.onForgotten(({ name, windowSeconds, id }) => {
    void clearMemory({ name, windowSeconds, points: 1, longestWaitSeconds: windowSeconds }, id);
  });

  /** Redis has allowed it: this node's memory has to as well. */
  const consumeOwn = async (limit: Limit, id: string, cost: number): Promise<Verdict> => {
    const own = await memory.consume(limit, id, cost);
    if (own.isAllowed) await memory.consume(withoutEnd(alone(limit)), id, cost);
    else counts.giveBack(limit, id, cost);
    return own;
  };
  const consumeAlone = async (limit: Limit, id: string, cost: number): Promise<Verdict> => {
    const part = await memory.consume(alone(partOf(limit)), id, cost);
    if (!part.isAllowed) return part;
    const own = await memory.consume(limit, id, cost);
    if (!own.isAllowed) await memory.giveBack(alone(limit), id);
    return stricterOf(own, part);
  };

  return {
    consume: async (limit, key, cost = 1) => {
      if (limit.points === 0) return unlimited;
      const id = idOf(limit, key);
      const told = await counts.consume(limit, id, cost);
      if (told === undefined) return consumeAlone(limit, id, cost);
      return told.isAllowed ? stricterOf(await consumeOwn(limit, id, cost), told) : told;
    },
    look: async (limit, key) => {
      if (limit.points === 0) return unlimited;
      const id = idOf(limit, key);
      const told = (await counts.look(limit, id)) ?? (await memory.look(alone(partOf(limit)), id));
      return stricterOf(await memory.look(limit, id), told);
    },
    clear: async (limit, key) => {
      const id = idOf(limit, key);
      await clearMemory(limit, id);
      counts.clear(limit, id);
      signals.tellForgotten({ name: limit.name, windowSeconds: limit.windowSeconds, id });
    },
    giveBack: async (limit, key) => {
      if (limit.points === 0) return;
      const id = idOf(limit, key);
      await memory.giveBack(limit, id);
      await memory.giveBack(alone(limit), id);
      counts.giveBack(limit, id);
    },
  };
}

/**
 * The second count in memory, which is asked only while Redis is away. A wait that begins then is over when Redis is back: a
 * second without it must not keep a person out for a quarter of an hour.
 */
const alone = (limit: Limit): Limit => ({ ...limit, name: `${limit.name}_alone` });
/** For noting what another has allowed. */
const withoutEnd = (limit: Limit): Limit => ({ ...limit, points: waitingPoints - 1 });

function stricterOf(one: Verdict, other: Verdict): Verdict {
  if (!one.isAllowed || !other.isAllowed) {
    const waits = [one, other].map((verdict) => (verdict.isAllowed ? 0 : verdict.retryAfterSeconds));
    return { isAllowed: false, retryAfterSeconds: Math.max(...waits) };
  }
  return one.remaining < other.remaining ? one : other;
}
