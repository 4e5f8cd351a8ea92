import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileNameOf } from '#features/avatars/avatar-urls.ts';
import type { BlobPlace } from '#platform/blobs/open-blob-store.ts';
import { systemClock } from '#platform/clock.ts';
import type { Migrations } from '#platform/database/open-database.ts';
import { openSqliteConnection } from '#platform/database/sqlite-connection.ts';
import { syncFile } from '#platform/files/sync-file.ts';
import { beginDraft, listBackups } from './backup-folders.ts';
import { copyDatabase } from './copy-database.ts';
import { copyPictures, listPictures, removePicturesBut } from './copy-pictures.ts';
import { hashFile } from './hash-file.ts';
import {
  type BackupFile,
  type BackupReason,
  databaseName,
  type Manifest,
  manifestName,
  picturesListName,
  picturesName,
} from './manifest.ts';

/** What a backup is taken of, and where to. It is told to a process of its own, so nothing in it does anything. */
export type BackupTask = {
  directory: string;
  databaseUrl: string;
  avatarStore: BlobPlace;
  publicUrl: string;
  secretFingerprint: string;
  version: string;
  why: BackupReason;
};

export type TakenBackup = { name: string; path: string; manifest: Manifest };

const note =
  'Holds everything about everybody: keep it as you keep the database. SECRET_KEY is not in it: keep that elsewhere, because without it nobody who is in here stays signed in.';

/**
 * Takes a backup: a folder that has its name when it is whole, on the disk and was looked through. Everything that was
 * acknowledged before the call is in it. Whatever goes wrong leaves nothing behind, or what the next one removes.
 */
export async function takeBackup(task: BackupTask, migrations: Migrations): Promise<TakenBackup> {
  const draft = beginDraft(task.directory);
  try {
    const startedAt = performance.now();
    const takenAt = new Date();
    const live = task.avatarStore.kind === 'file' ? task.avatarStore.directory : null;
    const pictures = join(draft.path, picturesName);
    const former = picturesOfFormer(task.directory);
    // Before the database, so that one which is replaced meanwhile is there; and after it, for those that are new in it.
    if (live !== null) copyPictures(listPictures(live), [live, ...former.directories], pictures);
    const file = join(draft.path, databaseName);
    await copyDatabase(task.databaseUrl, file, migrations);
    const content = readContent(file);
    const missing = live === null ? [] : copyPictures(content.pictures, [live, ...former.directories], pictures);
    const kept = live === null ? [] : keepOnly(content.pictures, pictures, former.hashes);
    if (live !== null) writeDurably(join(draft.path, picturesListName), JSON.stringify(kept));

    const files = [databaseName, ...(live === null ? [] : [picturesListName])];
    const manifest: Manifest = {
      format: 1,
      note,
      version: task.version,
      taken_at: takenAt.toISOString(),
      seconds: Math.round(performance.now() - startedAt) / 1000,
      why: task.why,
      database: task.databaseUrl.startsWith('sqlite:') ? 'sqlite' : 'postgres',
      migrations: content.migrations,
      public_url: task.publicUrl,
      secret_fingerprint: task.secretFingerprint,
      avatars: { store: task.avatarStore.kind, files: kept.length, missing: missing.length },
      tables: content.tables,
      files: files.map((path) => ({ path, ...hashFile(join(draft.path, path)) })),
    };
    writeDurably(join(draft.path, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
    const path = draft.finish(takenAt);
    return { name: path.slice(task.directory.length + 1), path, manifest };
  } catch (error) {
    draft.discard();
    throw error;
  }
}

function writeDurably(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  syncFile(file);
}

/** The pictures of the backup before need not be read again, nor copied where both lie on one disk. */
function picturesOfFormer(directory: string): { directories: string[]; hashes: Map<string, BackupFile> } {
  const former = listBackups(directory).find(({ manifest }) => manifest?.avatars.store === 'file');
  if (former === undefined) return { directories: [], hashes: new Map() };
  const listed = JSON.parse(readFileSync(join(former.path, picturesListName), 'utf8')) as BackupFile[];
  return {
    directories: [join(former.path, picturesName)],
    hashes: new Map(listed.map((one) => [one.path, one])),
  };
}

/** Away with what the database does not show: it was replaced before, or came after. */
function keepOnly(
  wanted: ReadonlySet<string>,
  directory: string,
  known: ReadonlyMap<string, BackupFile>,
): BackupFile[] {
  removePicturesBut(wanted, directory);
  return listPictures(directory)
    .toSorted()
    .map((name) => {
      const path = `${picturesName}/${name}`;
      return known.get(path) ?? { path, ...hashFile(join(directory, name)) };
    });
}

type Content = { migrations: string[]; tables: Record<string, number>; pictures: Set<string> };

/** What the copy itself says is in it. */
function readContent(file: string): Content {
  const { raw, close } = openSqliteConnection(file, systemClock, { readOnly: true });
  const list = <T>(sql: string): T[] => raw.prepare(sql).all() as T[];
  try {
    const names = list<{ name: string }>(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'
       ORDER BY name`,
    ).map(({ name }) => name);
    const countOf = (table: string): number =>
      list<{ rows: number }>(`SELECT COUNT(*) AS rows FROM "${table}"`)[0]?.rows ?? 0;
    const shown = list<{ avatar_key: string }>('SELECT avatar_key FROM accounts WHERE avatar_key IS NOT NULL');
    return {
      migrations: list<{ name: string }>('SELECT name FROM kysely_migration ORDER BY name').map(({ name }) => name),
      tables: Object.fromEntries(names.map((name) => [name, countOf(name)])),
      pictures: new Set(shown.map(({ avatar_key: key }) => fileNameOf(key))),
    };
  } finally {
    close();
  }
}

/** Whether there is anything that could be backed up: a file that the first start makes is not there before it. */
export const hasSomethingToBackUp = ({ databaseUrl }: { databaseUrl: string }): boolean =>
  !databaseUrl.startsWith('sqlite:') || existsSync(databaseUrl.slice('sqlite:'.length));
