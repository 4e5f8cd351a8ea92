import { dirname } from 'node:path';
import type { DiskEvent } from './disk-trace.ts';

/**
 * What survives of that which was not synced: nothing, everything, what came first, or any sectors of any writes, as a disk
 * with a cache of its own may choose them.
 */
export const manners = ['nothing', 'everything', 'first', 'sectors'] as const;
export type Manner = (typeof manners)[number];

export type ForgetfulDisk = {
  apply(event: DiskEvent): void;
  /**
   * The power goes now.
   *
   * @param random numbers from 0 to 1
   * @returns what lies on the disk when it is read again; a directory is null
   */
  cut(manner: Manner, random: () => number): Map<string, Buffer | null>;
};

/** On a disk a sector is written whole or not at all; SQLite counts on nothing better. */
const sectorBytes = 512;

type Change = { offset: number; bytes: Buffer; isFinished: boolean } | { size: number; isFinished: true };
type Inode = { durable: Buffer; isDirectory: boolean; pending: Change[]; size: number; next: number };
type Naming = { directory: string; file: string; inode: Inode | null };

const newInode = (isDirectory: boolean): Inode => ({
  durable: Buffer.alloc(0),
  isDirectory,
  pending: [],
  size: 0,
  next: 0,
});

/**
 * Keeps two things apart that a file system shows as one: what was written, and what is on the disk. A sync of a file makes
 * durable what was written to it before the sync began, and a sync of a directory the names in it (POSIX promises no more).
 *
 * @param base files that lie on the disk at the beginning, by path
 */
export function createForgetfulDisk(root: string, base: ReadonlyMap<string, Buffer | null>): ForgetfulDisk {
  const names = new Map<string, Inode>([[root, newInode(true)]]);
  for (const [file, bytes] of base)
    names.set(file, {
      ...newInode(bytes === null),
      durable: copyOf(bytes ?? Buffer.alloc(0)),
      size: bytes?.length ?? 0,
    });
  const durableNames = new Map(names);
  let namings: Naming[] = [];
  const writes = new Map<string, { isFinished: boolean }>();
  const syncs = new Map<string, () => void>();

  const name = (file: string, inode: Inode | null): void => {
    if (inode === null) names.delete(file);
    else names.set(file, inode);
    namings.push({ directory: dirname(file), file, inode });
  };
  const inodeOf = (file: string): Inode => {
    const inode = names.get(file);
    if (inode === undefined) throw new Error(`${file} was never made`);
    return inode;
  };
  const change = (inode: Inode, made: Change): void => {
    inode.pending.push(made);
    inode.size = 'size' in made ? made.size : Math.max(inode.size, made.offset + made.bytes.length);
  };

  const steps: { [K in DiskEvent['kind']]: (event: Extract<DiskEvent, { kind: K }>) => void } = {
    write: ({ id, file, offset, bytes }) => {
      // A file that was removed while it was open takes writes that nobody will ever see.
      const inode = names.get(file);
      if (inode === undefined) return;
      const made = { offset: offset === 'next' ? inode.next : offset, bytes, isFinished: false };
      if (offset === 'next') inode.next += bytes.length;
      change(inode, made);
      writes.set(id, made);
    },
    written: ({ id }) => {
      const made = writes.get(id);
      if (made) made.isFinished = true;
      writes.delete(id);
    },
    sync: ({ id, file }) => {
      const inode = names.get(file);
      if (inode === undefined) return;
      const covered = new Set(inode.pending.filter(({ isFinished }) => isFinished));
      const named = new Set(namings.filter(({ directory }) => inode.isDirectory && directory === file));
      syncs.set(id, () => {
        for (const made of inode.pending) if (covered.has(made)) inode.durable = changed(inode.durable, made);
        inode.pending = inode.pending.filter((made) => !covered.has(made));
        for (const naming of namings) if (named.has(naming)) rename(durableNames, naming);
        namings = namings.filter((naming) => !named.has(naming));
      });
    },
    synced: ({ id }) => {
      syncs.get(id)?.();
      syncs.delete(id);
    },
    open: ({ file, creates, truncates }) => {
      if (!names.has(file) && creates) name(file, newInode(false));
      const inode = inodeOf(file);
      inode.next = 0;
      if (truncates && inode.size > 0) change(inode, { size: 0, isFinished: true });
    },
    truncate: ({ file, bytes }) => {
      const inode = names.get(file);
      if (inode !== undefined) change(inode, { size: bytes, isFinished: true });
    },
    rename: ({ from, to }) => {
      const inode = inodeOf(from);
      name(to, inode);
      name(from, null);
    },
    remove: ({ file }) => name(file, null),
    directory: ({ file }) => name(file, newInode(true)),
    answer: () => {},
  };

  return {
    apply: (event) => (steps[event.kind] as (given: DiskEvent) => void)(event),
    cut: (manner, random) => {
      const left = new Map(durableNames);
      // A file system writes down what it did to names in their order, so some of the first are there.
      const known = manner === 'nothing' ? 0 : manner === 'everything' ? 1 : random();
      for (const naming of namings.slice(0, Math.round(known * namings.length))) rename(left, naming);
      const files = [...left].filter(([file]) => isReachable(left, file, root));
      return new Map(files.map(([file, inode]) => [file, inode.isDirectory ? null : survivor(inode, manner, random)]));
    },
  };
}

