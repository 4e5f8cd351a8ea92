import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '#platform/clock.ts';
import { makeDirectory } from '#platform/files/make-directory.ts';
import { createAnnouncements } from './announcements.ts';
import { type Database, DatabaseDamaged, type Executor } from './database.ts';
import { type Checkpoints, keepLogShort } from './sqlite-checkpoints.ts';
import { openSqliteConnection, type SqliteConnection, translateSqliteError } from './sqlite-connection.ts';
import { createGroupWriter } from './sqlite-group-writer.ts';

/** Statements answered at once by a connection, as promises. */
const executorOf = (connection: SqliteConnection, translate: (error: unknown) => unknown): Executor => {
  const attempt = async <T>(work: () => T): Promise<T> => {
    try {
      return work();
    } catch (error) {
      throw translate(error);
    }
  };
  return {
    first: (statement, parameters) => attempt(() => connection.all(statement, parameters)[0]),
    all: (statement, parameters) => attempt(() => connection.all(statement, parameters)),
    change: (statement, parameters) => attempt(() => connection.run(statement, parameters)),
  };
};

/** On a connection of its own: everybody reads on the other one, and would see the past until it is over. */
async function readSnapshot<T>(
  file: string,
  clock: Clock,
  translate: (error: unknown) => unknown,
  work: (read: Executor) => Promise<T>,
): Promise<T> {
  const connection = openSqliteConnection(file, clock, { readOnly: true });
  try {
    // The moment is that of the first statement; nothing is to be committed, so the end is the connection's.
    connection.exec('BEGIN');
    return await work(executorOf(connection, translate));
  } finally {
    connection.close();
  }
}

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
  makeDirectory(dirname(file));
  const writer = openSqliteConnection(file, clock);
  const reader = openSqliteConnection(file, clock, { readOnly: true });
  const announcements = createAnnouncements();
  // Remembered until the process ends: a damaged page is met by those only whose rows are on it.
  let damage: DatabaseDamaged | undefined;
  const translate = (error: unknown): unknown => {
    const translated = translateSqliteError(error);
    if (translated instanceof DatabaseDamaged) damage ??= translated;
    return translated;
  };
  const committed = executorOf(reader, translate);
  const groups = createGroupWriter(writer, executorOf(writer, translate), announcements, translate);
  const checkpointing: Checkpoints | undefined = checkpoints ? keepLogShort(file) : undefined;

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
    snapshot: (work) => readSnapshot(file, clock, translate, work),
    announcements,
    nodes: () => 1,
    ping: async () => {
      if (damage !== undefined) throw damage;
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
