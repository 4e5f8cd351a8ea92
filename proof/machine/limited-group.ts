import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** A control group of Linux: what runs in it gets so much processor and memory, and no more. */
export type LimitedGroup = {
  /** Goes in front of a command, which then runs in the group with all that it starts. */
  command: string[];
  /** @param share of one processor; null for all there is */
  limitProcessor(share: number | null): void;
  /** The most that was used at any moment, files in memory included, which the kernel lets go of first. */
  peakMegabytes(): number;
  /** How many processes the kernel has ended for want of memory. */
  ended(): number;
};

const mountPoint = '/sys/fs/cgroup';
const period = 100_000;
const megabyte = 1024 * 1024;
let count = 0;

type Version = 1 | 2;

function findVersion(): Version | undefined {
  if (existsSync(join(mountPoint, 'memory/cgroup.procs')) && existsSync(join(mountPoint, 'cpu/cgroup.procs'))) return 1;
  const controllers = join(mountPoint, 'cgroup.subtree_control');
  return existsSync(controllers) && /cpu.*memory|memory.*cpu/.test(readFileSync(controllers, 'utf8')) ? 2 : undefined;
}

/** Why nothing can be limited on this machine; undefined where it can. */
export function findGroupObstacle(): string | undefined {
  const version = findVersion();
  if (version === undefined) return 'there are no control groups for processor and memory';
  try {
    for (const directory of makeDirectories(version)) rmdirSync(directory);
    return undefined;
  } catch {
    return 'control groups may not be made here';
  }
}

function makeDirectories(version: Version): string[] {
  count += 1;
  const name = `portress-proof-${process.pid}-${count}`;
  const directories =
    version === 2 ? [join(mountPoint, name)] : ['cpu', 'memory'].map((kind) => join(mountPoint, kind, name));
  for (const directory of directories) mkdirSync(directory);
  return directories;
}

/** It is removed when the test is over and what ran in it has ended. */
export function createLimitedGroup({ memoryMegabytes }: { memoryMegabytes: number }): LimitedGroup {
  const version = findVersion() ?? 2;
  const directories = makeDirectories(version);
  const [processor = '', memory = processor] = directories;
  const write = (directory: string, name: string, value: number | string): void =>
    writeFileSync(join(directory, name), String(value));
  const read = (name: string): string => readFileSync(join(memory, name), 'utf8');
  write(memory, version === 2 ? 'memory.max' : 'memory.limit_in_bytes', memoryMegabytes * megabyte);
  const remove = async (): Promise<void> => {
    // The kernel takes a moment to forget processes that have ended.
    for (let tries = 0; tries < 100; tries += 1)
      try {
        for (const directory of directories) if (existsSync(directory)) rmdirSync(directory);
        return;
      } catch {
        await wait(50);
      }
  };
  onTestFinished(remove);
  const files = directories.map((directory) => `echo $$ >${directory}/cgroup.procs;`).join(' ');
  return {
    // The shell stays, as a tracer would, so that the command is its child.
    command: ['sh', '-c', `${files} "$0" "$@"; exit $?`],
    limitProcessor: (share) => {
      const quota = share === null ? -1 : Math.round(share * period);
      if (version === 1) write(processor, 'cpu.cfs_quota_us', quota);
      else write(processor, 'cpu.max', `${share === null ? 'max' : quota} ${period}`);
    },
    peakMegabytes: () => Number(read(version === 2 ? 'memory.peak' : 'memory.max_usage_in_bytes')) / megabyte,
    ended: () =>
      Number(/^oom_kill (\d+)/m.exec(read(version === 2 ? 'memory.events' : 'memory.oom_control'))?.[1] ?? 0),
  };
}
