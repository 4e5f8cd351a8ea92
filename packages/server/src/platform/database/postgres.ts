import pg from 'pg';
import { type Announcement, type Announcements, createAnnouncements } from './announcements.ts';
import {
  type Database,
  DatabaseUnavailable,
  type Executor,
  ReferenceGone,
  type Transaction,
  UniqueViolation,
} from './database.ts';
import { bind, type SqlParameters, type SqlValue, type Statement } from './statement.ts';
import { type PlanRule, planWholeRowsAnew, renewStalePlans } from './statement-plans.ts';

/** Counts and instants in milliseconds fit in 2^53; without this they come back as strings. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const uniqueViolation = '23505';
const foreignKeyViolation = '23503';
/** Classes 08 connection, 53 resources, 55 lock, 57 shutdown or cancelled, 58 system, 40 serialization and deadlock. */
const unavailableClasses = new Set(['08', '40', '53', '55', '57', '58']);
const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'ENOENT']);

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

function translatePostgresError(error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof pg.DatabaseError && code === uniqueViolation)
    return new UniqueViolation(error.constraint ?? error.table ?? 'unknown', error);
  if (code === foreignKeyViolation) return new ReferenceGone(error);
  if (code !== undefined && (unavailableClasses.has(code.slice(0, 2)) || connectionCodes.has(code)))
    return new DatabaseUnavailable(error);
  // The pool and the client report a lost connection and a time-out without any code.
  if (error instanceof Error && /timeout|terminated|not queryable/i.test(error.message))
    return new DatabaseUnavailable(error);
  return error;
}

/** PostgreSQL has no NUL in texts and refuses the statement (22021): an id that holds one must be unknown, and no fault. */
function toPostgresValue(value: SqlValue): SqlValue | Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value;
}

type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>;

const executorOf = (client: Queryable, plan: PlanRule): Executor => {
  const query = async <R>(statement: Statement<SqlParameters, R>, parameters: SqlParameters) => {
    const values = bind(statement, parameters).map(toPostgresValue);
    try {
      return await plan(statement, (name) =>
        client.query<R & pg.QueryResultRow>({ ...(name !== undefined && { name }), text: statement.postgres, values }),
      );
    } catch (error) {
      throw translatePostgresError(error);
    }
  };
  return {
    first: async (statement, parameters) => (await query(statement, parameters)).rows[0],
    all: async (statement, parameters) => (await query(statement, parameters)).rows,
    change: async (statement, parameters) => (await query(statement, parameters)).rowCount ?? 0,
  };
};

export type PostgresOptions = {
  url: string;
  /** Connections at most. */
  connections?: number;
  /** A pooled connection that was lost while idle is no error of any request: it is told here. */
  onIdleError: (error: Error) => void;
};

/** PostgreSQL at READ COMMITTED: the loser of a race is evaluated again on the winner's row. */
export function openPostgres({
  url,
  connections = 10,
  onIdleError,
}: PostgresOptions): Database & { readonly pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 1000,
    statement_timeout: 2000,
    lock_timeout: 1500,
    idle_in_transaction_session_timeout: 5000,
    application_name: 'portress',
  });
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', onIdleError);
  const executor = executorOf(pool, renewStalePlans());
  const announcements = createAnnouncements();

  return {
    dialect: 'postgres',
    pool,
    read: executor,
    write: executor,
    transaction: (work) => runTransaction(pool, announcements, work),
    announcements,
    ping: async () => {
      await pool.query('SELECT 1');
    },
    close: () => pool.end(),
  };
}

async function runTransaction<T>(
  pool: pg.Pool,
  announcements: Announcements,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const announced: Announcement[] = [];
  const client = await connect(pool);
  let failure: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work({
      ...executorOf(client, planWholeRowsAnew),
      announce: (topic, id) => announced.push({ topic, id }),
    });
    await client.query('COMMIT');
    announcements.publish(announced);
    return result;
  } catch (error) {
    failure = await rollBack(client);
    throw translatePostgresError(error);
  } finally {
    // A client that could not even roll back is thrown away rather than handed to the next request.
    client.release(failure);
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw new DatabaseUnavailable(error);
  }
}

async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
