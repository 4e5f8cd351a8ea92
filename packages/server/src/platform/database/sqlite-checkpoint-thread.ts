import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const { file, worthMovingBytes } = workerData as { file: string; worthMovingBytes: number };
const everyMilliseconds = 250;
/** Above this the log is started over, for which the writer has to wait a moment. */
const largestLogBytes = 32 * 1024 * 1024;

const database = new DatabaseSync(file, { timeout: 1000 });
database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0');

const logBytes = (): number => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;

/**
 * PASSIVE moves the bulk without holding anybody up; only then does RESTART, which locks the writer out,
 * have just the last few pages left to move.
 */
function checkpoint(): void {
  const bytes = logBytes();
  if (bytes < worthMovingBytes) return;
  try {
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    if (bytes > largestLogBytes) database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Busy or out of space: the log keeps everything, the next turn tries again.
  }
}

const timer = setInterval(checkpoint, everyMilliseconds);
parentPort?.on('message', () => {
  clearInterval(timer);
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // The next start reads the log.
  }
  database.close();
  parentPort?.close();
});
