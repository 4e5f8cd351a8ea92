import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '#platform/log.ts';
import { MigrationBlocked } from './newer-database.ts';

/** How long migrations wait for others, in milliseconds. */
export type MigrationLimits = {
  /** For another node that migrates, and for readers in the way, all together. */
  wait: number;
  /** For one lock of a table: whoever comes after has to wait behind it, so it is tried for a moment, let go, and tried again. */
  tableLock: number;
  /** Between two tries. */
  pause: number;
};

export const migrationLimits: MigrationLimits = { wait: 600_000, tableLock: 400, pause: 250 };

/** That of Kysely, so that a release which still left the lock to it waits for this one, and this one for it. */
const lockKey = '3853314791062309107';

/** Telling each try would fill the log. */
const tellMilliseconds = 10_000;

/** Tells what is waited for, at once and then every ten seconds, until the wait is over. */
function createWait(limits: MigrationLimits, log: Log) {
  const startedAt = performance.now();
  let toldAt = Number.NEGATIVE_INFINITY;
  return async (describe: () => Promise<string>, cause?: unknown): Promise<void> => {
    const now = performance.now();
    if (now - startedAt > limits.wait) throw new MigrationBlocked(await describe(), cause);
    if (now - toldAt >= tellMilliseconds) {
      toldAt = now;
      log.warn({ waited_ms: Math.round(now - startedAt) }, `migrations wait: ${await describe()}`);
    }
    await sleep(limits.pause);
  };
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 5;

/** One transaction around everything: a process that is killed in the midst of it leaves the file as it was. */
export async function runLockedOnSqlite<T>(
  raw: DatabaseSync,
  work: () => Promise<T>,
  log: Log,
  limits: MigrationLimits = migrationLimits,
): Promise<T> {
  const wait = createWait(limits, log);
  while (!beginAlone(raw)) await wait(async () => 'another process is writing to the database');
  try {
    const result = await work();
    raw.exec('COMMIT');
    return result;
  } catch (error) {
    if (raw.isTransaction) raw.exec('ROLLBACK');
    throw error;
  }
}

function beginAlone(raw: DatabaseSync): boolean {
  try {
    raw.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

/** lock_not_available and deadlock_detected: somebody else has what the migration needs. */
const isInTheWay = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code === '55P03' || error.code === '40P01');

/**
 * One transaction around everything, the lock included: whoever is killed, the process or its backend, leaves the schema as it
 * was and nobody waiting.
 *
 * @param work may run more than once: each time from the beginning, after everything of the time before was undone
 */
export async function runLockedOnPostgres<T>(
  client: pg.Client,
  work: () => Promise<T>,
  log: Log,
  limits: MigrationLimits = migrationLimits,
): Promise<T> {
  const wait = createWait(limits, log);
  for (;;) {
    await client.query('BEGIN');
    try {
      if (await takeLock(client)) {
        await client.query(`SET LOCAL lock_timeout = ${Math.round(limits.tableLock)}`);
        const result = await work();
        // An aborted transaction answers COMMIT with ROLLBACK, and no error.
        if ((await client.query('COMMIT')).command !== 'COMMIT') throw new Error('the migrations were rolled back');
        return result;
      }
    } catch (error) {
      const cause = rootOf(error);
      await rollBack(client);
      if (!isInTheWay(cause)) throw error;
      await wait(() => describeOldest(client), error);
      continue;
    }
    await rollBack(client);
    await wait(() => describeHolder(client));
  }
}

/** A failed migration is wrapped; what PostgreSQL said is the innermost. */
const rootOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;

/** A connection that has gone has rolled back by itself, and what made it go is what has to be told. */
const rollBack = (client: pg.Client): Promise<unknown> => client.query('ROLLBACK').catch(() => undefined);

async function takeLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(`SELECT pg_try_advisory_xact_lock(${lockKey}) AS taken`);
  return rows[0]?.taken ?? false;
}

type Holder = { pid: number; application_name: string; client_addr: string | null; seconds: number };
const describeOne = ({ pid, application_name, client_addr, seconds }: Holder): string =>
  `${application_name || 'a client'} (process ${pid}${client_addr === null ? '' : ` from ${client_addr}`}, for ${seconds} s)`;

const holderColumns = `activity.pid, activity.application_name, host(activity.client_addr) AS client_addr,
  COALESCE(extract(epoch FROM clock_timestamp() - activity.xact_start), 0)::integer AS seconds`;

async function describeHolder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<Holder>(
    `SELECT ${holderColumns} FROM pg_locks AS locks JOIN pg_stat_activity AS activity USING (pid)
     WHERE locks.locktype = 'advisory' AND locks.granted AND locks.objsubid = 1
       AND (locks.classid::bigint << 32) + locks.objid::bigint = ${lockKey}
       AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  const [holder] = rows;
  return `another node is migrating the database${holder === undefined ? '' : `: ${describeOne(holder)}`}`;
}

/** Who held the lock is not known any more; a transaction that has been open for long is the likeliest. */
async function describeOldest(client: pg.Client): Promise<string> {
  const { rows } = await client.query<Holder>(
    `SELECT ${holderColumns} FROM pg_stat_activity AS activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
     ORDER BY xact_start LIMIT 1`,
  );
  const [oldest] = rows;
  const who = oldest === undefined ? '' : `; the oldest transaction is that of ${describeOne(oldest)}`;
  return `a table is in use by others${who}`;
}
