import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#platform/database/database.ts';
import { watchOtherWriters } from '#platform/database/other-writers.ts';

/**
 * SQLite has one writer, and whoever else wants it looks for it in naps of 1 to 100 ms: after a batch it is left free for as
 * long as the batch took, but not longer than this.
 */
const longestPauseMilliseconds = 50;
/** Who wrote a moment ago will write again. Where nobody does, a pause would be time lost. */
const sharedForMilliseconds = 5000;

/** @returns what to call after each batch: it waits where a service or another command is at work on the database */
export function leaveRoom(database: Database): (batchMilliseconds: number) => Promise<void> {
  const haveOthersWritten = watchOtherWriters(database);
  let sharedUntil = 0;
  return async (batchMilliseconds) => {
    if (await haveOthersWritten()) sharedUntil = performance.now() + sharedForMilliseconds;
    if (performance.now() < sharedUntil) await sleep(Math.min(batchMilliseconds, longestPauseMilliseconds));
  };
}
