import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeDirectory } from '#platform/files/make-directory.ts';
import { syncDirectory } from '#platform/files/sync-file.ts';

const besides = ['-wal', '-shm'] as const;

/**
 * Puts a database file in the place of another, in one step for whoever looks: a process that is killed leaves the former one or
 * the new one. Nobody may have either of them open, and the log of the former one has to be folded into it, where it can be read.
 *
 * @param keepIn where the former one is kept, as a directory that is made; null removes it
 */
export function replaceSqlite(file: string, by: string, keepIn: string | null): void {
  if (keepIn !== null) {
    makeDirectory(keepIn);
    for (const suffix of ['', ...besides])
      if (existsSync(file + suffix)) linkSync(file + suffix, join(keepIn, basename(file) + suffix));
    syncDirectory(keepIn);
  }
  // A log that was not folded in is that of a file which cannot be read: beside the new one it would damage it.
  for (const suffix of besides) rmSync(file + suffix, { force: true });
  renameSync(by, file);
  syncDirectory(dirname(file));
}
