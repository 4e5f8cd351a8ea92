import pg from 'pg';
import { DatabaseUnavailable, ReferenceGone, UniqueViolation } from './database.ts';

const uniqueViolation = '23505';
const foreignKeyViolation = '23503';
/** A statement that PostgreSQL ended so was undone by itself, and may be run again: serialization failure, deadlock. */
const undoneCodes = new Set(['40001', '40P01']);
/**
 * Classes 08 connection, 40 serialization and deadlock, 53 resources, 55 lock, 57 shut down or cancelled, 58 system; and a
 * server that takes no writes just now, because another one is the primary.
 */
const unavailableClasses = new Set(['08', '40', '53', '55', '57', '58']);
const unavailableCodes = new Set(['25006', '25P03']);

/** The server was asked and has said nothing for longer than any statement may take: nobody knows what became of it. */
export const isSilence = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

/** PostgreSQL has refused one statement, and the connection is as good as before. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.severity !== 'FATAL' && error.severity !== 'PANIC';

export const wasUndone = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code !== undefined && undoneCodes.has(error.code);

/** For what a query was answered with: everything but an answer of the server itself means that the connection has gone. */
export function translatePostgresError(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return new DatabaseUnavailable(error);
  const { code = '' } = error;
  if (code === uniqueViolation) return new UniqueViolation(error.constraint ?? error.table ?? 'unknown', error);
  if (code === foreignKeyViolation) return new ReferenceGone(error);
  if (!isRefusal(error) || unavailableClasses.has(code.slice(0, 2)) || unavailableCodes.has(code))
    return new DatabaseUnavailable(error);
  return error;
}
