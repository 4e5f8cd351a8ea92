import type { RunningService } from '#test/start-service.ts';

/** A node of any installation: a process that can be ended, paused and started again. */
export type InstalledNode = {
  readonly name: string;
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  /**
   * Starts again on its port, after a stop or a kill.
   *
   * @param settings of this start alone, beside those of the installation
   */
  start(settings?: Readonly<Record<string, string>>, release?: Release): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Of the process that was started last; null says by a signal. */
  readonly exitCode: Promise<number | null>;
  /** What it has written so far, over all its starts. */
  log(): string;
  /** SIGSTOP: it neither runs nor closes its connections, as on a machine that swaps or is moved. */
  pause(): void;
  resume(): void;
};

/** Another build of the service than this one. */
export type Release = { mainFile: string };

/** @param begin starts the process, always on the same port */
export async function runNode(
  name: string,
  dataDir: string,
  begin: (settings?: Readonly<Record<string, string>>, release?: Release) => Promise<RunningService>,
): Promise<InstalledNode> {
  let service = await begin();
  return {
    name,
    url: service.url,
    dataDir,
    get pid() {
      return service.pid;
    },
    get exitCode() {
      return service.exitCode;
    },
    start: async (settings, release) => {
      service = await begin(settings, release);
    },
    stop: () => service.stop(),
    kill: () => service.kill(),
    log: () => service.log(),
    pause: () => void process.kill(service.pid, 'SIGSTOP'),
    resume: () => {
      try {
        process.kill(service.pid, 'SIGCONT');
      } catch {
        // It has ended already.
      }
    },
  };
}
