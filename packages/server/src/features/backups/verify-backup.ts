import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from '#platform/clock.ts';
import { findDamages } from '#platform/database/copy-sqlite.ts';
import type { RecordedKind } from '#platform/database/migration.ts';
import { compareTimelines, newerVersion } from '#platform/database/newer-database.ts';
import { openSqliteConnection } from '#platform/database/sqlite-connection.ts';
import { hashFile } from './hash-file.ts';
import {
  type BackupFile,
  databaseName,
  fileSchema,
  type Manifest,
  picturesListName,
  readManifest,
} from './manifest.ts';

export type VerifiedBackup = { path: string; manifest: Manifest; faults: string[] };

/** Told at most; thousands of pictures may be missing at once. */
const mostFaults = 20;

/**
 * Reads everything in a backup: whether each file is what it was, the database is whole, and this version can live with it.
 *
 * @param migrations the names of those that this version has
 * @returns all that is wrong with it, at once
 * @throws NoBackup where there is no manifest to go by
 */
export function verifyBackup(path: string, migrations: readonly string[]): VerifiedBackup {
  const manifest = readManifest(path);
  const files = findFileFaults(path, manifest.files);
  const pictures = files.length > 0 ? [] : findPictureFaults(path, manifest);
  const database = join(path, databaseName);
  // One that is not what it was cannot be trusted to say what is in it.
  const content = files.length > 0 ? [] : [...findDamages(database), ...findMisfits(database, migrations)];
  const faults = [...files, ...pictures, ...content];
  const more = faults.length - mostFaults;
  return {
    path,
    manifest,
    faults: more > 0 ? [...faults.slice(0, mostFaults), `and ${more} more`] : faults,
  };
}

const findFileFaults = (folder: string, files: readonly BackupFile[]): string[] =>
  files.flatMap(({ path, bytes, sha256 }) => {
    const file = join(folder, path);
    if (!existsSync(file)) return [`${path} is missing`];
    const found = hashFile(file);
    if (found.bytes !== bytes) return [`${path} has ${found.bytes} bytes instead of ${bytes}`];
    return found.sha256 === sha256 ? [] : [`${path} was changed: its SHA-256 is another`];
  });

function findPictureFaults(folder: string, { files }: Manifest): string[] {
  if (!files.some(({ path }) => path === picturesListName)) return [];
  return findFileFaults(folder, listPicturesOf(folder));
}

/** The pictures in a backup, as its list has them. */
const listPicturesOf = (folder: string): BackupFile[] =>
  existsSync(join(folder, picturesListName))
    ? z.array(fileSchema).parse(JSON.parse(readFileSync(join(folder, picturesListName), 'utf8')))
    : [];

function findMisfits(database: string, names: readonly string[]): string[] {
  const { raw, close } = openSqliteConnection(database, systemClock, { readOnly: true });
  try {
    const applied = raw.prepare('SELECT name FROM kysely_migration').all() as { name: string }[];
    const kinds = raw.prepare('SELECT * FROM migration_kinds').all() as RecordedKind[];
    const { unlivable } = compareTimelines(names, applied, kinds);
    return unlivable.length > 0 ? [newerVersion(unlivable)] : [];
  } catch (error) {
    return [`it cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    close();
  }
}
