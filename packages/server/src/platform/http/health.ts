import type { FastifyInstance } from 'fastify';
import { Problem } from '#platform/errors.ts';

export type HealthContext = {
  database: { ping(): Promise<void> };
  outbox: { health(): Promise<{ waiting: number; failed: number; oldestSeconds: number | null }> };
  isStopping: () => boolean;
};

/** Mail that waits longer than this is worth a look. */
const lateSeconds = 300;

/**
 * `/healthz`: the process answers. `/readyz`: it can do its work; only the database, or a stop under way, makes it say
 * no. Mail appears as degraded with 200: people can still sign in while a mail server is away.
 */
export function mountHealth(server: FastifyInstance, prefixes: readonly string[], context: HealthContext): void {
  const hidden = { schema: { hide: true } } as const;
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

async function readiness(context: HealthContext): Promise<{ status: string; mail: string; mails_waiting: number }> {
  if (context.isStopping())
    throw new Problem('unavailable', { detail: 'This process is stopping.', retryAfterSeconds: 5 });
  try {
    await context.database.ping();
  } catch (error) {
    throw new Problem('unavailable', { detail: 'The database is away.', retryAfterSeconds: 1, cause: error });
  }
  const mail = await context.outbox.health();
  const isLate = mail.oldestSeconds !== null && mail.oldestSeconds > lateSeconds;
  return { status: isLate ? 'degraded' : 'ready', mail: isLate ? 'late' : 'ready', mails_waiting: mail.waiting };
}
