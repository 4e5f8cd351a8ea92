import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Problem } from '#platform/errors.ts';
import { PictureRefused } from './picture.ts';
import { type MemoryBounds, type ReencodingReport, type ReencodingWork, tooMuchMemory } from './reencoding-messages.ts';

/** The process that decodes pictures, seen from the service. It takes one picture at a time. */
export type PictureProcess = {
  readonly pid: number | undefined;
  /**
   * @throws PictureRefused when the picture is at fault, also when it took the process with it or took too long
   * @throws Problem 503 `unavailable` when the process cannot work at all
   */
  reencode(bytes: Buffer): Promise<Buffer>;
  /** Ends it, whatever it is doing. */
  kill(): Promise<void>;
};

const file = fileURLToPath(new URL('./reencoding-process.ts', import.meta.url));
const startMilliseconds = 20_000;

/** All of it: no secret of the service is in the environment of what decodes a stranger's bytes. */
const environment = {
  // Fewer pools of memory: what one picture took is given back before the next one.
  MALLOC_ARENA_MAX: '2',
  UV_THREADPOOL_SIZE: '2',
};

const faultsOfDecoder = new Set<string | null>(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE']);

type Pending = { resolve(bytes: Buffer): void; reject(reason: unknown): void };

/**
 * @param mostMilliseconds for one picture; then the process is killed
 * @param onEnd when it is gone, by whatever cause
 */
export function startPictureProcess({
  mostMilliseconds,
  mostMemory,
  onEnd,
}: {
  mostMilliseconds: number;
  mostMemory: MemoryBounds;
  onEnd(): void;
}): PictureProcess {
  const child = fork(file, [], {
    env: environment,
    // Not the service's own: a debugger or a profiler that is asked for there is not asked for here.
    execArgv: ['--max-old-space-size=64'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // Idle, it does not keep the service alive.
  child.unref();
  child.channel?.unref();
  let pending: Pending | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let isReady = false;
  let isTooSlow = false;
  let fault = 'the process for pictures ended before it was ready';

  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const limitTime = (milliseconds: number): void => {
    clearTimeout(deadline);
    deadline = setTimeout(() => {
      isTooSlow = true;
      child.kill('SIGKILL');
    }, milliseconds);
  };
  const settle = (end: (job: Pending) => void): void => {
    const job = pending;
    pending = undefined;
    clearTimeout(deadline);
    child.channel?.unref();
    if (job !== undefined) end(job);
  };

  child.on('message', (report: ReencodingReport) => {
    if (report.kind === 'ready') {
      isReady = true;
      if (pending !== undefined) limitTime(mostMilliseconds);
    } else if (report.kind === 'broken') fault = report.message;
    else if (report.kind === 'picture') settle((job) => job.resolve(Buffer.from(report.bytes)));
    else settle((job) => job.reject(new PictureRefused(report.refusal)));
  });
  child.on('error', (error) => {
    fault = error.message;
  });
  const reasonOfEnd = (): unknown => {
    if (isReady && isTooSlow) return unreadable(`takes more than ${mostMilliseconds / 1000} seconds to read`);
    if (child.exitCode === tooMuchMemory) return unreadable('takes more memory to read than a picture may');
    if (isReady && faultsOfDecoder.has(child.signalCode)) return unreadable('cannot be read: it is damaged');
    return new Problem('unavailable', { retryAfterSeconds: 5, cause: new Error(fault) });
  };
  void ended.then(() => {
    settle((job) => job.reject(reasonOfEnd()));
    onEnd();
    return undefined;
  });

  return {
    get pid() {
      return child.pid;
    },
    reencode: (bytes) =>
      new Promise((resolve, reject) => {
        pending = { resolve, reject };
        child.channel?.ref();
        limitTime(isReady ? mostMilliseconds : startMilliseconds);
        child.send({ bytes, mostMemory } satisfies ReencodingWork, (error) => {
          if (error) settle((job) => job.reject(new Problem('unavailable', { retryAfterSeconds: 5, cause: error })));
        });
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const unreadable = (message: string): PictureRefused => new PictureRefused({ reason: 'unreadable', message });
