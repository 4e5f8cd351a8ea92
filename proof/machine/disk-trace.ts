/** What a traced process did to the disk, and what it answered, in the order in which the kernel was asked. */
export type DiskEvent =
  /** Bytes are given to the system, but may lie on the disk already in part. */
  | { kind: 'write'; id: string; file: string; offset: number | 'next'; bytes: Buffer }
  | { kind: 'written'; id: string }
  | { kind: 'sync'; id: string; file: string }
  /** Only where the system has really synced; a sync that was made up never ends. */
  | { kind: 'synced'; id: string }
  | { kind: 'open'; file: string; creates: boolean; truncates: boolean }
  | { kind: 'truncate'; file: string; bytes: number }
  | { kind: 'rename'; from: string; to: string }
  | { kind: 'remove'; file: string }
  | { kind: 'directory'; file: string }
  /** An answer of HTTP begins to leave, known by its `X-Request-Id`. */
  | { kind: 'answer'; requestId: string };

const ofFiles =
  'openat,pwrite64,pwritev,ftruncate,truncate,fallocate,rename,renameat,renameat2,unlink,unlinkat,link,linkat,mkdir,mkdirat,copy_file_range,sendfile';
const ofBoth = 'read,recvfrom,write,writev,sendto,sendmsg,fsync,fdatasync';

/** Goes in front of a command. Whole contents of what is written stand in the file, and so does what is read from clients. */
export const diskTraceCommand = (file: string, ...more: string[]): string[] => [
  ...'strace -f -y -s 10000000 --seccomp-bpf -e signal=none -e'.split(' '),
  `trace=${ofFiles},${ofBoth}`,
  ...more,
  '-o',
  file,
];

/** A disk that says that it has synced, and has not: each sync succeeds at once, and nothing is done. */
export const lyingDisk = ['-e', 'inject=fsync,fdatasync:retval=0'];

type Call = { id: string; name: string; given: string };
/** What such calls do to a file is not understood here, so a trace with one of them cannot be replayed. */
const notUnderstood = new Set(['pwritev', 'truncate', 'fallocate', 'link', 'linkat', 'copy_file_range', 'sendfile']);
const line = /^(\d+)\s+(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)$/s;
const descriptor = /^\d+<([^>]*)>/;
const quoted = /"((?:[^"\\]|\\.)*)"/g;
const requestId = /x-request-id: ([\w-]+)/i;

/**
 * @param text by {@link diskTraceCommand}
 * @param root only what happens to files below this directory is told
 * @throws where the trace has a call whose effect is not known here, or a write that failed
 */
export function* readDiskTrace(text: string, root: string): Generator<DiskEvent> {
  const unfinished = new Map<string, Call>();
  let count = 0;
  for (const told of lines(text)) {
    const [, thread = '', resumed, begun, rest = ''] = line.exec(told) ?? [];
    if (resumed !== undefined) {
      const call = unfinished.get(thread);
      unfinished.delete(thread);
      if (call?.name === resumed) yield* eventsAtEnd(call, rest, root);
    } else if (begun !== undefined) {
      count += 1;
      const call = { id: `${thread}.${count}`, name: begun, given: rest };
      yield* eventsAtBegin(call, root);
      if (rest.endsWith('<unfinished ...>')) unfinished.set(thread, call);
      else yield* eventsAtEnd(call, rest, root);
    }
  }
}

function* lines(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end === -1 ? text.length : end;
    yield text.slice(from, to);
    from = to + 1;
  }
}

const isBelow = (file: string, root: string): boolean => file === root || file.startsWith(`${root}/`);
const fileOf = (given: string): string => descriptor.exec(given)?.[1]?.replace(/ \(deleted\)$/, '') ?? '';

function* eventsAtBegin({ id, name, given }: Call, root: string): Generator<DiskEvent> {
  const file = fileOf(given);
  if (notUnderstood.has(name) && given.includes(root)) throw new Error(`cannot be replayed: ${name}(${given}`);
  if (name === 'fsync' || name === 'fdatasync') {
    if (isBelow(file, root)) yield { kind: 'sync', id, file };
  } else if (isBelow(file, root)) {
    if (name === 'writev') throw new Error(`cannot be replayed: ${name}(${given}`);
    if (name === 'pwrite64' || name === 'write') yield writeOf({ id, name, given }, file);
  } else if (/^(?:write|send)/.test(name) && given.includes('"HTTP/1.1 2')) {
    const found = requestId.exec(given)?.[1];
    if (found !== undefined) yield { kind: 'answer', requestId: found };
  }
}

function writeOf({ id, name, given }: Call, file: string): DiskEvent {
  const start = given.indexOf('"') + 1;
  const end = given.lastIndexOf('"');
  const offset = name === 'write' ? 'next' : Number(/^, \d+, (\d+)/.exec(given.slice(end + 1))?.[1]);
  return { kind: 'write', id, file, offset, bytes: bytesOfLiteral(given.slice(start, end)) };
}

function* eventsAtEnd({ id, name, given }: Call, rest: string, root: string): Generator<DiskEvent> {
  const [, result = '', remark = ''] = /\)\s*= (-?\d+|\?)(.*)$/s.exec(rest) ?? [];
  const isDone = /^\d/.test(result);
  if (name === 'fsync' || name === 'fdatasync') {
    if (isDone && !remark.includes('(INJECTED)')) yield { kind: 'synced', id };
    return;
  }
  const isWrite = name === 'write' || name === 'pwrite64';
  if (isWrite && isBelow(fileOf(given), root)) {
    if (!isDone) throw new Error(`a write failed: ${rest.slice(-200)}`);
    yield { kind: 'written', id };
  } else if (isDone) yield* namesAtEnd(name, given, rest, root);
}

function* namesAtEnd(name: string, given: string, rest: string, root: string): Generator<DiskEvent> {
  if (name === 'ftruncate' && isBelow(fileOf(given), root))
    yield { kind: 'truncate', file: fileOf(given), bytes: Number(/>, (\d+)/.exec(given)?.[1]) };
  if (name === 'openat' && /O_(?:CREAT|TRUNC)/.test(given)) {
    const file = /= \d+<([^>]*)>/.exec(rest)?.[1] ?? '';
    const [creates, truncates] = [given.includes('O_CREAT'), given.includes('O_TRUNC')];
    if (isBelow(file, root)) yield { kind: 'open', file, creates, truncates };
  }
  const [first = '', second = ''] = [...given.matchAll(quoted)].map(([, path = '']) => path);
  if (!isBelow(first, root)) return;
  if (name.startsWith('mkdir')) yield { kind: 'directory', file: first };
  if (name.startsWith('unlink')) yield { kind: 'remove', file: first };
  if (name.startsWith('rename')) yield { kind: 'rename', from: first, to: second };
}

const letters: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, v: 11, f: 12, '"': 34, '\\': 92 };

/** The bytes that strace has written as a C string. */
function bytesOfLiteral(text: string): Buffer {
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    let byte = text.charCodeAt(at);
    if (byte === 92) {
      at += 1;
      const letter = letters[text[at] ?? ''];
      if (letter === undefined) {
        // One to three octal digits.
        let end = at + 1;
        while (end < at + 3 && (text.charCodeAt(end) & ~7) === 48) end += 1;
        byte = Number.parseInt(text.slice(at, end), 8);
        at = end - 1;
      } else byte = letter;
    }
    bytes[length] = byte;
    length += 1;
  }
  return bytes.subarray(0, length);
}
