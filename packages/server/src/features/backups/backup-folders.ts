import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { randomId } from '#platform/crypto/random.ts';
import { makeDirectory } from '#platform/files/make-directory.ts';
import { syncDirectory } from '#platform/files/sync-file.ts';
import { type Manifest, NoBackup, readManifest } from './manifest.ts';

/** `portress-2026-11-27T03-30-00Z`: a folder of this name is whole. */
const folderName = /^portress-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(?:-\d+)?$/;

const nameFor = (at: Date): string =>
  `portress-${at
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-')}`;

/** One folder by the name of a backup: `manifest` is null, and `damage` says why, where it is none. */
export type FoundBackup =
  | { name: string; path: string; manifest: Manifest; damage: null }
  | { name: string; path: string; manifest: null; damage: string };

/** The newest first. Only what the names and manifests say: {@link verifyBackup} reads the files. */
export function listBackups(directory: string): FoundBackup[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && folderName.test(entry.name))
    .map(({ name }) => findOne(join(directory, name)))
    .toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)) || b.name.localeCompare(a.name));
}

const timeOf = ({ manifest, name }: FoundBackup): string =>
  manifest?.taken_at ?? name.replace(/^portress-/, '').replace(/T(\d\d)-(\d\d)-(\d\d)Z.*$/, 'T$1:$2:$3Z');

function findOne(path: string): FoundBackup {
  const name = basename(path);
  try {
    const manifest = readManifest(path);
    const gone = manifest.files.find(({ path: file, bytes }) => sizeOf(join(path, file)) !== bytes);
    if (gone === undefined) return { name, path, manifest, damage: null };
    return { name, path, manifest: null, damage: `${gone.path} is missing or has another size` };
  } catch (error) {
    if (error instanceof NoBackup) return { name, path, manifest: null, damage: error.message };
    throw error;
  }
}

const sizeOf = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.size;

/**
 * Where a backup lies that somebody has named: a path, a name in the directory of backups, or `latest`.
 *
 * @throws NoBackup
 */
export function findBackup(given: string, directory: string | null): string {
  if (given === 'latest') {
    if (directory === null) throw new NoBackup('latest', 'BACKUP_DIR is not set; name the folder');
    const newest = listBackups(directory).find(({ damage }) => damage === null);
    if (newest === undefined) throw new NoBackup('latest', `there is no whole backup in ${directory}`);
    return newest.path;
  }
  const inDirectory = directory !== null && basename(given) === given ? join(directory, given) : undefined;
  if (inDirectory !== undefined && existsSync(inDirectory)) return inDirectory;
  const path = resolve(given);
  if (existsSync(path)) return path;
  throw new NoBackup(given, inDirectory === undefined ? 'there is no such folder' : `it is not in ${directory} either`);
}

/** Names of drafts end with who makes them, so that what a dead process has left can be told from work under way. */
const draftName = /^\.portress-draft-(.+)-(\d+)-[\w-]{22}$/;
/** Of a process on another machine nobody knows whether it lives. */
const foreignMilliseconds = 24 * 3600 * 1000;
const ownDrafts = new Set<string>();

/** A folder in which something is made that appears under its name when it is whole. */
export type Draft = {
  readonly path: string;
  /** Gives it its name, on the disk. @returns the path */
  finish(at: Date): string;
  /** Removes what there is, unless it was finished. */
  discard(): void;
};

/** Makes the directory and a draft in it, and removes drafts that nobody works on any more. */
export function beginDraft(directory: string): Draft {
  makeDirectory(directory);
  removeDeadDrafts(directory);
  const path = join(directory, `.portress-draft-${hostname()}-${process.pid}-${randomId()}`);
  mkdirSync(path, { mode: 0o700 });
  ownDrafts.add(path);
  return {
    path,
    finish: (at) => {
      syncDirectory(path);
      const finished = nameDraft(path, at);
      ownDrafts.delete(path);
      syncDirectory(dirname(path));
      return finished;
    },
    discard: () => {
      ownDrafts.delete(path);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Two in one second both get a name: a folder that is not empty takes no other's place. */
function nameDraft(path: string, at: Date): string {
  for (let number = 1; ; number += 1) {
    const named = join(dirname(path), number === 1 ? nameFor(at) : `${nameFor(at)}-${number}`);
    if (existsSync(named)) continue;
    try {
      renameSync(path, named);
      return named;
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST'].includes(String(error.code));
      if (!isTaken) throw error;
    }
  }
}

/** What a kill or a power cut has left. */
function removeDeadDrafts(directory: string): void {
  for (const name of readdirSync(directory)) {
    const found = draftName.exec(name);
    const path = join(directory, name);
    if (found !== null && isDead(path, found[1] ?? '', Number(found[2])))
      rmSync(path, { recursive: true, force: true });
  }
}

function isDead(path: string, host: string, pid: number): boolean {
  if (host !== hostname())
    return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > foreignMilliseconds;
  // In a container every process has the number that the one before had.
  if (pid === process.pid) return !ownDrafts.has(path);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
