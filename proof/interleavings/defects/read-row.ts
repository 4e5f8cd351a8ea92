import type { Session } from '#features/sessions/store.ts';
import type { Executor } from '#platform/database/database.ts';
import { type SqlParameters, statement } from '#platform/database/statement.ts';
import { graceSeconds } from '#proof/interleavings/world.ts';

export type Row = Session & { now: number };

const bySeed = statement<{ id: string; seed_hash: Uint8Array }, Row>(
  'defect.read_session',
  'SELECT sessions.*, now_ms() AS now FROM sessions WHERE id = :id AND seed_hash = :seed_hash',
);

/** What is presented to a rotation, as its statement takes it. */
export const presentedOf = (parameters: SqlParameters) =>
  parameters as { id: string; seed_hash: Uint8Array; gen: number; key: number };

/** The row of a live session, as it stands before anything is decided about it. */
export async function readRow(executor: Executor, parameters: SqlParameters): Promise<Row | undefined> {
  const { id, seed_hash } = presentedOf(parameters);
  const row = await executor.first(bySeed, { id, seed_hash });
  return row === undefined || row.ended_at !== null ? undefined : row;
}

/** Whether the table of answers gives the current token a successor now. */
export const isRotated = (row: Row, generation: number): boolean =>
  row.generation === generation && (generation === 1 || row.window_at + graceSeconds * 1000 < row.now);
