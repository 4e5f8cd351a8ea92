import { spawnSync } from 'node:child_process';

const tracer = 'strace';
const calls = 'read,recvfrom,write,writev,sendto,sendmsg,pwrite64,fsync,fdatasync';

/** Goes in front of the service's command: what is read from clients, put into the log, synced, and answered. */
export const traceCommand = (file: string): string[] =>
  `${tracer} -f -y -s 64 -e signal=none -e trace=${calls} -o`.split(' ').concat(file);

/** Why the order of system calls cannot be watched on this machine; undefined where it can. */
export function findTraceObstacle(): string | undefined {
  const { error, status } = spawnSync(tracer, ['-f', '-o', '/dev/null', 'true']);
  if (error !== undefined) return 'strace is not installed';
  return status === 0 ? undefined : 'strace may not trace here';
}

export type TracedAnswers = {
  answers: number;
  /** Answers without a write to the log and a sync of it between the request and the answer. */
  unsynced: number;
  /** Syncs of the log: fewer than answers where commits were grouped. */
  syncs: number;
};

const call = /^(\d+)\s+(?:<\.\.\. )?(\w+)(?:\((\d+)<([^>]*)>(.*)| resumed>(.*))$/;
const reads = new Set(['read', 'recvfrom']);
const syncs = new Set(['fsync', 'fdatasync']);
const request = '"POST /api/auth/refresh ';
const answer = '"HTTP/1.1 200 ';

/**
 * Reads a trace of the service in its order: for each refresh, was its commit in the write-ahead log and synced before
 * the answer left? A call that another thread comes between
 * stands on two lines: a read or a sync counts from the second, a write from the first.
 */
export function readTrace(text: string): TracedAnswers {
  const result: TracedAnswers = { answers: 0, unsynced: 0, syncs: 0 };
  /** What has happened on behalf of the request that waits on a socket. */
  const waiting = new Map<string, 'read' | 'written' | 'synced'>();
  /** What each thread was at when another one was shown: its call and what it is about. */
  const unfinished = new Map<string, { name: string; descriptor: string; path: string }>();
  const advance = (from: 'read' | 'written', to: 'written' | 'synced'): void => {
    for (const [socket, state] of waiting) if (state === from) waiting.set(socket, to);
  };
  const finish = ({ name, descriptor, path }: { name: string; descriptor: string; path: string }, rest: string) => {
    if (reads.has(name) && rest.includes(request)) waiting.set(descriptor, 'read');
    if (!syncs.has(name) || !path.endsWith('-wal') || !rest.includes('= 0')) return;
    result.syncs += 1;
    advance('written', 'synced');
  };

  for (const line of text.split('\n')) {
    const [, thread = '', name = '', descriptor = '', path = '', rest = '', resumed] = call.exec(line) ?? [];
    if (resumed !== undefined) {
      const begun = unfinished.get(thread);
      unfinished.delete(thread);
      if (begun?.name === name) finish(begun, resumed);
      continue;
    }
    if (name === 'pwrite64' && path.endsWith('-wal')) advance('read', 'written');
    if (rest.includes(answer) && waiting.has(descriptor)) {
      result.answers += 1;
      if (waiting.get(descriptor) !== 'synced') result.unsynced += 1;
      waiting.delete(descriptor);
    }
    if (rest.includes('<unfinished')) unfinished.set(thread, { name, descriptor, path });
    else finish({ name, descriptor, path }, rest);
  }
  return result;
}
