import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CommandRefusedError } from '../refusals.ts';

export type NewFile = { name: string; content: string; mode: number };

/**
 * Writes files that were not there, each whole or not at all, and on disk when this returns. A file that is there already is
 * left alone when it says the same, and otherwise refused, or replaced with a copy beside it.
 *
 * @returns the names that were written, and of the copies that were kept
 * @throws CommandRefusedError before anything is written, where something would have been overwritten
 */
export function placeFiles(
  directory: string,
  files: readonly NewFile[],
  { isForced }: { isForced: boolean },
): { written: string[]; kept: string[] } {
  const wanted = files.filter(({ name, content }) => readIfThere(join(directory, name)) !== content);
  const inTheWay = wanted.filter(({ name }) => existsSync(join(directory, name))).map(({ name }) => name);
  if (inTheWay.length > 0 && !isForced) throw alreadyThere(directory, inTheWay);
  try {
    mkdirSync(directory, { recursive: true });
    const suffix = `.before-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
    const kept = inTheWay.map((name) => keepCopy(directory, name, suffix));
    for (const file of wanted) placeFile(directory, file, isForced);
    syncDirectory(directory);
    return { written: wanted.map(({ name }) => name), kept };
  } catch (error) {
    throw explain(error, directory);
  }
}

export function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw explain(error, file);
  }
}

function keepCopy(directory: string, name: string, suffix: string): string {
  linkSync(join(directory, name), join(directory, `${name}${suffix}`));
  return `${name}${suffix}`;
}

function placeFile(directory: string, { name, content, mode }: NewFile, isForced: boolean): void {
  const target = join(directory, name);
  const draft = `${target}.${process.pid}`;
  try {
    writeFileSync(draft, content, { mode, flag: 'wx', flush: true });
    // A link refuses where another process was first; a rename would take its place.
    if (isForced) renameSync(draft, target);
    else linkSync(draft, target);
  } finally {
    rmSync(draft, { force: true });
  }
}

function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const alreadyThere = (directory: string, names: readonly string[]): CommandRefusedError =>
  new CommandRefusedError(
    'already_there',
    `${names.map((name) => join(directory, name)).join(', ')} ${names.length > 1 ? 'are' : 'is'} there already, and nothing was changed. Change it by hand, name another folder by --dir, or replace it by --force, which keeps a copy and its secrets.`,
  );

const unwritable = new Set(['EACCES', 'EPERM', 'EROFS']);

/** The usual fault in a container: the folder belongs to somebody else. */
function explain(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOTDIR' || (code === 'EEXIST' && statSync(path).isFile()))
    return new CommandRefusedError('no_folder', `${path} is no folder.`);
  if (code === 'EEXIST') return new CommandRefusedError('already_there', `Something in ${path} was made meanwhile.`);
  if (!unwritable.has(code)) return error;
  const user = process.getuid?.();
  const asWhom = user === undefined ? '' : ` as this user (number ${user})`;
  return new CommandRefusedError(
    'not_writable',
    `${path} cannot be read and written${asWhom}: ${code}. In a container run it as the owner of the folder: docker run --user "$(id -u):$(id -g)" …`,
  );
}
