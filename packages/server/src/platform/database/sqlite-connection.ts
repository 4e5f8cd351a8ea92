import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Clock } from '#platform/clock.ts';
import { DatabaseDamaged, DatabaseUnavailable, ReferenceGone, UniqueViolation } from './database.ts';
import { scopedWords, toScopedQuery } from './scoped-search.ts';
import { searchForm, toIndexQuery } from './search-text.ts';
import { bind, type SqlParameters, type Statement } from './statement.ts';

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
const foreignKeyConstraint = 787;
/** SQLITE_BUSY, LOCKED, IOERR, FULL, CANTOPEN, READONLY: the primary code is the low byte. */
const unavailableCodes = new Set([5, 6, 8, 10, 13, 14]);

const hasSqliteCode = (error: unknown): error is Error & { errcode: number } =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';

const corrupt = 11;
const notADatabase = 26;
const damagedCodes = new Set([corrupt, notADatabase]);

/** SQLite's errors in the words of {@link Database}. */
export function translateSqliteError(error: unknown): unknown {
  if (!hasSqliteCode(error)) return error;
  if (error.errcode === uniqueConstraint || error.errcode === primaryKeyConstraint)
    return new UniqueViolation(error.message.replace(/^.*constraint failed: /, ''), error);
  if (error.errcode === foreignKeyConstraint) return new ReferenceGone(error);
  if (damagedCodes.has(error.errcode & 0xff)) return new DatabaseDamaged(error);
  if (unavailableCodes.has(error.errcode & 0xff)) return new DatabaseUnavailable(error);
  return error;
}

/** Whoever has the file open has it open for long: there is no use in waiting. */
const aloneMilliseconds = 200;

type FileUse = { readOnly?: boolean; isAlone?: boolean };

/** @throws DatabaseUnavailable where it is no database, belongs to somebody else or is locked: whoever starts us reads a sentence */
function openFile(file: string, { readOnly = false, isAlone = false }: FileUse): DatabaseSync {
  let raw: DatabaseSync | undefined;
  try {
    raw = new DatabaseSync(file, { readOnly, timeout: isAlone ? aloneMilliseconds : 5000 });
    // Before anything else is asked: from the first access on the file is locked for everybody else.
    if (isAlone) raw.exec('PRAGMA locking_mode = EXCLUSIVE');
    if (!readOnly) raw.exec('PRAGMA journal_mode = WAL');
    // FULL: COMMIT returns after the WAL has been synced, so an acknowledged write survives a power cut.
    raw.exec(
      'PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16000',
    );
    if (isAlone) raw.exec('BEGIN EXCLUSIVE; COMMIT');
    return raw;
  } catch (error) {
    // What is left open would keep its locks, and keep others out.
    raw?.close();
    if (!hasSqliteCode(error)) throw error;
    // Another file than ours is no damage: whoever named it reads that it is no database.
    throw (error.errcode & 0xff) === corrupt ? new DatabaseDamaged(error) : new DatabaseUnavailable(error);
  }
}

/**
 * One connection with its prepared statements. `now_ms()` stays the same within one statement, as on PostgreSQL.
 *
 * @param use `isAlone`: nobody else may have the file open, neither now nor until it is closed; fails as busy otherwise
 * @throws DatabaseUnavailable where the file cannot be opened so
 */
export function openSqliteConnection(file: string, clock: Clock, use: FileUse = {}): SqliteConnection {
  const raw = openFile(file, use);

  let statementTime = 0;
  raw.function('now_ms', { deterministic: true, directOnly: false }, () => statementTime);
  // What search-text.ts says; PostgreSQL has a function of the first name, made by a migration.
  raw.function('search_form', { deterministic: true }, (text) => searchForm(String(text ?? '')));
  raw.function('trigram_query', { deterministic: true }, (trigrams) => toIndexQuery(String(trigrams)));

  // What scoped-search.ts says; PostgreSQL makes entries of its own.
  raw.function('scoped_words', { deterministic: true }, (scope, text) => scopedWords(Number(scope), String(text)));
  raw.function('scoped_query', { deterministic: true }, (scope, trigrams) =>
    toScopedQuery(Number(scope), String(trigrams)),
  );

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
    run: (statement, parameters) => Number(prepare(statement.sqlite).run(...bind(statement, parameters)).changes),
    exec: (sql) => raw.exec(sql),
    close: () => raw.close(),
  };
}
