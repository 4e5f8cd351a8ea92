import { fork } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { TakeBackup } from '#features/backups/start-backups.ts';
import type { ScheduledBackup } from '#features/backups/take-scheduled-backup.ts';

/** What the process that takes a backup has to say. */
export type FromBackup = { taken: ScheduledBackup } | { failure: string };

const processFile = fileURLToPath(new URL('backup-process.ts', import.meta.url));

/**
 * Takes a backup in a process of its own: reading everything takes seconds, in which nobody here should wait; and a process can
 * be ended at any moment, whatever it is at.
 *
 * @throws Error with what went wrong there, or when it was told to give up
 */
export const takeBackupApart: TakeBackup = async (task, signal) => {
  signal.throwIfAborted();
  const child = fork(processFile, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    signal,
    killSignal: 'SIGKILL',
  });
  const complaint = child.stderr === null ? Promise.resolve('') : text(child.stderr);
  let told: FromBackup | undefined;
  child.on('message', (message: FromBackup) => {
    told = message;
  });
  const end = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  child.send(task);
  await end;
  if (told !== undefined && 'taken' in told) return told.taken;
  throw new Error(told?.failure ?? `the process that took it has ended: ${(await complaint).trim().slice(-500)}`);
};
