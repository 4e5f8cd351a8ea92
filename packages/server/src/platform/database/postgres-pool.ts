import pg from 'pg';
import { DatabaseUnavailable } from './database.ts';
import { isRefusal, isSilence, translatePostgresError } from './postgres-errors.ts';

/** Counts and instants in milliseconds fit in 2^53; without this they come back as strings. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** How long a request waits for a connection, be it a free one or a new one. */
const connectMilliseconds = 1000;
const lockMilliseconds = 1500;
const statementMilliseconds = 2000;
/** Longer than the server itself lets any statement take: whoever says nothing for so long is gone, or cannot be reached. */
const silenceMilliseconds = 2500;
/** Readiness is asked for by a proxy that will not wait. */
const pingMilliseconds = 1000;

const requestLimits = {
  query_timeout: silenceMilliseconds,
  statement_timeout: statementMilliseconds,
  lock_timeout: lockMilliseconds,
  idle_in_transaction_session_timeout: 5000,
};

/** A peer that has vanished is noticed by the kernel, also where nothing is asked of it. */
export const keepAlive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

export type PostgresPool = {
  readonly pool: pg.Pool;
  /** @throws DatabaseUnavailable where there is no connection within a second */
  acquire(): Promise<pg.PoolClient>;
  /**
   * Gives a connection back, or throws it away where it has broken.
   *
   * @param failure what the last statement on it failed with, as the driver told it
   */
  giveBack(client: pg.PoolClient, failure?: unknown): void;
  /** One piece of work on a connection of its own; failures are told in the words of `database.ts`. */
  lend<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  ping(): Promise<void>;
};

export function createPostgresPool(options: {
  url: string;
  connections: number;
  /** Without the limits of statements: a command may take its time. */
  isPatient: boolean;
  onIdleError: (error: Error) => void;
}): PostgresPool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections,
    connectionTimeoutMillis: connectMilliseconds,
    ...(!options.isPatient && requestLimits),
    application_name: 'portress',
    ...keepAlive,
  });
  // Without listeners the loss of a connection would end the process: of one that is idle, and of one that was lent but of
  // which nothing is asked at that moment. The latter is told to whoever asks next.
  pool.on('error', options.onIdleError);
  pool.on('connect', (client) => client.on('error', () => {}));

  /** When each connection last proved that it reaches the server. */
  const heardAt = new WeakMap<pg.PoolClient, number>();
  let silentSince = Number.NEGATIVE_INFINITY;

  /** Connections of before a silence lead where nobody answers: each request would wait for that anew. */
  const acquire = async (): Promise<pg.PoolClient> => {
    for (;;) {
      const client = await connect(pool);
      if ((heardAt.get(client) ?? Number.POSITIVE_INFINITY) > silentSince) return client;
      destroy(client);
    }
  };
  const giveBack: PostgresPool['giveBack'] = (client, failure) => {
    if (isSilence(failure)) silentSince = performance.now() - silenceMilliseconds;
    if (failure !== undefined && !isRefusal(failure)) return destroy(client);
    heardAt.set(client, performance.now());
    client.release();
  };
  const lend: PostgresPool['lend'] = async (work) => {
    const client = await acquire();
    try {
      const result = await work(client);
      giveBack(client);
      return result;
    } catch (error) {
      giveBack(client, error);
      throw translatePostgresError(error);
    }
  };
  return {
    pool,
    acquire,
    giveBack,
    lend,
    ping: async () => {
      const question: pg.QueryConfig & { query_timeout: number } = {
        text: 'SELECT 1',
        query_timeout: pingMilliseconds,
      };
      await lend((client) => client.query(question));
    },
  };
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw new DatabaseUnavailable(error);
  }
}

/** At once: a farewell to a server that does not answer would keep the connection for minutes. */
function destroy(client: pg.PoolClient): void {
  client.release(true);
  (client as unknown as { connection: pg.Connection }).connection.stream.destroy();
}
