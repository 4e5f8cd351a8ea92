import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '#platform/log.ts';
import { describeHolder, describeNodesAtWork, describeOldest } from './migration-clients.ts';
import { MigrationBlocked } from './newer-database.ts';

/** How long migrations wait for others, in milliseconds. */
export type MigrationLimits = {
  /** For another node that migrates, and for readers in the way, all together. */
  wait: number;
  /** For one lock of a table: whoever comes after has to wait behind it, so it is tried for a moment, let go, and tried again. */
  tableLock: number;
  /** Between two tries. */
  pause: number;
  /** Whoever asked the database so lately is a node at work. */
  lately: number;
};

export const migrationLimits: MigrationLimits = { wait: 600_000, tableLock: 400, pause: 250, lately: 3000 };

/** Migrations take away what nodes of an older release may need: they have to be stopped before. */
export class NeedsNodesStopped extends Error {
  constructor(migrations: readonly string[]) {
    super(`${migrations.join(', ')}: older releases cannot live with this`);
    this.name = 'NeedsNodesStopped';
  }
}

/** That of Kysely, so that a release which still left the lock to it waits for this one, and this one for it. */
const lockKey = '3853314791062309107';

/** Telling each try would fill the log. */
const tellMilliseconds = 10_000;

type Wait = (describe: () => Promise<string>, cause?: unknown, quiet?: number) => Promise<void>;

/** Tells what is waited for, at once (or after `quiet` milliseconds) and then every ten seconds, until the wait is over. */
function createWait(limits: MigrationLimits, log: Log): Wait {
  const startedAt = performance.now();
  let toldAt = Number.NEGATIVE_INFINITY;
  return async (describe, cause, quiet = 0) => {
    const now = performance.now();
    if (now - startedAt > limits.wait) throw new MigrationBlocked(await describe(), cause);
    if (now - startedAt >= quiet && now - toldAt >= tellMilliseconds) {
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
 * @param work may run more than once: each time from the beginning, after everything of the time before was undone. It is told
 *   whether nodes are at work beside it
 */
export async function runLockedOnPostgres<T>(
  client: pg.Client,
  work: (nodesAtWork: () => Promise<boolean>) => Promise<T>,
  log: Log,
  limits: MigrationLimits = migrationLimits,
): Promise<T> {
  const wait = createWait(limits, log);
  for (;;) {
    await client.query('BEGIN');
    try {
      if (await takeLock(client)) {
        await client.query(`SET LOCAL lock_timeout = ${Math.round(limits.tableLock)}`);
        const result = await work(async () => (await describeNodesAtWork(client, limits.lately)) !== undefined);
        // An aborted transaction answers COMMIT with ROLLBACK, and no error.
        if ((await client.query('COMMIT')).command !== 'COMMIT') throw new Error('the migrations were rolled back');
        return result;
      }
    } catch (error) {
      await rollBack(client);
      if (error instanceof NeedsNodesStopped)
        // Our own connections were lately at work as well.
        await wait(() => describeWhoToStop(client, error, limits), error, 2 * limits.lately);
      else if (isInTheWay(rootOf(error))) await wait(() => describeOldest(client), error);
      else throw error;
      continue;
    }
    await rollBack(client);
    await wait(() => describeHolder(client, lockKey));
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

async function describeWhoToStop(client: pg.Client, { message }: Error, { lately }: MigrationLimits): Promise<string> {
  const nodes = (await describeNodesAtWork(client, lately)) ?? 'none any more';
  return `${message}, and nodes are at work that have to be stopped first: ${nodes}`;
}