function rename(names: Map<string, Inode>, { file, inode }: Naming): void {
  if (inode === null) names.delete(file);
  else names.set(file, inode);
}

/** A file in a directory whose own name was lost is lost with it. */
const isReachable = (names: ReadonlyMap<string, Inode>, file: string, root: string): boolean =>
  file === root || (file.length > root.length && names.has(file) && isReachable(names, dirname(file), root));

function survivor({ durable, pending }: Inode, manner: Manner, random: () => number): Buffer {
  if (manner === 'nothing') return durable;
  const kept = manner === 'first' ? Math.floor(random() * (pending.length + 1)) : pending.length;
  return pending
    .slice(0, kept)
    .flatMap((made) => (manner === 'sectors' ? someSectors(made, random) : [made]))
    .reduce(changed, copyOf(durable));
}

function someSectors(made: Change, random: () => number): Change[] {
  if ('size' in made) return random() < 0.5 ? [made] : [];
  const kept: Change[] = [];
  const end = made.offset + made.bytes.length;
  for (let from = made.offset; from < end; ) {
    const to = Math.min(end, (Math.floor(from / sectorBytes) + 1) * sectorBytes);
    if (random() < 0.5)
      kept.push({ offset: from, bytes: made.bytes.subarray(from - made.offset, to - made.offset), isFinished: true });
    from = to;
  }
  return kept;
}

/** What is beyond the end and was never written reads as zeros. The buffer given may be changed. */
function changed(bytes: Buffer, made: Change): Buffer {
  if ('size' in made) return made.size <= bytes.length ? bytes.subarray(0, made.size) : grown(bytes, made.size);
  const end = made.offset + made.bytes.length;
  const target = end > bytes.length ? grown(bytes, end) : bytes;
  made.bytes.copy(target, made.offset);
  return target;
}

/** With memory of its own, and not a piece of what Node keeps for small ones: it may grow. */
function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.alloc(bytes.length);
  bytes.copy(copy);
  return copy;
}

function grown(bytes: Buffer, size: number): Buffer {
  // Room ahead, so that a log that grows page by page is not copied for each of them.
  const room = bytes.buffer.byteLength - bytes.byteOffset;
  if (size <= room && bytes.length > 0) {
    const target = Buffer.from(bytes.buffer, bytes.byteOffset, size);
    return target.fill(0, bytes.length);
  }
  const target = Buffer.alloc(size * 2).subarray(0, size);
  bytes.copy(target);
  return target;
}
