import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type pg from 'pg';
import { describeNodesAtWork } from '#platform/database/migration-clients.ts';
import { withMigrationConnection } from '#platform/database/migration-connection.ts';
import { migrationLimits } from '#platform/database/migration-lock.ts';

/** What stands where a backup is to be restored. */
export type Occupant =
  | { state: 'absent' }
  | { state: 'in use'; by: string }
  /** Damaged, or no database at all. */
  | { state: 'unreadable'; reason: string }
  | {
      state: 'readable';
      accounts: number;
      /** Of the keys that have signed here. */
      keyIds: string[];
    };

/**
 * Looks whether a database may be replaced, and what would be lost with it. The log of an embedded one is folded into its file, so
 * that the file alone is the database; only whoever is alone with it can do that.
 */
export const findOccupant = (databaseUrl: string): Promise<Occupant> =>
  databaseUrl.startsWith('sqlite:')
    ? Promise.resolve(findInFile(databaseUrl.slice('sqlite:'.length)))
    : withMigrationConnection(databaseUrl, findOnServer);

const waitMilliseconds = 1000;
const busy = 5;

function findInFile(file: string): Occupant {
  if (!existsSync(file)) return { state: 'absent' };
  const opened = new DatabaseSync(file, { timeout: waitMilliseconds });
  const list = <T>(sql: string): T[] => opened.prepare(sql).all() as T[];
  try {
    opened.exec('PRAGMA journal_mode = DELETE');
    const tables = list<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").map(
      ({ name }) => name,
    );
    const countAccounts = () =>
      list<{ accounts: number }>('SELECT COUNT(*) AS accounts FROM accounts')[0]?.accounts ?? 0;
    return {
      state: 'readable',
      accounts: tables.includes('accounts') ? countAccounts() : 0,
      keyIds: tables.includes('signing_keys')
        ? list<{ kid: string }>('SELECT kid FROM signing_keys').map(({ kid }) => kid)
        : [],
    };
  } catch (error) {
    if (isBusy(error)) return { state: 'in use', by: 'another process' };
    return { state: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    opened.close();
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === busy;

async function findOnServer(client: pg.Client): Promise<Occupant> {
  const nodes = await describeNodesAtWork(client, migrationLimits.lately);
  if (nodes !== undefined) return { state: 'in use', by: nodes };
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('accounts') IS NOT NULL AND to_regclass('signing_keys') IS NOT NULL AS there",
  );
  if (!rows[0]?.there) return { state: 'absent' };
  const accounts = await client.query<{ accounts: number }>('SELECT COUNT(*)::integer AS accounts FROM accounts');
  const keys = await client.query<{ kid: string }>('SELECT kid FROM signing_keys');
  return { state: 'readable', accounts: accounts.rows[0]?.accounts ?? 0, keyIds: keys.rows.map(({ kid }) => kid) };
}
