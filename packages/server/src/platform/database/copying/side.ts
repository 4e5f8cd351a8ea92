/**
 * What copying needs of a database, the same for SQLite and PostgreSQL. Integers travel as decimal digits: both databases
 * count further than JavaScript does.
 */
export type ColumnKind = 'text' | 'integer' | 'bytes';
export type CopiedValue = string | Uint8Array | null;
/** In the order of the table's columns. */
export type CopiedRow = CopiedValue[];

export type FoundColumn = {
  name: string;
  /** As the database calls it. */
  type: string;
  /** Null: a type that no copy knows yet. */
  kind: ColumnKind | null;
  /** SQLite's own number of the row, by which its search indexes know it. */
  isRowNumber: boolean;
};
export type FoundTable = { name: string; columns: FoundColumn[] };

/** A table as it is copied: the columns that both databases have, by name. */
export type CopiedTable = { name: string; columns: { name: string; kind: ColumnKind }[] };

/**
 * One of the two databases. As a source it is asked `open`, `read` and in the end `close`; as a target `empty`, `write`,
 * `complete` and in the end `commit`. Whatever goes wrong, `close` undoes what was not committed.
 */
export type CopySide = {
  readonly dialect: 'sqlite' | 'postgres';
  /** Names, in order; none where the database has never seen a migration. */
  listMigrations(): Promise<string[]>;
  /** Every table but the books of the migrations, in the order of their names. */
  listTables(): Promise<FoundTable[]>;
  count(table: CopiedTable): Promise<number>;
  /** All rows, in batches and in no order. */
  read(table: CopiedTable): AsyncIterable<CopiedRow[]>;

  /** Begins to read: from here on every answer is of the same moment, whoever writes meanwhile. */
  open(): Promise<void>;
  /** Begins to write: removes all rows, and sets aside whatever would write more than is copied, or slow it down. */
  empty(tables: readonly CopiedTable[]): Promise<void>;
  write(table: CopiedTable, rows: readonly CopiedRow[]): Promise<void>;
  /** Puts back what was set aside: indexes, references, triggers; numbers that the database gives go on after the last one. */
  complete(tables: readonly CopiedTable[]): Promise<void>;
  commit(): Promise<void>;
  close(): Promise<void>;
};

/** What the migrations write themselves, on each database for itself. */
export const migrationBooks = ['kysely_migration', 'kysely_migration_lock', 'migration_kinds'];

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quoteNames = (columns: readonly { name: string }[]): string =>
  columns.map(({ name }) => quoteName(name)).join(', ');
