import type { Announcement, Announcements } from './announcements.ts';
import type { Executor, Transaction } from './database.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

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
  translate: (error: unknown) => unknown,
): GroupWriter {
  const waiting: Unit[] = [];
  let running: Promise<void> | undefined;
  let isClosed = false;
  // Prepared once: compiling them costs as much as running them.
  const begin = connection.raw.prepare('BEGIN IMMEDIATE');
  const commit = connection.raw.prepare('COMMIT');
  const savepoint = connection.raw.prepare('SAVEPOINT unit');
  const release = connection.raw.prepare('RELEASE unit');
  const rollBackUnit = connection.raw.prepare('ROLLBACK TO unit');

  const writeGroups = async (): Promise<void> => {
    while (waiting.length > 0) await writeGroup(waiting.splice(0, largestGroup));
    running = undefined;
  };

  const writeGroup = async (group: Unit[]): Promise<void> => {
    const answers: (() => void)[] = [];
    try {
      begin.run();
      for (const unit of group) answers.push(unit.isTransaction ? await outcomeOf(unit) : outcomeOfOne(unit));
      commit.run();
    } catch (error) {
      // Nothing of the group is on disk, so nobody in it may hear "done".
      if (connection.raw.isTransaction) connection.exec('ROLLBACK');
      const reason = translate(error);
      for (const unit of group) unit.reject(reason);
      return;
    }
    for (const answer of answers) answer();
  };

  /** A lone statement is undone by itself when it fails, and is answered without a promise of its own. */
  const outcomeOfOne = (unit: Unit): (() => void) => {
    try {
      const value = unit.attempt() as never;
      return () => unit.resolve(value);
    } catch (error) {
      return rejectionOf(unit, error);
    }
  };

  const outcomeOf = async (unit: Unit): Promise<() => void> => {
    try {
      savepoint.run();
      const value = (await unit.attempt()) as never;
      release.run();
      return () => unit.resolve(value);
    } catch (error) {
      const rejection = rejectionOf(unit, error);
      rollBackUnit.run();
      release.run();
      return rejection;
    }
  };

  /** @throws the error itself, when it has undone the whole group: a full disk, an I/O error */
  const rejectionOf = (unit: Unit, error: unknown): (() => void) => {
    if (!connection.raw.isTransaction) throw error;
    const reason = translate(error);
    return () => unit.reject(reason);
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
