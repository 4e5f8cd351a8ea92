import type { BlobStore } from '#platform/blobs/blob-store.ts';
import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import { fileNameOf } from './avatar-urls.ts';
import { claimAvatarFiles, deleteAvatarFile, retireOwnerlessFiles } from './store.ts';

export type SweepContext = { database: Database; avatarStore: BlobStore; log: Log };

export type AvatarSweep = {
  /** Call it after the commit of what made a file useless. A call that is forgotten delays the removal by a minute. */
  wake(): void;
  stop(): Promise<void>;
};

const batch = 20;
const pollMilliseconds = 60_000;
/** Changes of accounts come in crowds; one look serves them all. */
const soonMilliseconds = 500;

/**
 * Removes the files of pictures that nobody shows any more: soon after they were replaced, removed or lost their account,
 * and again and again while the store is away.
 */
export function startAvatarSweep(context: SweepContext): AvatarSweep {
  const { database, log } = context;
  let running: Promise<unknown> | undefined;
  let soon: NodeJS.Timeout | undefined;
  let isStopped = false;

  const run = (): void => {
    if (isStopped || running !== undefined) return;
    running = sweepAvatarFiles(context)
      .catch((error: unknown) => log.warn({ err: error }, 'pictures that are to be removed could not be listed'))
      .finally(() => {
        running = undefined;
      });
  };
  const wake = (): void => {
    soon ??= setTimeout(() => {
      soon = undefined;
      run();
    }, soonMilliseconds).unref();
  };
  const timer = setInterval(run, pollMilliseconds).unref();
  // Whoever deletes an account says so, and knows nothing of pictures.
  const unsubscribe = database.announcements.subscribe('accounts', wake);
  wake();
  return {
    wake,
    stop: async () => {
      isStopped = true;
      unsubscribe();
      clearInterval(timer);
      clearTimeout(soon);
      await running;
    },
  };
}

/** One round of it. @returns how many files are gone */
export async function sweepAvatarFiles({ database, avatarStore, log }: SweepContext): Promise<number> {
  let removed = 0;
  for (;;) {
    const found = await retireOwnerlessFiles(database.write, batch);
    const due = await claimAvatarFiles(database.write, batch);
    for (const { key, tries } of due) {
      try {
        await avatarStore.remove(fileNameOf(key));
        removed += await deleteAvatarFile(database.write, key);
      } catch (error) {
        // The rest of a store that is away is not tried one by one; what was claimed comes again by itself.
        log.warn({ err: error, tries }, 'a picture could not be removed; it is tried again');
        return removed;
      }
    }
    if (due.length < batch && found < batch) return removed;
  }
}
