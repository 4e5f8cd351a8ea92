import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from './sync-file.ts';

/**
 * Makes a directory, and those above it, where they are not there yet. Their names are on the disk when this returns: a
 * file that is synced in a directory whose own name a power cut takes away is lost with it.
 */
export function makeDirectory(directory: string, mode = 0o700): void {
  const first = mkdirSync(directory, { recursive: true, mode });
  if (first === undefined) return;
  for (let made = directory; ; made = dirname(made)) {
    syncReadable(dirname(made));
    if (made === first || dirname(made) === made) return;
  }
}

/** Above what is ours there may be a directory that we may enter and not read. */
function syncReadable(directory: string): void {
  try {
    syncDirectory(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
  }
}
