import type { Database } from './database.ts';
import { statement } from './statement.ts';

/** A number that changes when another connection has committed, and not by commits of the one that asks. */
const dataVersion = statement<Record<never, never>, { data_version: number }>(
  'sqlite.data_version',
  'PRAGMA data_version',
);

/**
 * For whoever writes for minutes and wants to leave room for others: on SQLite there is one writer at a time.
 *
 * @returns whether anybody else has written since the last call; never on PostgreSQL, where nobody waits for anybody
 */
export function watchOtherWriters(database: Pick<Database, 'dialect' | 'write'>): () => Promise<boolean> {
  if (database.dialect === 'postgres') return async () => false;
  let known: number | undefined;
  return async () => {
    const version = (await database.write.first(dataVersion, {}))?.data_version;
    const haveWritten = known !== undefined && version !== known;
    known = version;
    return haveWritten;
  };
}
