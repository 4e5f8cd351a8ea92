import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDirectory } from '#platform/files/make-directory.ts';
import { syncDirectory } from '#platform/files/sync-file.ts';
import { copySqlite } from './copy-sqlite.ts';
import { MigrationBlocked } from './newer-database.ts';

/** How many of them are kept: the way back from this update, and from the two before. */
const keptCopies = 3;
const copyName = /^portress-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-before-.+\.db$/;

/**
 * Keeps the embedded database as it was before migrations change it, in `before-migrations` beside it, and the copies of the two
 * times before. Where that cannot be done, there is no migration.
 *
 * @param next the first migration that is to run, for the name of the file
 * @returns the copy
 * @throws MigrationBlocked saying why there can be no copy
 */
export function copyBeforeMigrations(file: string, next: string): string {
  const directory = join(dirname(file), 'before-migrations');
  const copy = join(directory, `portress-${new Date().toISOString().replace(/[:.]/g, '-')}-before-${next}.db`);
  try {
    makeDirectory(directory);
    // Under another name until it is whole: a process that is killed leaves nothing that looks like a copy.
    for (const name of readdirSync(directory)) if (name.endsWith('.draft')) rmSync(join(directory, name));
    copySqlite(file, `${copy}.draft`);
    renameSync(`${copy}.draft`, copy);
    syncDirectory(directory);
    const copies = readdirSync(directory).filter((name) => copyName.test(name));
    for (const old of copies.toSorted().slice(0, -keptCopies)) rmSync(join(directory, old));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationBlocked(`no copy could be made before it in ${directory} (${reason})`, error);
  }
  return copy;
}
