import { constants, copyFileSync, existsSync, linkSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '#platform/files/make-directory.ts';
import { syncDirectory, syncFile } from '#platform/files/sync-file.ts';

/**
 * Puts the pictures into a backup or out of it. A picture never changes under its name, so the same file can stand in several
 * places at once: where the file system allows it no bytes are copied.
 *
 * @param from directories that may have the picture, the dearest to read last
 * @returns the names of those that are in none of them
 */
export function copyPictures(names: Iterable<string>, from: readonly string[], to: string): string[] {
  makeDirectory(to);
  const missing = [...names].filter((name) => {
    const target = join(to, name);
    return !existsSync(target) && !linkFirst(name, from, target) && !copyFirst(name, from, target);
  });
  syncDirectory(to);
  return missing;
}

const linkFirst = (name: string, from: readonly string[], target: string): boolean =>
  from.some((directory) => attempt(() => linkSync(join(directory, name), target)));

const copyFirst = (name: string, from: readonly string[], target: string): boolean =>
  from.some((directory) =>
    attempt(() => {
      const source = join(directory, name);
      if (!existsSync(source)) throw Object.assign(new Error(`there is no ${source}`), { code: 'ENOENT' });
      copyFileSync(source, target, constants.COPYFILE_EXCL);
      syncFile(target);
    }),
  );

/** Not there, on another disk, or on one that knows no links: the next way may do. A full disk is told. */
const nextWay = new Set(['ENOENT', 'EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS']);

function attempt(deed: () => void): boolean {
  try {
    deed();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && nextWay.has(String(error.code))) return false;
    throw error;
  }
}

/** The pictures that lie in a directory; drafts of uploads begin with a dot. */
export const listPictures = (directory: string): string[] =>
  existsSync(directory) ? readdirSync(directory).filter((name) => !name.startsWith('.')) : [];

export function removePicturesBut(wanted: ReadonlySet<string>, directory: string): void {
  for (const name of listPictures(directory)) if (!wanted.has(name)) rmSync(join(directory, name));
}
