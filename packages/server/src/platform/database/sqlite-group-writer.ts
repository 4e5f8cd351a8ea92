import type { Announcements } from './announcements.ts';
import type { Announcement, Executor, Transaction } from './database.ts';
import { type SqliteConnection, translateSqliteError } from './sqlite-connection.ts';

/** What one caller wants done. It is answered only after the group's COMMIT has reached the disk. */
type Unit = {
  attempt: () => unknown;
  /** Several statements stand or fall together, so they run inside a savepoint. */
  isTransaction: boolean;
  resolve: (value: never) => void;
  reject: (reason: unknown) => void;
};

export type GroupWriter = {
  lone<T>(work: () => T): Promise<T>;
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** Bounds how long one group holds the event loop and how far one failed COMMIT reaches. */
const largestGroup = 256;

/**
 * Group commit: everything that arrived in one turn of the event loop shares one transaction and one fsync.
 * SQLite has a single writer, so grouping costs no concurrency, and a sync is a hundred times dearer than a row.
 */
export function createGroupWriter(
  connection: SqliteConnection,
  executor: Executor,
  announcements: Announcements,
): GroupWriter {
  const waiting: Unit[] = [];
  let running: Promise<void> | undefined;
  let isClosed = false;

  const writeGroups = async (): Promise<void> => {
    while (waiting.length > 0) await writeGroup(waiting.splice(0, largestGroup));
    running = undefined;
  };

  const writeGroup = async (group: Unit[]): Promise<void> => {
    const answers: (() => void)[] = [];
    try {
      connection.exec('BEGIN IMMEDIATE');
      for (const unit of group) answers.push(await outcomeOf(unit));
      connection.exec('COMMIT');
    } catch (error) {
      // Nothing of the group is on disk, so nobody in it may hear "done".
      if (connection.raw.isTransaction) connection.exec('ROLLBACK');
      const reason = translateSqliteError(error);
      for (const unit of group) unit.reject(reason);
      return;
    }
    for (const answer of answers) answer();
  };

  const outcomeOf = async (unit: Unit): Promise<() => void> => {
    try {
      if (!unit.isTransaction) {
        const value = unit.attempt() as never;
        return () => unit.resolve(value);
      }
      connection.exec('SAVEPOINT unit');
      const value = (await unit.attempt()) as never;
      connection.exec('RELEASE unit');
      return () => unit.resolve(value);
    } catch (error) {
      // A full disk or an I/O error undoes the whole transaction, not just this unit.
      if (!connection.raw.isTransaction) throw error;
      if (unit.isTransaction) connection.exec('ROLLBACK TO unit; RELEASE unit');
      const reason = translateSqliteError(error);
      return () => unit.reject(reason);
    }
  };

  const enqueue = <T>(attempt: () => unknown, isTransaction: boolean): Promise<T> => {
    if (isClosed) return Promise.reject(new Error('the database is closed'));
    return new Promise<T>((resolve, reject) => {
      waiting.push({ attempt, isTransaction, resolve, reject });
      running ??= new Promise<void>((done) => setImmediate(done)).then(writeGroups);
    });
  };

  return {
    lone: (work) => enqueue(work, false),
    transaction: async (work) => {
      const announced: Announcement[] = [];
      const transaction: Transaction = { ...executor, announce: (topic, id) => announced.push({ topic, id }) };
      const result = await enqueue<Awaited<ReturnType<typeof work>>>(() => work(transaction), true);
      announcements.publish(announced);
      return result;
    },
    close: async () => {
      isClosed = true;
      await running;
    },
  };
}
