import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Database } from './database.ts';
import { statement } from './statement.ts';

/** Quartz drifts by some hundredths of a millisecond a second; this is for the clock of the database being set. */
const measureEveryMilliseconds = 10_000;
/** An answer that took longer says too little about when it was given. */
const slowestMilliseconds = 1000;

const readNow = statement<Record<never, never>, { now: number }>('database.now', 'SELECT now_ms() AS now');

/**
 * The clock of the database, carried on by this process's monotonic one. Tokens are dated and revocations are kept by the
 * database's time; a node that asked its own clock whether they have expired would, an hour behind, accept a revoked token
 * whose line is gone by then, and a month ahead refuse everybody. So no clock of a node is asked, and none can be wrong.
 */
export async function followDatabaseClock(context: {
  database: Database;
  log: Log;
}): Promise<Clock & { stop(): void }> {
  const { database, log } = context;
  let offset = 0;
  const measure = async (): Promise<number> => {
    const askedAt = performance.now();
    const row = await database.read.first(readNow, {});
    const answeredAt = performance.now();
    if (row === undefined) throw new Error('a SELECT without FROM has answered nothing');
    // It was asked somewhere between the two; half of the round trip is the most that this can be wrong by.
    if (offset === 0 || answeredAt - askedAt < slowestMilliseconds) offset = row.now - (askedAt + answeredAt) / 2;
    return offset;
  };
  await measure();
  const timer = setInterval(() => {
    measure().catch((error: unknown) => log.warn({ err: error }, 'the clock of the database could not be read'));
  }, measureEveryMilliseconds);
  timer.unref();
  return { now: () => Math.round(performance.now() + offset), stop: () => clearInterval(timer) };
}
