import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

/**
 * How far an import has come. `refused_bytes`: how much of the file of refused rows is written for certain;
 * `refused_tail`: what follows there.
 */
export type ImportRow = { id: string; rows_read: number; refused_bytes: number; refused_tail: string; counts: string };

const find = statement<{ id: string }, ImportRow>(
  'imports.find',
  'SELECT id, rows_read, refused_bytes, refused_tail, counts FROM imports WHERE id = :id',
);
const create = statement<ImportRow>(
  'imports.create',
  `INSERT INTO imports (id, rows_read, refused_bytes, refused_tail, counts, created_at, updated_at)
   VALUES (:id, :rows_read, :refused_bytes, :refused_tail, :counts, now_ms(), now_ms()) ON CONFLICT (id) DO NOTHING`,
);
const advance = statement<ImportRow & { rows_read_before: number }>(
  'imports.advance',
  `UPDATE imports SET rows_read = :rows_read, refused_bytes = :refused_bytes, refused_tail = :refused_tail, counts = :counts, updated_at = now_ms()
   WHERE id = :id AND rows_read = :rows_read_before`,
);
const remove = statement<{ id: string; rows_read: number }>(
  'imports.delete',
  'DELETE FROM imports WHERE id = :id AND rows_read = :rows_read',
);

export const findImport = (executor: Executor, id: string): Promise<ImportRow | undefined> =>
  executor.first(find, { id });

export const createImport = async (executor: Executor, row: ImportRow): Promise<boolean> =>
  (await executor.change(create, row)) === 1;

/** @returns false where another process has moved it meanwhile */
export const advanceImport = async (
  transaction: Transaction,
  row: ImportRow,
  rowsReadBefore: number,
): Promise<boolean> => (await transaction.change(advance, { ...row, rows_read_before: rowsReadBefore })) === 1;

/** @returns false where another process has moved it meanwhile */
export const deleteImport = async (executor: Executor, id: string, rowsRead: number): Promise<boolean> =>
  (await executor.change(remove, { id, rows_read: rowsRead })) === 1;
