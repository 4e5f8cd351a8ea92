import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A file system of a few megabytes, which can be filled to its last byte. */
export type SmallDisk = { directory: string; fill(): void; makeRoom(): void };

/** Why there can be none on this machine; undefined where there can. */
export function findMountObstacle(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a file system is mounted by root on Linux only';
  const directory = mkdtempSync(join(tmpdir(), 'portress-mount-'));
  try {
    mount(directory, 1);
    unmount(directory);
    return undefined;
  } catch {
    return 'nothing may be mounted here';
  } finally {
    rmdirSync(directory);
  }
}

const mount = (directory: string, megabytes: number): void =>
  void execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory], { stdio: 'ignore' });
const unmount = (directory: string): void => void execFileSync('umount', ['-l', directory], { stdio: 'ignore' });

/** It is gone when the test is over, and when this process ends before. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const directory = mkdtempSync(join(tmpdir(), 'portress-disk-'));
  mount(directory, megabytes);
  const remove = (): void => {
    process.off('exit', remove);
    unmount(directory);
    rmdirSync(directory);
  };
  process.once('exit', remove);
  onTestFinished(remove);
  const filler = join(directory, 'filler');
  return {
    directory,
    fill: () => {
      const opened = openSync(filler, 'a');
      for (const bytes of [1 << 20, 1 << 12, 1]) writeUntilFull(opened, Buffer.alloc(bytes));
      closeSync(opened);
    },
    makeRoom: () => rmSync(filler),
  };
}

function writeUntilFull(opened: number, bytes: Buffer): void {
  try {
    while (writeSync(opened, bytes) > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
