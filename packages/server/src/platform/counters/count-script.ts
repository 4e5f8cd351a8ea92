import { exhaustionsKeptSeconds, waitingPoints } from './counters.ts';

/** Behind a key: how often it has used its limit up within a day. */
export const exhaustedSuffix = ':exhausted';

/**
 * The same as counting in memory, as one step inside Redis: two nodes whose calls cross must neither both take the last point,
 * nor give back, beyond a limit, what was taken from a wait that another one has begun meanwhile.
 *
 * RateLimiterRedis runs it in place of its own script. ARGV: the points to take (negative: to give back), the longest wait
 * (the window itself where waits don't grow), the limit, the window; all times in seconds. It answers what the key has
 * taken with this call, more than the limit when it was refused, and the milliseconds until that ends.
 */
export const countScript = `
local cost, longest, most, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local left = redis.call('PTTL', KEYS[1])
local taken = left < 0 and 0 or tonumber(redis.call('GET', KEYS[1])) or 0
if cost < 0 then
  if left >= 0 and taken > 0 and taken < ${waitingPoints} then
    taken = redis.call('DECRBY', KEYS[1], math.min(taken, -cost))
  end
  return {taken, left}
end
if taken + cost <= most then
  if left < 0 then
    left = window * 1000
    redis.call('SET', KEYS[1], cost, 'PX', left)
  else
    redis.call('INCRBY', KEYS[1], cost)
  end
  return {taken + cost, left}
end
if left < 0 then left = window * 1000 end
if longest > window and taken <= most then
  local times = redis.call('INCR', KEYS[1] .. '${exhaustedSuffix}')
  if times == 1 then
    redis.call('EXPIRE', KEYS[1] .. '${exhaustedSuffix}', ${exhaustionsKeptSeconds})
  else
    left = math.max(left, math.min(window * 2 ^ math.min(times - 1, 20), longest) * 1000)
  end
  redis.call('SET', KEYS[1], ${waitingPoints}, 'PX', left)
end
return {taken + cost, left}
`;
