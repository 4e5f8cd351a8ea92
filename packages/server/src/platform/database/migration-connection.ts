import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { Kysely as createKysely, type Kysely, PostgresAdapter, PostgresDialect, SqliteDialect } from 'kysely';
import pg from 'pg';

// biome-ignore lint/suspicious/noExplicitAny: the schema changes from migration to migration, so Kysely itself types it so
export type AnySchema = any;

/** A migration may take its time; a process that hangs in the midst of one must not hold its locks for ever. */
const stalledMilliseconds = 60_000;
const connectMilliseconds = 10_000;

/** A connection of its own, without the time limits of requests. */
export async function withMigrationConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'portress migrations',
    connectionTimeoutMillis: connectMilliseconds,
    idle_in_transaction_session_timeout: stalledMilliseconds,
    keepAlive: true,
  });
  // The statement under way fails with it; without a listener the process would end without a word.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Kysely on the one connection that holds the lock and the transaction. It takes no lock of its own: it makes its tables before
 * that, and two nodes that make those at once are in each other's way.
 */
export function kyselyOnPostgres(client: pg.Client): Kysely<AnySchema> {
  const connection = { query: client.query.bind(client), release: () => {} };
  const dialect = new PostgresDialect({ pool: { connect: async () => connection, end: async () => {}, options: {} } });
  dialect.createAdapter = () =>
    Object.assign(new PostgresAdapter(), {
      acquireMigrationLock: async () => {},
      releaseMigrationLock: async () => {},
    });
  return new createKysely<AnySchema>({ dialect });
}

/** Whoever opened the connection closes it. */
export const kyselyOnSqlite = (raw: DatabaseSync): Kysely<AnySchema> =>
  new createKysely<AnySchema>({ dialect: new SqliteDialect({ database: kyselyBridge(raw) }) });

/** `node:sqlite` in the shape that Kysely's SQLite dialect expects. */
const kyselyBridge = (raw: DatabaseSync) => ({
  close: () => {},
  prepare: (text: string) => {
    const prepared = raw.prepare(text);
    return {
      reader: prepared.columns().length > 0,
      all: (values: readonly unknown[]) => prepared.all(...(values as SQLInputValue[])),
      run: (values: readonly unknown[]) => prepared.run(...(values as SQLInputValue[])),
      iterate: (values: readonly unknown[]) => prepared.iterate(...(values as SQLInputValue[])),
    };
  },
});
