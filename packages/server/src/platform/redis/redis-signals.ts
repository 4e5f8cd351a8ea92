import { z } from 'zod';
import { randomId } from '#platform/crypto/random.ts';
import { equalBytes, type Secrets } from '#platform/crypto/secrets.ts';
import { type Announcements, type Carrier, topics } from '#platform/database/announcements.ts';
import { answerWithin } from './answer-within.ts';
import type { Channel, RedisClient, RedisLink } from './open-redis.ts';

/** A count that its owner began anew on another node; names it as that node's memory does. */
export type ForgottenCount = { name: string; windowSeconds: number; id: string };

/** What nodes tell each other through Redis. All of it may be lost, and none of it is believed for more than a hint. */
export type Signals = {
  /** For `announcements.carryBy`. */
  carrier: Carrier;
  tellForgotten(count: ForgottenCount): void;
  /** Whoever forgets counts of its own when another node has. */
  onForgotten(listener: (count: ForgottenCount) => void): void;
  stop(): void;
};

const mostAtOnce = 100;
const longestId = 200;
/** Of a message; longer ones are not even looked at. */
const longestMessage = 64 * 1024;
const macLength = 43;
const pingMilliseconds = 1000;

const id = z.string().min(1).max(longestId);
const messageSchema = z.strictObject({
  from: id,
  announcements: z
    .array(z.strictObject({ topic: z.enum(topics), id }))
    .max(mostAtOnce)
    .optional(),
  forgotten: z.strictObject({ name: id, windowSeconds: z.int().positive(), id }).optional(),
});
type Message = z.output<typeof messageSchema>;

type SignalsContext = { redis: RedisLink; secrets: Pick<Secrets, 'mac'>; announcements: Announcements };

/**
 * Hears what other nodes announce, on a connection of its own that is asked each second whether it is alive. After each time
 * that it was not, anything may have been missed, and that is what the listeners are told.
 *
 * Messages bear a MAC: who can write to Redis and does not have SECRET_KEY can't make a node forget a count, or read the
 * database as often as they like. One that is sent a second time only says once more when to look.
 */
export function openSignals({ redis, secrets, announcements }: SignalsContext): Signals {
  const self = randomId();
  const listeners = new Set<(count: ForgottenCount) => void>();
  const keyIds = new Map(redis.channels.map(({ name, keyId }) => [name, keyId]));

  const send = (message: Omit<Message, 'from'>): void => {
    const text = JSON.stringify({ from: self, ...message } satisfies Message);
    for (const channel of redis.channels)
      redis.tell((client) => client.publish(channel.name, macOf(secrets, channel, text) + text));
  };
  const receive = (channelName: string, sealed: string): void => {
    const keyId = keyIds.get(channelName);
    if (keyId === undefined) return;
    const message = parseMessage(secrets, { name: channelName, keyId }, sealed);
    if (message === undefined || message.from === self) return;
    if (message.announcements !== undefined) announcements.receive(message.announcements);
    if (message.forgotten !== undefined) for (const listener of listeners) listener(message.forgotten);
  };
  const subscriber = keepSubscribed(redis, { receive, onSubscribed: announcements.missed });

  return {
    carrier: {
      send: (told) => {
        for (let from = 0; from < told.length; from += mostAtOnce)
          send({ announcements: told.slice(from, from + mostAtOnce) });
      },
    },
    tellForgotten: (forgotten) => send({ forgotten }),
    onForgotten: (listener) => void listeners.add(listener),
    stop: subscriber.stop,
  };
}

const macOf = (secrets: Pick<Secrets, 'mac'>, { name, keyId }: Channel, text: string): string =>
  secrets.mac('signals', `${name}\n${text}`, keyId).toString('base64url');

function parseMessage(secrets: Pick<Secrets, 'mac'>, channel: Channel, sealed: string): Message | undefined {
  if (sealed.length > longestMessage) return undefined;
  const text = sealed.slice(macLength);
  if (!equalBytes(Buffer.from(sealed.slice(0, macLength)), Buffer.from(macOf(secrets, channel, text))))
    return undefined;
  try {
    return messageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

type Subscriber = { receive(channel: string, message: string): void; onSubscribed(): void };

function keepSubscribed(redis: RedisLink, { receive, onSubscribed }: Subscriber): { stop(): void } {
  const client: RedisClient = redis.openSubscriber();
  // That Redis is away is told by the other connection.
  client.on('error', () => {});
  client.on('message', receive);
  client.on('ready', () => {
    client.subscribe(...redis.channels.map(({ name }) => name)).then(onSubscribed, () => client.disconnect(true));
  });
  client.connect().catch(() => undefined);
  // A connection that a firewall has forgotten looks alive for a quarter of an hour, and nothing comes through it.
  const ping = (): void => {
    if (client.status === 'ready')
      answerWithin(pingMilliseconds, () => client.ping()).catch(() => client.disconnect(true));
  };
  const timer = setInterval(ping, pingMilliseconds);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      client.disconnect();
    },
  };
}
