// Takes one backup and ends. `take-backup-apart.ts` starts it, and says what to take by a message.
import { setPriority } from 'node:os';
import { type ScheduledTask, takeScheduledBackup } from '#features/backups/take-scheduled-backup.ts';
import { migrations } from '#migrations/migrations.ts';
import { reasonOf } from '#platform/message-of.ts';
import type { FromBackup } from './take-backup-apart.ts';

/** Whoever answers requests on this machine comes first. */
const politeness = 10;

const tell = (message: FromBackup): void => {
  process.send?.(message, undefined, undefined, () => process.disconnect());
};

try {
  setPriority(politeness);
} catch {
  // Where that is not allowed it is as important as everybody else.
}
// Nobody waits for it any more; what it has begun is removed by the next one.
process.on('disconnect', () => process.exit(1));
process.once('message', (task: ScheduledTask) => {
  takeScheduledBackup(task, migrations).then(
    (taken) => {
      process.removeAllListeners('disconnect');
      tell({ taken });
    },
    (error: unknown) => tell({ failure: reasonOf(error) }),
  );
});
