import type { Announcements, Topic } from './announcements.ts';
import type { SqlParameters, Statement } from './statement.ts';

/** Runs statements. What `change` answers is how many rows it touched. */
export type Executor = {
  first<P extends SqlParameters, R>(statement: Statement<P, R>, parameters: P): Promise<R | undefined>;
  all<P extends SqlParameters, R>(statement: Statement<P, R>, parameters: P): Promise<R[]>;
  change<P extends SqlParameters>(statement: Statement<P, never>, parameters: P): Promise<number>;
};

/** Statements of one unit of work: all of them stand, or none. */
export type Transaction = Executor & {
  /**
   * Says that something changed, e.g. `announce('accounts', id)`. Subscribers of this process hear it when the change is
   * on disk and before the caller does, those of other nodes a moment later; a transaction that fails announces nothing.
   */
  announce(topic: Topic, id: string): void;
};

/**
 * The database, the same for SQLite and PostgreSQL.
 *
 * - `read` sees only what is committed.
 * - `write` runs a lone statement; its answer comes after the statement is on disk.
 * - `transaction` runs several; its promise resolves after they are on disk, and rejects with nothing done.
 *   Never wait inside it for anything but its own statements: no hashing, no mail, no network.
 * - `snapshot` reads what was committed at one moment, however much is written meanwhile: for a walk along a whole table.
 *   Nothing in it sees a revocation that comes later, so no request is answered from one.
 */
export type Database = {
  readonly dialect: 'sqlite' | 'postgres';
  readonly read: Executor;
  readonly write: Executor;
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  snapshot<T>(work: (read: Executor) => Promise<T>): Promise<T>;
  /** What changes, in this process and, where something carries it, in others. */
  readonly announcements: Announcements;
  /**
   * How many processes serve from this database, this one included, as it was known a second ago: what each of them counts
   * by itself is its share. Always 1 for a database that was opened without listening to others, and for SQLite.
   */
  nodes(): number;
  /** Resolves when a trivial query was answered; rejects otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** The columns of the unique constraint that a write met, so that a store can say which value is taken. */
export class UniqueViolation extends Error {
  /** As the database names it: `accounts.email_canonical` or the constraint's name. */
  readonly constraint: string;

  constructor(constraint: string, cause: unknown) {
    super(`unique constraint ${constraint}`, { cause });
    this.name = 'UniqueViolation';
    this.constraint = constraint;
  }
}

/** A write hangs on a row that has gone: its account was deleted while the request was under way. */
export class ReferenceGone extends Error {
  constructor(cause: unknown) {
    super('what this belongs to has gone', { cause });
    this.name = 'ReferenceGone';
  }
}

/** The database is away, locked or out of space: the request was not carried out and may be tried again. */
export class DatabaseUnavailable extends Error {
  constructor(cause: unknown) {
    super('the database is not available', { cause });
    this.name = 'DatabaseUnavailable';
  }
}

/** What is read from its file cannot be believed any more, and only a backup helps. */
export class DatabaseDamaged extends DatabaseUnavailable {
  constructor(cause: unknown) {
    super(cause);
    this.name = 'DatabaseDamaged';
    this.message = 'the database file is damaged: stop the service and restore a backup';
  }
}
