import { Cron } from 'croner';
import type { BackupState } from './store.ts';

/** `off`: none are scheduled. `late`: the last two times of the schedule went by without one. */
export type BackupsVerdict = 'off' | 'waiting' | 'good' | 'late';

export function judgeBackups(
  { directory, schedule }: { directory: string | null; schedule: string },
  { succeeded_at: succeededAt, failed_at: failedAt, now }: BackupState & { now: number },
): BackupsVerdict {
  if (directory === null) return 'off';
  if (succeededAt === null) return failedAt === null ? 'waiting' : 'late';
  const [, lastButOne] = listLastTimes(schedule, now, 2);
  return lastButOne !== undefined && succeededAt < lastButOne.getTime() ? 'late' : 'good';
}

/** Times of the schedule that have come, the latest first. */
export const listLastTimes = (schedule: string, now: number, count: number): Date[] =>
  new Cron(schedule, { paused: true, mode: '5-part', timezone: 'UTC' }).previousRuns(count, new Date(now));
