import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '#platform/files/make-directory.ts';
import { type BlobStore, BlobStoreUnavailable, refuseOddName } from './blob-store.ts';

/** Files in one directory, which is made with the first of them. Only the service's own user may read it. */
export function createFileStore(directory: string): BlobStore {
  const description = `the directory ${directory}`;
  const unavailable = (error: unknown): never => {
    throw new BlobStoreUnavailable(description, error);
  };
  const fileOf = (name: string): string => {
    refuseOddName(name);
    return join(directory, name);
  };
  /** Begins with a dot, so that no name of a blob is ever a draft's. */
  const draftOf = (name: string): string => join(directory, `.${name}.draft`);
  return {
    description,
    put: (name, bytes) => writeWhole(directory, fileOf(name), draftOf(name), bytes).catch(unavailable),
    get: (name) =>
      readFile(fileOf(name)).catch((error: NodeJS.ErrnoException) =>
        error.code === 'ENOENT' ? undefined : unavailable(error),
      ),
    // With what a crash may have left of it.
    remove: (name) =>
      Promise.all([fileOf(name), draftOf(name)].map((file) => rm(file, { force: true }))).then(() => {}, unavailable),
    publicUrlOf: () => null,
    probe: async () => {
      const draft = draftOf('probe');
      await writeWhole(directory, draft, draft, Buffer.from('probe')).catch(unavailable);
      await rm(draft, { force: true });
    },
    close: () => {},
  };
}

/** The file appears under its name when all of it is on the disk, and the name is on the disk when this resolves. */
async function writeWhole(directory: string, file: string, draft: string, bytes: Buffer): Promise<void> {
  makeDirectory(directory);
  try {
    const opened = await open(draft, 'w', 0o600);
    try {
      await opened.writeFile(bytes);
      await opened.sync();
    } finally {
      await opened.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/** The entry of a new file is written to the disk with its directory; where a system knows no such thing, it needs none. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const opened = await open(directory, 'r');
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}
