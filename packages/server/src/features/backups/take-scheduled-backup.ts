import { rmSync } from 'node:fs';
import type { Migrations } from '#platform/database/open-database.ts';
import { listBackups } from './backup-folders.ts';
import { chooseExpired, type Keep } from './choose-expired.ts';
import { type BackupTask, type TakenBackup, takeBackup } from './take-backup.ts';

export type ScheduledTask = BackupTask & { keep: Keep };
/** `removed` and `stuck` are names: of those that went, and of those that could not be removed. */
export type ScheduledBackup = TakenBackup & { removed: string[]; stuck: string[] };

/** Takes a backup, and removes those that need not be kept any more; only after that, because where none can be taken the old ones are all there is. */
export async function takeScheduledBackup(task: ScheduledTask, migrations: Migrations): Promise<ScheduledBackup> {
  const taken = await takeBackup(task, migrations);
  const removed: string[] = [];
  const stuck: string[] = [];
  for (const { name, path } of chooseExpired(listBackups(task.directory), task.keep, task.publicUrl))
    try {
      rmSync(path, { recursive: true });
      removed.push(name);
    } catch {
      stuck.push(name);
    }
  return { ...taken, removed, stuck };
}
