import { chmodSync, closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * Writes a file that only its owner can read, from its first byte on, and has it on the disk when it returns.
 *
 * @param work is given what appends to the file
 * @returns what the work returns. @throws the system's error where the file cannot be written
 */
export async function writePrivateFile<T>(
  file: string,
  work: (write: (text: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  // Before anything is in it, and also where it was there already.
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const handle = await open(file, 'w', 0o600);
  try {
    const result = await work(async (text) => {
      await handle.appendFile(text);
    });
    await handle.sync();
    return result;
  } finally {
    await handle.close();
  }
}
