import { existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { syncDirectory } from '#platform/files/sync-file.ts';

/** What stands at the place of an embedded database. */
export type Occupant =
  | { state: 'absent' }
  /** Another process has it open. */
  | { state: 'in use' }
  /** Damaged, or no database at all. */
  | { state: 'unreadable'; reason: string }
  | { state: 'readable'; accounts: number };

const busy = 5;
const waitMilliseconds = 1000;

/**
 * Looks whether a database file may be replaced. Of one that nobody else has open the write-ahead log is folded into the file,
 * so that the file alone is the database.
 */
export function findOccupant(file: string): Occupant {
  if (!existsSync(file)) return { state: 'absent' };
  const opened = new DatabaseSync(file, { timeout: waitMilliseconds });
  try {
    // Only possible for whoever is alone with the file.
    opened.exec('PRAGMA journal_mode = DELETE');
    const table = opened.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'accounts'").get();
    if (table === undefined) return { state: 'readable', accounts: 0 };
    const { accounts } = opened.prepare('SELECT COUNT(*) AS accounts FROM accounts').get() as { accounts: number };
    return { state: 'readable', accounts };
  } catch (error) {
    if (isBusy(error)) return { state: 'in use' };
    return { state: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    opened.close();
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === busy;

const besides = ['-wal', '-shm'] as const;

/**
 * Puts a database file in the place of another, in one step for whoever looks: a process that is killed leaves the former one or
 * the new one. Nobody may have either of them open.
 *
 * @param keepIn where the former one is kept, as a directory that is made; null removes it
 */
export function replaceSqlite(file: string, by: string, keepIn: string | null): void {
  if (keepIn !== null) {
    mkdirSync(keepIn, { recursive: true, mode: 0o700 });
    for (const suffix of ['', ...besides])
      if (existsSync(file + suffix)) linkSync(file + suffix, join(keepIn, basename(file) + suffix));
    syncDirectory(keepIn);
  }
  // A log that was not folded in is that of a file which cannot be read: beside the new one it would damage it.
  for (const suffix of besides) rmSync(file + suffix, { force: true });
  renameSync(by, file);
  syncDirectory(dirname(file));
}
