import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Clock } from '#platform/clock.ts';
import { type Database, DatabaseUnavailable, type Executor, UniqueViolation } from './database.ts';
import { type CheckpointWorker, startCheckpointWorker } from './sqlite-checkpoints.ts';
import { createGroupWriter } from './sqlite-group-writer.ts';
import { bind, type SqlParameters, type SqlValue, type Statement } from './statement.ts';

export type SqliteConnection = {
  all<R>(statement: Statement<SqlParameters, R>, parameters: SqlParameters): R[];
  run(statement: Statement<SqlParameters, never>, parameters: SqlParameters): number;
  exec(sql: string): void;
  close(): void;
  /** For migrations and their tool only. */
  readonly raw: DatabaseSync;
};

const uniqueConstraint = 2067;
const primaryKeyConstraint = 1555;
/** SQLITE_BUSY, LOCKED, IOERR, FULL, CANTOPEN, READONLY: the primary code is the low byte. */
const unavailableCodes = new Set([5, 6, 8, 10, 13, 14]);

const hasSqliteCode = (error: unknown): error is Error & { errcode: number } =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';

/** SQLite's errors in the words of {@link Database}. */
export function translateSqliteError(error: unknown): unknown {
  if (!hasSqliteCode(error)) return error;
  if (error.errcode === uniqueConstraint || error.errcode === primaryKeyConstraint)
    return new UniqueViolation(error.message.replace(/^.*constraint failed: /, ''), error);
  if (unavailableCodes.has(error.errcode & 0xff)) return new DatabaseUnavailable(error);
  return error;
}

/** One connection with its prepared statements. `now_ms()` stays the same within one statement, as on PostgreSQL. */
export function openSqliteConnection(
  file: string,
  clock: Clock,
  options: { readOnly?: boolean } = {},
): SqliteConnection {
  const raw = new DatabaseSync(file, { readOnly: options.readOnly ?? false, timeout: 5000 });
  if (!options.readOnly) raw.exec('PRAGMA journal_mode = WAL');
  // FULL: COMMIT returns after the WAL has been synced, so an acknowledged write survives a power cut.
  raw.exec(
    'PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16000',
  );

  let statementTime = 0;
  raw.function('now_ms', { deterministic: true, directOnly: false }, () => statementTime);

  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    let found = prepared.get(sql);
    if (found === undefined) {
      found = raw.prepare(sql);
      prepared.set(sql, found);
    }
    statementTime = clock.now();
    return found;
  };

  return {
    raw,
    all: <R>(statement: Statement<SqlParameters, R>, parameters: SqlParameters) =>
      prepare(statement.sqlite).all(...bind(statement, parameters)) as R[],
    run: (statement, parameters) =>
      Number(prepare(statement.sqlite).run(...(bind(statement, parameters) as SqlValue[])).changes),
    exec: (sql) => raw.exec(sql),
    close: () => raw.close(),
  };
}

/** Statements answered at once by a connection, as promises. */
const executorOf = (connection: SqliteConnection): Executor => {
  const attempt = async <T>(work: () => T): Promise<T> => {
    try {
      return work();
    } catch (error) {
      throw translateSqliteError(error);
    }
  };
  return {
    first: (statement, parameters) => attempt(() => connection.all(statement, parameters)[0]),
    all: (statement, parameters) => attempt(() => connection.all(statement, parameters)),
    change: (statement, parameters) => attempt(() => connection.run(statement, parameters)),
  };
};

export type SqliteOptions = {
  file: string;
  clock: Clock;
  /** Off for commands that end at once. */
  checkpoints?: boolean;
};

/**
 * The embedded database: one connection writes, in groups that share one fsync; another reads what is committed;
 * checkpoints run in a thread of their own.
 */
export function openSqlite({
  file,
  clock,
  checkpoints = true,
}: SqliteOptions): Database & { readonly raw: DatabaseSync } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const writer = openSqliteConnection(file, clock);
  const reader = openSqliteConnection(file, clock, { readOnly: true });
  const committed = executorOf(reader);
  const groups = createGroupWriter(writer, executorOf(writer));
  const checkpointing: CheckpointWorker | undefined = checkpoints ? startCheckpointWorker(file) : undefined;

  return {
    dialect: 'sqlite',
    raw: writer.raw,
    read: committed,
    write: {
      first: (statement, parameters) => groups.lone(() => writer.all(statement, parameters)[0]),
      all: (statement, parameters) => groups.lone(() => writer.all(statement, parameters)),
      change: (statement, parameters) => groups.lone(() => writer.run(statement, parameters)),
    },
    transaction: groups.transaction,
    ping: async () => {
      reader.raw.prepare('SELECT 1').get();
    },
    close: async () => {
      await groups.close();
      await checkpointing?.close();
      reader.close();
      writer.close();
    },
  };
}
