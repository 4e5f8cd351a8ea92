import type { SigningKeys } from '#features/access-tokens/signing-keys.ts';
import { listSigningKeys } from '#features/access-tokens/store.ts';
import type { PasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import type { Outbox } from '#features/outbox/start-outbox.ts';
import type { Revocations } from '#features/revocations/follow-revocations.ts';
import type { Database } from '#platform/database/database.ts';
import type { EventStreams } from '#platform/http/event-stream.ts';
import type { LoadWatch } from '#platform/http/load-watch.ts';
import type { GaugeRule } from '#platform/http/metrics.ts';

type GaugeContext = {
  version: string;
  database: Database;
  /** Null where none is set. */
  redis: { readonly status: 'ready' | 'degraded' } | null;
  /** `succeededAt` in milliseconds since 1970, null where none was taken yet. Null where none are scheduled. */
  backups: { readonly succeededAt: number | null } | null;
  nodes(): number;
  load: LoadWatch;
  outbox: Pick<Outbox, 'health'>;
  passwordHashing: Pick<PasswordHashing, 'queue'>;
  revocations: Pick<Revocations, 'ageMilliseconds' | 'size'>;
  eventStreams: Pick<EventStreams, 'size'>;
  signingKeys: Pick<SigningKeys, 'current'>;
};

/** One question to the database serves the figures of one scrape. */
const sharedMilliseconds = 1000;

/** What `/metrics` tells of this node beside its requests: whatever docs/guides/monitoring.md asks people to watch. */
export function gaugesOf(context: GaugeContext): GaugeRule[] {
  const { version, database, redis, backups, load, passwordHashing, revocations, eventStreams } = context;
  const mail = shared(() => context.outbox.health());
  return [
    {
      name: 'portress_info',
      help: 'Always 1; the labels say what runs.',
      labels: { version, database: database.dialect },
      read: () => 1,
    },
    {
      name: 'portress_database_ready',
      help: 'Whether the database answers: 1 or 0.',
      read: () => database.ping().then(toOne, toZero),
    },
    ...(redis === null
      ? []
      : [
          {
            name: 'portress_redis_ready',
            help: 'Whether Redis answers: 1, or 0 while each node counts for itself.',
            read: () => (redis.status === 'ready' ? 1 : 0),
          },
        ]),
    {
      name: 'portress_nodes',
      help: 'Processes that share this installation, as far as this one knows.',
      read: context.nodes,
    },
    {
      name: 'portress_event_loop_late_seconds',
      help: 'How late half of the turns of the event loop were in the last second. From 0.3 on dear work is refused.',
      read: () => load.delayMilliseconds() / 1000,
    },
    {
      name: 'portress_password_queue_waiting',
      help: 'Passwords that wait to be hashed or tried.',
      read: () => passwordHashing.queue().waiting,
    },
    {
      name: 'portress_password_queue_limit',
      help: 'So many may wait; further sign-ins are refused with 503.',
      read: () => passwordHashing.queue().limit,
    },
    {
      name: 'portress_revocations_age_seconds',
      help: 'How old the list of what was revoked is. From 2 on nobody is let in.',
      read: () => revocations.ageMilliseconds() / 1000,
    },
    { name: 'portress_revocations', help: 'Revocations that are in force.', read: () => revocations.size },
    {
      name: 'portress_event_streams',
      help: 'Event streams that other services hold open.',
      read: () => eventStreams.size,
    },
    { name: 'portress_outbox_waiting', help: 'Mails that wait.', read: async () => (await mail()).waiting },
    {
      name: 'portress_outbox_oldest_seconds',
      help: 'How long the oldest waiting mail has waited; 0 where none waits.',
      read: async () => (await mail()).oldestSeconds ?? 0,
    },
    {
      name: 'portress_outbox_given_up',
      help: 'Mails that were given up within the last day.',
      read: async () => (await mail()).failed,
    },
    {
      name: 'portress_signing_key_age_seconds',
      help: 'Age of the key that signs access tokens. It is replaced after 90 days by itself.',
      read: () => ageOfSigningKey(context),
    },
    ...(backups === null
      ? []
      : [
          {
            name: 'portress_backup_last_success_timestamp_seconds',
            help: 'When the last good backup was taken, in seconds since 1970; 0 for never.',
            read: () => Math.floor((backups.succeededAt ?? 0) / 1000),
          },
        ]),
  ];
}

const toOne = (): number => 1;
const toZero = (): number => 0;

async function ageOfSigningKey({ database, signingKeys }: GaugeContext): Promise<number> {
  const { kid } = signingKeys.current();
  const key = (await listSigningKeys(database.read)).find((one) => one.kid === kid);
  if (key === undefined) throw new Error('the key that signs is not in the database');
  return key.age / 1000;
}

function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<T> | undefined;
  return () => {
    const now = performance.now();
    if (answer === undefined || now - askedAt > sharedMilliseconds) {
      askedAt = now;
      answer = ask();
    }
    return answer;
  };
}
