import { copyFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hideLostAvatar, listShownAvatars } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { fileNameOf } from '#features/avatars/avatar-urls.ts';
import type { BlobPlace } from '#platform/blobs/open-blob-store.ts';
import type { Clock } from '#platform/clock.ts';
import { CopyDamaged, findDamages } from '#platform/database/copy-sqlite.ts';
import type { Database } from '#platform/database/database.ts';
import { type Migrations, openDatabase } from '#platform/database/open-database.ts';
import { makeDirectory } from '#platform/files/make-directory.ts';
import { syncFile } from '#platform/files/sync-file.ts';
import type { Log } from '#platform/log.ts';
import { beginDraft } from './backup-folders.ts';
import { copyPictures, listPictures, removePicturesBut } from './copy-pictures.ts';
import { type EndEverythingContext, type EverythingEnded, endEverything } from './end-everything.ts';
import { findOccupant, type Occupant } from './find-occupant.ts';
import { databaseName, picturesName } from './manifest.ts';
import { keepingPlaceIn, placeDatabase } from './place-database.ts';
import { PlaceInUse, PlaceTaken } from './place-refusals.ts';
import type { VerifiedBackup } from './verify-backup.ts';

export type RestoreContext = Omit<EndEverythingContext, 'database'> & {
  clock: Clock;
  log: Log;
  config: { databaseUrl: string; dataDir: string; avatarStore: BlobPlace };
  migrations: Migrations;
  /** Keeps what is on a server before it is replaced. @returns where */
  keepServer(directory: string): Promise<string>;
};

export type Restored = {
  /** Where what was there before is kept; null where there was nothing worth it. */
  kept: string | null;
  /** Null where it was said that everything may go on. */
  ended: EverythingEnded | null;
  /** Accounts whose picture is in neither the backup nor the store. */
  lostPictures: number;
};

export type RestoreOptions = {
  /** Verified, without faults. */
  backup: VerifiedBackup;
  /** Whether whatever is alive in it may go on: nothing may have happened since it was taken. */
  keepsAlive: boolean;
  /** Whether an installation with accounts may be replaced. It is kept. */
  mayReplace: boolean;
};

/**
 * Puts a backup in the place of the installation. The database is made ready in a folder of its own, beside where it will stand:
 * brought to this version, and everything in it ended, before anybody could be served from it. A kill at any moment leaves what
 * was there, or all of what is new.
 *
 * @throws PlaceInUse, PlaceTaken
 */
export async function restoreBackup(context: RestoreContext, options: RestoreOptions): Promise<Restored> {
  const { config } = context;
  const occupant = await findOccupant(config.databaseUrl);
  const isWorthKeeping = judgeOccupant(occupant, options.mayReplace);
  const directory = placeOf(config);
  makeDirectory(directory);
  const draft = beginDraft(directory);
  try {
    const file = join(draft.path, databaseName);
    copyFileSync(join(options.backup.path, databaseName), file);
    const store = config.avatarStore.kind === 'file' ? config.avatarStore.directory : null;
    const former = store === null ? [] : listPictures(store);
    const made = await makeReady(context, file, { ...options, keyIdsSince: keyIdsOf(occupant), store });
    await foldLog(file);
    const kept = await placeDatabase(context, file, isWorthKeeping ? keepingPlaceIn(directory) : null);
    if (kept !== null && store !== null) setPicturesAside(former, store, made.shown, kept);
    return { kept, ended: made.ended, lostPictures: made.lostPictures };
  } finally {
    draft.discard();
  }
}

/** On the same disk as the database that it becomes. */
const placeOf = ({ databaseUrl, dataDir }: RestoreContext['config']): string =>
  databaseUrl.startsWith('sqlite:') ? dirname(databaseUrl.slice('sqlite:'.length)) : dataDir;

/** @returns whether there is something to keep */
function judgeOccupant(occupant: Occupant, mayReplace: boolean): boolean {
  if (occupant.state === 'in use') throw new PlaceInUse(occupant.by);
  const isTaken = occupant.state === 'unreadable' || (occupant.state === 'readable' && occupant.accounts > 0);
  if (!isTaken || mayReplace) return isTaken;
  throw new PlaceTaken(
    occupant.state === 'unreadable'
      ? `There is a database that cannot be read (${occupant.reason}).`
      : `There is an installation with ${occupant.accounts === 1 ? '1 account' : `${occupant.accounts} accounts`}.`,
  );
}

/** Keys that were made after the backup are known to whoever is replaced, and have to be refused as well. */
const keyIdsOf = (occupant: Occupant): readonly string[] => (occupant.state === 'readable' ? occupant.keyIds : []);

/** Everything is in the file when this resolves, looked through, and on the disk. */
async function foldLog(file: string): Promise<void> {
  const { state } = await findOccupant(`sqlite:${file}`);
  const damages = state === 'readable' ? findDamages(file) : [`its log could not be folded in: it is ${state}`];
  if (damages.length > 0) throw new CopyDamaged(damages);
  syncFile(file);
}

type Staging = RestoreOptions & { keyIdsSince: readonly string[]; store: string | null };

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
    const pictures = await placePictures(database, staging);
    return { ...pictures, ended: await noteAndEnd(context, database, staging) };
  } finally {
    await database.close();
  }
}

/** Pictures come before the database that shows them. Names are never given twice, so nothing is overwritten. */
async function placePictures(
  database: Database,
  { backup, store }: Staging,
): Promise<{ shown: Set<string>; lostPictures: number }> {
  const keys = new Map((await listShownAvatars(database.read)).map((key) => [fileNameOf(key), key]));
  const shown = new Set(keys.keys());
  if (store === null || backup.manifest.avatars.store !== 'file') return { shown, lostPictures: 0 };
  const missing = copyPictures(shown, [join(backup.path, picturesName)], store);
  await database.transaction(async (transaction) => {
    for (const name of missing) await hideLostAvatar(transaction, keys.get(name) ?? '');
  });
  return { shown, lostPictures: missing.length };
}

/** What the former database showed goes where that is kept. What only it showed is nobody's here. */
function setPicturesAside(former: readonly string[], store: string, shown: ReadonlySet<string>, kept: string): void {
  if (!existsSync(join(kept, picturesName))) copyPictures(former, [store], join(kept, picturesName));
  removePicturesBut(shown, store);
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
