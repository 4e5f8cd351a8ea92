import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../start-service.ts';

/** A Redis of the test's own, on a port that stays its own over stops and starts. */
export type RunningRedis = {
  url: string;
  port: number;
  readonly pid: number;
  /** Sends one command, such as `FLUSHALL`, over a connection of its own, and answers what came back. */
  command(...words: string[]): Promise<string>;
  /** kill -9: what was not saved is gone. */
  kill(): Promise<void>;
  /** SIGTERM: it ends without saving, because no save points are set. */
  stop(): Promise<void>;
  /** Starts again, with what the last `SAVE` wrote. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  remove(): Promise<void>;
};

/** Where `redis-server` is not installed, suites that need one say loudly that they did not run. */
export const hasRedis = (): boolean => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** @param options further lines of its configuration, such as `['--maxmemory', '1mb']` */
export async function startRedis(options: readonly string[] = []): Promise<RunningRedis> {
  const directory = mkdtempSync(join(tmpdir(), 'portress-redis-'));
  const port = await findFreePort();
  let child = await spawnRedis(port, directory, options);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    // One that was stopped by SIGSTOP ends only after it goes on.
    child.kill('SIGCONT');
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0;
    },
    command: (...words) => sendCommand(port, words),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    start: async () => {
      child = await spawnRedis(port, directory, options);
    },
    remove: async () => {
      await end('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function spawnRedis(port: number, directory: string, options: readonly string[]): Promise<ChildProcess> {
  const given = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', [...given, ...options], { stdio: 'ignore' });
  // A test that fails must not leave a server behind.
  const killChild = (): void => void child.kill('SIGKILL');
  process.once('exit', killChild);
  child.once('exit', () => process.off('exit', killChild));
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error('redis-server ended at once');
    const answer = await sendCommand(port, ['PING']).catch(() => '');
    // While it loads a snapshot it answers -LOADING.
    if (answer.startsWith('+PONG')) return child;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill('SIGKILL');
  throw new Error('redis-server did not answer within 10 s');
}

/** The answer as it came over the wire: `+OK`, `:3`, `-ERR …`; long ones may be cut. */
function sendCommand(port: number, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(5000, () => socket.destroy(new Error('redis-server did not answer')));
    socket.once('error', reject);
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.end();
    });
    socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
  });
}
