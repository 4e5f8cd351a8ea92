import { closeSync, fsyncSync, openSync } from 'node:fs';

/** What was written to it is on the disk when this returns. */
export function syncFile(file: string): void {
  const opened = openSync(file, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** The names in it are on the disk when this returns; where a system knows no such thing, it needs none. */
export function syncDirectory(directory: string): void {
  if (process.platform !== 'win32') syncFile(directory);
}
