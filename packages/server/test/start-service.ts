import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ownMainFile = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** Long enough for a machine that is busy with something else. */
const startMilliseconds = 90_000;

export type ServiceOptions = {
  port: number;
  /** The address that it listens at; 127.0.0.1 by default. */
  host?: string;
  dataDir: string;
  secretKey: string;
  /** Beside what a small production installation sets. */
  settings?: Readonly<Record<string, string>>;
  /** Goes in front of the command, such as `strace -f`. */
  tracer?: readonly string[];
  /** Goes in front of the command and gives it its own place as a process, such as `ip netns exec a`. */
  launcher?: readonly string[];
  /** For Node itself, such as `--cpu-prof`. */
  nodeArguments?: readonly string[];
  /** That of another release; this one's by default. */
  mainFile?: string;
};

/** The service in a process of its own, as an operator starts it. */
export type RunningService = {
  url: string;
  /** Of the process that answers, also below a tracer. */
  pid: number;
  /** From the spawn to the first 200 of `/readyz`. */
  startMilliseconds: number;
  /** kill -9: nothing is flushed, closed or answered any more. */
  kill(): Promise<void>;
  /** SIGTERM, and the end of it. */
  stop(): Promise<void>;
  /** Resolves when the process has ended; null says by a signal. */
  exitCode: Promise<number | null>;
  /** What it has written so far. */
  log(): string;
};

/** Starts the service in production mode, its log in a file of its data directory, and waits until it is ready. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { port, dataDir, host = '127.0.0.1' } = options;
  const url = `http://${host}:${port}`;
  // Another server there would answer in this one's place, and nobody would notice.
  await reservePort(port);
  mkdirSync(dataDir, { recursive: true });
  const logFile = join(dataDir, 'service.log');
  const log = openSync(logFile, 'a');
  const command = [
    ...(options.launcher ?? []),
    ...(options.tracer ?? []),
    process.execPath,
    ...(options.nodeArguments ?? []),
    options.mainFile ?? ownMainFile,
  ];
  const startedAt = performance.now();
  const child = spawn(command[0] ?? process.execPath, command.slice(1), {
    env: environmentOf(options),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  // A test or a measurement that fails must not leave a server behind.
  const killChild = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killChild);
  child.once('exit', () => process.off('exit', killChild));

  try {
    await untilReady(url, child);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`the service did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`, { cause: error });
  }
  const pid = options.tracer ? findTraced(child) : pidOf(child);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) process.kill(pid, signal);
    await ended;
  };
  return {
    url,
    pid,
    startMilliseconds: performance.now() - startedAt,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    exitCode: ended,
    log: () => readFileSync(logFile, 'utf8'),
  };
}

/** All that a process of a test gets of the shell. With the cache of the test run it starts in half the time. */
export const ofTheShell: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  ...(process.env.VITEST !== undefined && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
};

/** Only what is listed here: settings of the shell that runs a measurement must not change it. */
const environmentOf = ({ port, host, dataDir, secretKey, settings }: ServiceOptions): NodeJS.ProcessEnv => ({
  ...ofTheShell,
  NODE_ENV: 'production',
  HOST: host ?? '127.0.0.1',
  PORT: String(port),
  PUBLIC_URL: `http://localhost:${port}`,
  DATA_DIR: dataDir,
  DATABASE_URL: `sqlite:${join(dataDir, 'portress.db')}`,
  SECRET_KEY: secretKey,
  MAIL: 'off',
  // Nothing is in front that would have to turn to another node.
  DRAIN_SECONDS: '0',
  LOG_LEVEL: 'info',
  ...settings,
});

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + startMilliseconds;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the process ended');
    if (await isReady(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`not ready after ${startMilliseconds} ms`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`, { headers: { connection: 'close' } });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the process could not be started');
  return child.pid;
}

/** The only child of a tracer (Linux). */
function findTraced(child: ChildProcess): number {
  const pid = pidOf(child);
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

/**
 * A port that nobody listens on at this moment. It lies below those that systems give to outgoing connections (from 32768 on):
 * while a server that was killed starts anew on its port, another test must not be given the same one for a connection.
 */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const isFree = await reservePort(port).then(
      () => true,
      () => false,
    );
    if (isFree) return port;
  }
  throw new Error('no free port was found');
}

/** Takes a port and lets it go at once. Rejects where somebody has it. */
async function reservePort(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}
