import type { Transaction } from '#platform/database/database.ts';

/** How a value stands in the database, where JSON would not show it as it is meant. */
type ValueKind = 'instant' | 'json';

/** What becomes of one column: is it in the person's export, and is it there after the account was erased? */
export type PersonalColumn = {
  /** Its name in the export; null where it is not shown. */
  as: string | null;
  kind?: ValueKind;
  /** The one database that has it, where not both have. */
  only?: 'sqlite';
  /** SQL in its place, where not everything in the column is about the person. */
  sql?: string;
  isKept: boolean;
  /** Why it is not shown, or why it is kept. */
  why: string | null;
};

/** In the export under this name, and gone with the account. */
export const exported = (as: string, more: { kind?: ValueKind; sql?: string } = {}): PersonalColumn => ({
  as,
  ...more,
  isKept: false,
  why: null,
});
/** Gone with the account; not in the export, and why not. */
export const erased = (why: string, more: { only?: 'sqlite' } = {}): PersonalColumn => ({
  as: null,
  isKept: false,
  why,
  ...more,
});
/** Still there after the account was erased, and why; in the export where it has a name. */
export const kept = (why: string, as: string | null = null, more: { kind?: ValueKind } = {}): PersonalColumn => ({
  as,
  ...more,
  isKept: true,
  why,
});

/** A table with rows about an account. Every column is named: one that is added to the schema and not here fails a test. */
export type PersonalTable = {
  table: string;
  /** Its place in the export; null where none of its columns is shown. */
  as: string | null;
  /** One row at most, shown as an object; or many, shown as a list. */
  rows: 'one' | 'many';
  /** How the rows are found from `:account_id`, in SQL that an index serves. */
  reach: string;
  /** Columns that put the rows of one account in an order without equals, from the left as the index has them. */
  order: readonly [string, ...string[]];
  columns: Readonly<Record<string, PersonalColumn>>;
};

/** A table that holds nothing about an account, and why it can be said so. */
export type ImpersonalTable = { table: string; why: string; columns: readonly string[]; only?: 'sqlite' };

/**
 * What one feature or app holds about people. Whoever owns a table declares it in a `personal-data.ts` beside its store;
 * all of them are collected in `src/personal-data.ts`, from which the person's export and the erasure come.
 */
export type PersonalData = {
  tables: readonly (PersonalTable | ImpersonalTable)[];
  /**
   * For what does not go by `ON DELETE CASCADE`, such as rows that outlive the account and names of files. Called in the
   * transaction that deletes the account, while its rows are still there and nobody can add to them.
   */
  erase?(transaction: Transaction, accountId: string): Promise<void>;
};

export const isPersonal = (table: PersonalTable | ImpersonalTable): table is PersonalTable => 'reach' in table;
