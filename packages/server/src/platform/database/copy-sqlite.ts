import { closeSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemClock } from '#platform/clock.ts';
import { syncFile } from '#platform/files/sync-file.ts';
import { openSqliteConnection } from './sqlite-connection.ts';

/** The copy was written and is not what it should be: the file it was made of is damaged, or the disk is. */
export class CopyDamaged extends Error {
  constructor(damages: readonly string[]) {
    super(`the copy of the database is damaged: ${damages.join('; ')}`);
    this.name = 'CopyDamaged';
  }
}

/** There is no room for the copy, or its disk fails. */
export class CopyNotWritten extends Error {
  constructor(target: string, cause: Error) {
    super(`the database could not be copied into ${dirname(target)}: ${cause.message}`, { cause });
    this.name = 'CopyNotWritten';
  }
}

/** SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN: the primary code is the low byte. */
const writeCodes = new Set([10, 13, 14]);

/**
 * Copies an embedded database as it is at this moment, with everything that was acknowledged before, while others write on. It is
 * written anew rather than page by page: what was deleted leaves no traces in the copy. Synchronous, and takes about a second
 * for each 100,000 accounts: not for the process that answers requests.
 *
 * @param target readable by its owner only; whole, looked through and on the disk when this returns, and not there when it throws
 * @throws CopyDamaged, CopyNotWritten, and what the file system says
 */
export function copySqlite(file: string, target: string): void {
  // Made empty first, because SQLite would make it readable for everybody.
  closeSync(openSync(target, 'wx', 0o600));
  try {
    // With our functions: an index or a trigger may speak of them.
    const source = openSqliteConnection(file, systemClock, { readOnly: true });
    try {
      source.raw.prepare('VACUUM INTO ?').run(target);
    } finally {
      source.close();
    }
    const damages = findDamages(target);
    if (damages.length > 0) throw new CopyDamaged(damages);
    syncFile(target);
  } catch (error) {
    rmSync(target, { force: true });
    throw isOfWriting(error) ? new CopyNotWritten(target, error) : error;
  }
}

const isOfWriting = (error: unknown): error is Error =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  writeCodes.has(error.errcode & 0xff);

const mostDamages = 5;

/** Reads the whole file. @returns what is wrong with it, the first few things; nothing where it is whole */
export function findDamages(file: string): string[] {
  try {
    const opened = openSqliteConnection(file, systemClock, { readOnly: true });
    try {
      const found = opened.raw.prepare(`PRAGMA quick_check(${mostDamages})`).all() as { quick_check: string }[];
      return found.map((row) => row.quick_check).filter((line) => line !== 'ok');
    } finally {
      opened.close();
    }
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
