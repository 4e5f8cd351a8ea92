import pg from 'pg';
import { randomId } from '#platform/crypto/random.ts';
import type { Log } from '#platform/log.ts';
import { type Announcement, type Announcements, createAnnouncements } from './announcements.ts';
import type { Database, Executor, Transaction } from './database.ts';
import { createBatches, isBatched } from './postgres-batches.ts';
import { isRefusal, translatePostgresError, wasUndone } from './postgres-errors.ts';
import { createPostgresPool, type PostgresPool } from './postgres-pool.ts';
import { listenForSignals, type SignalListener, signalChannel } from './postgres-signals.ts';
import { writePayloads } from './signal-payloads.ts';
import { bind, type SqlParameters, type SqlValue, type Statement } from './statement.ts';
import { type PlanRule, planWholeRowsAnew, renewStalePlans } from './statement-plans.ts';

/** PostgreSQL has no NUL in texts and refuses the statement (22021): an id that holds one must be unknown, and no fault. */
function toPostgresValue(value: SqlValue): SqlValue | Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value;
}

type Query = <R>(
  statement: Statement<SqlParameters, R>,
  values: readonly unknown[],
) => Promise<pg.QueryResult<R & pg.QueryResultRow>>;

const valuesOf = (statement: Statement<SqlParameters, unknown>, parameters: SqlParameters): unknown[] =>
  bind(statement, parameters).map(toPostgresValue);

const executorOf = (run: Query): Executor => {
  const query = <R>(statement: Statement<SqlParameters, R>, parameters: SqlParameters) =>
    run(statement, valuesOf(statement, parameters));
  return {
    first: async (statement, parameters) => (await query(statement, parameters)).rows[0],
    all: async (statement, parameters) => (await query(statement, parameters)).rows,
    change: async (statement, parameters) => (await query(statement, parameters)).rowCount ?? 0,
  };
};

const runOn =
  (client: pg.PoolClient, plan: PlanRule): Query =>
  (statement, values) =>
    plan(statement, (name) =>
      client.query({ ...(name !== undefined && { name }), text: statement.postgres, values: [...values] }),
    );

/** A lone statement that PostgreSQL has undone (a deadlock, a serialization failure) is run again, this often at most. */
const mostRepeats = 3;

const runAlone =
  ({ lend }: PostgresPool, plan: PlanRule): Query =>
  (statement, values) =>
    lend(async (client) => {
      for (let repeats = 0; ; repeats += 1)
        try {
          return await runOn(client, plan)(statement, values);
        } catch (error) {
          if (!wasUndone(error) || repeats === mostRepeats) throw error;
        }
    });

export type PostgresOptions = {
  url: string;
  /** Connections at most, beside the one that listens. */
  connections?: number;
  /** Hears of what other processes change, and counts them. Commands, which end at once, have no use for it. */
  listen?: boolean;
  /** Without the time limits of requests. */
  isPatient?: boolean;
  log: Pick<Log, 'warn' | 'info'>;
};

/** PostgreSQL at READ COMMITTED: the loser of a race is evaluated again on the winner's row. */
export function openPostgres({
  url,
  connections = 10,
  listen = false,
  isPatient = false,
  log,
}: PostgresOptions): Database & { readonly pool: pg.Pool } {
  const pool = createPostgresPool({
    url,
    connections,
    isPatient,
    // No error of any request.
    onIdleError: (error) => log.warn({ err: error }, 'an idle database connection was lost'),
  });
  const alone = runAlone(pool, renewStalePlans());
  const executor = executorOf(alone);
  const ask = createBatches(pool, async (statement, values) => (await alone(statement, values)).rows[0]);
  const lone: Executor = {
    ...executor,
    first: async <P extends SqlParameters, R>(statement: Statement<P, R>, parameters: P) =>
      isBatched(statement)
        ? ((await ask(statement, valuesOf(statement, parameters))) as R | undefined)
        : executor.first(statement, parameters),
  };
  const announcements = createAnnouncements();
  const sender = randomId();
  const signals: SignalListener | undefined = listen
    ? listenForSignals({ url, sender, announcements, log })
    : undefined;

  return {
    dialect: 'postgres',
    pool: pool.pool,
    read: lone,
    write: lone,
    transaction: (work) => runTransaction({ pool, announcements, sender, begin: 'BEGIN' }, work),
    snapshot: (work) => runTransaction({ pool, announcements, sender, begin: beginSnapshot }, work),
    announcements,
    nodes: () => signals?.nodes() ?? 1,
    ping: pool.ping,
    close: async () => {
      await signals?.stop();
      await pool.pool.end();
    },
  };
}

type TransactionOptions = { pool: PostgresPool; announcements: Announcements; sender: string; begin: string };

const beginSnapshot = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

async function runTransaction<T>(
  { pool, announcements, sender, begin }: TransactionOptions,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const announced: Announcement[] = [];
  const client = await pool.acquire();
  /** What the connection itself has failed with; a statement that was refused leaves it whole. */
  let broken: unknown;
  const attempt = async <R>(query: Promise<R>): Promise<R> => {
    try {
      return await query;
    } catch (error) {
      if (!isRefusal(error)) broken ??= error;
      throw translatePostgresError(error);
    }
  };
  const run: Query = (statement, values) => attempt(runOn(client, planWholeRowsAnew)(statement, values));
  let isCommitting = false;
  try {
    await attempt(client.query(begin));
    const result = await work({ ...executorOf(run), announce: (topic, id) => announced.push({ topic, id }) });
    isCommitting = true;
    await attempt(commit(client, writePayloads(sender, announced)));
    announcements.publish(announced);
    return result;
  } catch (error) {
    // Nobody knows whether it was committed. To hear of what did not happen harms nobody, to miss what did would.
    if (isCommitting && broken !== undefined) announcements.publish(announced);
    if (broken === undefined) await attempt(client.query('ROLLBACK')).catch(() => {});
    throw error;
  } finally {
    pool.giveBack(client, broken);
  }
}

/** In one message: other nodes are told by the commit itself, and a change that is not committed is not told. */
async function commit(client: pg.PoolClient, payloads: readonly string[]): Promise<void> {
  const told = payloads.map((payload) => `SELECT pg_notify('${signalChannel}', ${pg.escapeLiteral(payload)}); `);
  const results = [await client.query(`${told.join('')}COMMIT`)].flat();
  // Of a transaction in which a statement had failed it makes a ROLLBACK, without a word.
  if (results.at(-1)?.command !== 'COMMIT')
    throw new Error('a transaction went on after one of its statements had failed');
}
