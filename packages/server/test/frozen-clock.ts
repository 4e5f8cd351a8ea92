import { vi } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import type { TestDatabase } from './every-database.ts';

/**
 * Stops the clock of a test's database, and its process's, so that a boundary can be met to the millisecond.
 *
 * @param at milliseconds
 * @returns what sets it to another instant
 */
export async function freezeClock(test: TestDatabase, at: number): Promise<(at: number) => Promise<void>> {
  let now = at;
  vi.spyOn(test.clock, 'now').mockImplementation(() => now);
  const set = async (instant: number): Promise<void> => {
    now = instant;
    if (test.dialect === 'postgres') await test.database.write.change(nowOnPostgres(instant), {});
  };
  await set(at);
  return set;
}

const nowOnPostgres = (instant: number) =>
  statement<Record<never, never>>(
    `test.freeze_${instant}`,
    `CREATE OR REPLACE FUNCTION now_ms() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT CAST(${instant} AS bigint) $$`,
  );
