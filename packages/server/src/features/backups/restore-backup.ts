import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hideLostAvatar, listShownAvatars } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { fileNameOf } from '#features/avatars/avatar-urls.ts';
import type { BlobPlace } from '#platform/blobs/open-blob-store.ts';
import type { Clock } from '#platform/clock.ts';
import { findDamages } from '#platform/database/copy-sqlite.ts';
import type { Database } from '#platform/database/database.ts';
import { type Migrations, openDatabase } from '#platform/database/open-database.ts';
import { findOccupant } from '#platform/database/replace-sqlite.ts';
import { syncFile } from '#platform/files/sync-file.ts';
import type { Log } from '#platform/log.ts';
import { beginDraft } from './backup-folders.ts';
import { copyPictures } from './copy-pictures.ts';
import { type EndEverythingContext, type EverythingEnded, endEverything } from './end-everything.ts';
import { databaseName, picturesName } from './manifest.ts';
import { type Placed, placeDatabase } from './place-database.ts';
import type { VerifiedBackup } from './verify-backup.ts';

export type RestoreContext = Omit<EndEverythingContext, 'database'> & {
  clock: Clock;
  log: Log;
  config: { databaseUrl: string; dataDir: string; avatarStore: BlobPlace };
  migrations: Migrations;
};

export type Restored = Placed & {
  /** Null where it was said that everything may go on. */
  ended: EverythingEnded | null;
  /** Accounts whose picture is in neither the backup nor the store. */
  lostPictures: number;
};

/**
 * Puts a backup in the place of the installation. The database is made ready in a folder of its own, beside where it will stand:
 * brought to this version, and everything in it ended, before anybody could be served from it. A kill at any moment leaves what
 * was there, or all of what is new.
 *
 * @param backup verified, without faults
 * @param keepsAlive whether whatever is alive in it may go on: nothing may have happened since it was taken
 */
export async function restoreBackup(
  context: RestoreContext,
  { backup, keepsAlive, keyIdsSince }: { backup: VerifiedBackup; keepsAlive: boolean; keyIdsSince: readonly string[] },
): Promise<Restored> {
  const { config } = context;
  const draft = beginDraft(stageDirectoryOf(config));
  try {
    const file = join(draft.path, databaseName);
    copyFileSync(join(backup.path, databaseName), file);
    const store = config.avatarStore.kind === 'file' ? config.avatarStore.directory : null;
    const { ended, lostPictures } = await makeReady(context, file, { backup, keepsAlive, keyIdsSince, store });
    const damages = findOccupant(file).state === 'readable' ? findDamages(file) : ['it cannot be read any more'];
    if (damages.length > 0) throw new Error(`the restored database is damaged: ${damages.join('; ')}`);
    syncFile(file);
    return { ...(await placeDatabase(context, file)), ended, lostPictures };
  } finally {
    draft.discard();
  }
}

/** On the same disk as the database that it becomes. */
function stageDirectoryOf({ databaseUrl, dataDir }: RestoreContext['config']): string {
  const directory = databaseUrl.startsWith('sqlite:') ? dirname(databaseUrl.slice('sqlite:'.length)) : dataDir;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return directory;
}

type Staging = {
  backup: VerifiedBackup;
  keepsAlive: boolean;
  keyIdsSince: readonly string[];
  store: string | null;
};

async function makeReady(context: RestoreContext, file: string, staging: Staging) {
  const { clock, log, migrations } = context;
  const { database } = await openDatabase({
    url: `sqlite:${file}`,
    clock,
    log,
    migrations,
    // The backup itself is the copy.
    beforeMigrations: async () => {},
  });
  try {
    const lostPictures = await placePictures(database, staging);
    return { ended: await noteAndEnd(context, database, staging), lostPictures };
  } finally {
    await database.close();
  }
}

/** Pictures come before the database that shows them. Names are never given twice, so nothing is overwritten. */
async function placePictures(database: Database, { backup, store }: Staging): Promise<number> {
  if (store === null || backup.manifest.avatars.store !== 'file') return 0;
  const shown = await listShownAvatars(database.read);
  const names = new Map(shown.map((key) => [fileNameOf(key), key]));
  const from = join(backup.path, picturesName);
  const missing = copyPictures(names.keys(), existsSync(from) ? [from] : [], store);
  const lost = missing.flatMap((name) => names.get(name) ?? []);
  await database.transaction(async (transaction) => {
    for (const key of lost) await hideLostAvatar(transaction, key);
  });
  return lost.length;
}

async function noteAndEnd(
  context: RestoreContext,
  database: Database,
  { backup: { manifest }, keepsAlive, keyIdsSince }: Staging,
): Promise<EverythingEnded | null> {
  const event = {
    type: 'installation_restored',
    details: { taken_at: manifest.taken_at, kept_alive: keepsAlive ? 'yes' : 'no' },
  } as const;
  if (!keepsAlive) return endEverything({ ...context, database }, event, keyIdsSince);
  await database.transaction((transaction) =>
    recordAuditEvent(transaction, {
      ...event,
      accountId: null,
      facts: null,
      details: { ...event.details, by: 'command_line' },
    }),
  );
  return null;
}
