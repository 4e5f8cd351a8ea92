import { availableParallelism, totalmem } from 'node:os';

/** What a process takes while it judges a new password, and what each thread that hashes takes beside it, in bytes. */
const otherBytes = 180 * 2 ** 20;
const threadBytes = 35 * 2 ** 20;

/**
 * How many threads hash passwords in each of several processes: as many as there are cores, but no more than have room. Where a
 * container has 150 MB, a second thread is what would end it, and one hash after the other is only slower.
 *
 * @param workers processes that share the machine
 * @param machine of this process by default; `memory` in bytes, that of the container where it has a limit
 */
export function countHashingThreads(
  workers: number,
  machine: { cores: number; memory: number } = { cores: availableParallelism(), memory: memoryOfProcess() },
): number {
  const roomFor = Math.floor((machine.memory / workers - otherBytes) / threadBytes);
  return Math.max(1, Math.min(Math.ceil(machine.cores / workers), roomFor));
}

/** 0 and more than there is both say that nobody has set a limit. */
function memoryOfProcess(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
