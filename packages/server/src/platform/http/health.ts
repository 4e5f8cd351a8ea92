import type { FastifyInstance } from 'fastify';
import { DatabaseDamaged } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { type LoadWatch, overloadSeconds, strainedMilliseconds, unreadyMilliseconds } from './load-watch.ts';

export type HealthContext = {
  database: { ping(): Promise<void> };
  outbox: { health(): Promise<{ waiting: number; failed: number; oldestSeconds: number | null }> };
  load: LoadWatch;
  /** Null where none is set. */
  redis: { readonly status: 'ready' | 'degraded' } | null;
  isStopping: () => boolean;
};

/** Mail that waits longer than this is worth a look. */
const lateSeconds = 300;
export const isMailLate = ({ oldestSeconds }: { oldestSeconds: number | null }): boolean =>
  oldestSeconds !== null && oldestSeconds > lateSeconds;

/**
 * `/healthz`: the process answers. `/readyz`: it can do its work; only the database, a stop under way, or an event loop
 * that is a second late with half of its turns makes it say no. Mail, Redis, and an event loop that is only slow, appear
 * as degraded with 200: people can still sign in while a mail server is away.
 */
export function mountHealth(server: FastifyInstance, prefixes: readonly string[], context: HealthContext): void {
  const hidden = { schema: { hide: true }, config: { isForEverybody: true } } as const;
  for (const prefix of new Set(prefixes)) {
    server.get(`${prefix}/healthz`, hidden, async (_request, reply) =>
      reply.header('cache-control', 'no-store').send({ status: 'alive' }),
    );
    server.get(`${prefix}/readyz`, hidden, async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return readiness(context);
    });
  }
}

type Readiness = { status: string; mail: string; mails_waiting: number; redis: string; event_loop: string };

async function readiness(context: HealthContext): Promise<Readiness> {
  if (context.isStopping())
    throw new Problem('unavailable', { detail: 'This process is stopping.', retryAfterSeconds: 5 });
  const delay = context.load.delayMilliseconds();
  if (delay >= unreadyMilliseconds)
    throw new Problem('overloaded', { detail: 'The event loop is late.', retryAfterSeconds: overloadSeconds() });
  try {
    await context.database.ping();
  } catch (error) {
    const detail = error instanceof DatabaseDamaged ? 'The database is damaged.' : 'The database is away.';
    throw new Problem('unavailable', { detail, retryAfterSeconds: 1, cause: error });
  }
  const mail = await context.outbox.health();
  const isLate = isMailLate(mail);
  const isStrained = delay >= strainedMilliseconds;
  const redis = context.redis?.status ?? 'off';
  return {
    status: isLate || isStrained || redis === 'degraded' ? 'degraded' : 'ready',
    mail: isLate ? 'late' : 'ready',
    mails_waiting: mail.waiting,
    redis,
    event_loop: isStrained ? 'late' : 'ready',
  };
}
