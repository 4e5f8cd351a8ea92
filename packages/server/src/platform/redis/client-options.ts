import type { RedisOptions } from 'ioredis';

const longestRetryMilliseconds = 1000;
const connectMilliseconds = 1000;
/** Asked, and not a byte within this time: the connection is dead, whatever the network says of it. */
const silenceMilliseconds = 2000;

/** @param connectionName what `CLIENT LIST` shows */
export const clientOptions = (connectionName: string): Omit<RedisOptions, 'replyMapping'> => ({
  connectionName,
  lazyConnect: true,
  connectTimeout: connectMilliseconds,
  socketTimeout: silenceMilliseconds,
  disconnectTimeout: 100,
  // For ever, and apart from each other: nodes that lost it together must not come back in one moment.
  retryStrategy: (times) => Math.min(25 * 2 ** times, longestRetryMilliseconds) * (0.5 + Math.random() / 2),
  // Nothing waits for a connection, and nothing is sent a second time: a guess would be counted twice.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  // After a failover the old main server may be somebody's replica: the name leads to the new one.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
});
