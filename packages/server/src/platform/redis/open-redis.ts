import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import { Redis as Client } from 'ioredis';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Log } from '#platform/log.ts';
import { answerWithin } from './answer-within.ts';
import { clientOptions } from './client-options.ts';

export type RedisClient = Client;

/** The way to Redis, which makes answers faster or counts shared, and which nothing hangs on. */
export type RedisLink = {
  /** `degraded` while it is away, slow, full or read-only. */
  readonly status: 'ready' | 'degraded';
  /** In front of each key and channel: what this installation has in Redis is its own. */
  readonly prefix: string;
  /** One for each secret, so that nodes hear each other while SECRET_KEY is being replaced; the newest first. */
  readonly channels: readonly Channel[];
  /**
   * Asks and waits, {@link patienceMilliseconds} at most. While Redis is away nobody waits at all.
   *
   * @returns undefined where there was no answer: the question may have been carried out all the same
   */
  ask<T>(question: (client: RedisClient) => Promise<T>): Promise<T | undefined>;
  /** Sends without waiting, also to a Redis that is doubted; what is lost is lost. */
  tell(command: (client: RedisClient) => Promise<unknown>): void;
  /** How often it has gone away: between two equal numbers it was there all the time. */
  readonly outages: number;
  /** How many processes listened on the signals' channel when that could last be asked; 1 before. */
  nodes(): number;
  /** A connection of its own for what a subscriber hears; its owner connects and closes it. */
  openSubscriber(): RedisClient;
  close(): void;
};

export type Channel = { name: string; keyId: number };

/** What a request may lose to Redis, once: the first who waits in vain opens the circuit for everybody. */
const patienceMilliseconds = 50;
const retryMilliseconds = 1000;
const heartbeatMilliseconds = 250;
/** A start waits so long for the first answer: a node that counts alone at first would be looser than it has to. */
const startMilliseconds = 500;

/**
 * Connects in the background for as long as the process lives. A start never fails for want of Redis.
 *
 * A heartbeat looks by itself, so that no request has to find out. It writes, because a Redis that is full, or has become
 * somebody's replica, still answers every question.
 *
 * @param url `redis://` or `rediss://`; the latter verifies the certificate
 */
export async function openRedis({ url, secrets, log }: OpenContext): Promise<RedisLink> {
  const channels = secrets.keyIds.map((keyId) => ({ name: `${prefixOf(secrets, keyId)}signals`, keyId }));
  const prefix = prefixOf(secrets, secrets.currentKeyId);
  const client = new Client(url, clientOptions('portress'));
  const breaker = circuitBreaker(handleAll, { halfOpenAfter: retryMilliseconds, breaker: new ConsecutiveBreaker(1) });
  let nodes = 1;
  let outages = 0;
  let isAway = false;
  let lastFault: string | undefined;
  // The error itself may hold the command with its arguments, and AUTH is one of them: only its message is ever logged.
  client.on('error', (error: Error) => {
    lastFault = error.message;
  });
  client.on('ready', () => {
    lastFault = undefined;
  });
  client.on('close', () => {
    outages += 1;
  });

  const turnAway = (error: unknown): void => {
    if (isAway) return;
    isAway = true;
    outages += 1;
    const reason = lastFault ?? (error instanceof Error ? error.message : String(error));
    log.warn({ reason }, 'Redis does not answer: counting in memory, reading from the database');
  };
  const turnBack = (): void => {
    if (isAway) log.info('Redis answers again');
    isAway = false;
  };
  const beat = async (): Promise<void> => {
    try {
      const [, ...listening] = await breaker.execute(() => answerWithin(patienceMilliseconds, () => ask(client)));
      nodes = Math.max(1, ...listening);
      turnBack();
    } catch (error) {
      turnAway(error);
    }
  };
  const ask = async (one: RedisClient): Promise<[unknown, ...number[]]> => {
    const alive = one.set(`${prefix}heartbeat`, '1', 'EX', 60);
    const listening = one.pubsub('NUMSUB', ...channels.map(({ name }) => name));
    const [written, told] = await Promise.all([alive, listening]);
    return [written, ...told.filter((_, n) => n % 2 === 1).map(Number)];
  };

  await answerWithin(startMilliseconds, () => client.connect()).catch(() => undefined);
  await beat();
  const heartbeat = setInterval(() => void beat(), heartbeatMilliseconds);
  heartbeat.unref();
  const isThere = (): boolean => !isAway && breaker.state === CircuitState.Closed;

  return {
    get status() {
      return isThere() ? 'ready' : 'degraded';
    },
    prefix,
    channels,
    get outages() {
      return outages;
    },
    ask: async (question) => {
      if (!isThere()) return undefined;
      try {
        return await breaker.execute(() => answerWithin(patienceMilliseconds, () => question(client)));
      } catch (error) {
        turnAway(error);
        return undefined;
      }
    },
    tell: (command) => {
      if (client.status === 'ready') command(client).catch(() => undefined);
    },
    nodes: () => nodes,
    openSubscriber: () => new Client(url, clientOptions('portress-signals')),
    close: () => {
      clearInterval(heartbeat);
      client.disconnect();
    },
  };
}

type OpenContext = { url: string; secrets: Pick<Secrets, 'mac' | 'keyIds' | 'currentKeyId'>; log: Log };

/** Two installations on one Redis never meet, because they have two secrets. The mark leads to neither. */
const prefixOf = (secrets: Pick<Secrets, 'mac'>, keyId: number): string =>
  `portress:${secrets.mac('redis-keys', 'installation', keyId).toString('base64url', 0, 6)}:`;
