// The servers of bench/peers: what people would use instead, each a process of its own.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { givenPassword } from './given-service.ts';
import { answers, type BareServer } from './served-load.ts';

const directory = fileURLToPath(new URL('peers/', import.meta.url));
const betterAuthFile = `${directory}better-auth-server.mjs`;
const fastApiFile = `${directory}fastapi_server.py`;
/** Debian's own, for whose packages a Python from elsewhere does not look. */
const python = '/usr/bin/python3';
const accountCount = 1000;
const startMilliseconds = 60_000;
const askForVersions =
  'import fastapi, uvicorn, sqlalchemy, jwt, argon2, uvloop, httptools, sqlite3, platform;' +
  'print(f"FastAPI {fastapi.__version__}, uvicorn {uvicorn.__version__} with uvloop and httptools, ' +
  'SQLAlchemy {sqlalchemy.__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")';

/** What has to be installed before they can be measured; null where all is there. */
export function findMissingPeers(): string | null {
  if (!existsSync(`${directory}node_modules/better-auth/package.json`))
    return 'Better Auth is not installed: `npm ci` in bench/peers, or `npm run bench -- --only g9 --install-peers`';
  try {
    execFileSync(python, ['-c', askForVersions], { stdio: 'ignore' });
    return null;
  } catch {
    return 'FastAPI is not installed: the Debian packages that bench/peers/README.md names';
  }
}

export function installPeers(): void {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: directory, stdio: 'inherit' });
}

/** Call only where nothing is missing. */
export function describePeers(): string {
  const { version } = JSON.parse(readFileSync(`${directory}node_modules/better-auth/package.json`, 'utf8')) as {
    version: string;
  };
  return `Better Auth ${version}; ${execFileSync(python, ['-c', askForVersions], { encoding: 'utf8' }).trim()}`;
}

/** The password hash that Better Auth brings, or the service's own; the latter prolongs its session at each exact look. */
export type Variant = 'scrypt' | 'argon2';

export const startBetterAuth = (port: number, data: string, variant: Variant): Promise<BareServer> =>
  startPeer(port, '/api/auth/ok', [process.execPath, betterAuthFile, String(port), data, variant, `${accountCount}`]);

export const startFastApi = (port: number, data: string): Promise<BareServer> =>
  startPeer(port, '/readyz', [python, fastApiFile, 'serve', String(port), data, String(accountCount)]);

/** Refresh tokens of sessions that nobody has refreshed yet, put beside the running server. */
export const addFastApiTokens = (data: string, count: number): string[] =>
  execFileSync(python, [fastApiFile, 'tokens', data, String(count)], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    .trim()
    .split('\n');

export const peerEmails = Array.from({ length: accountCount }, (_, index) => `peer-${index}@example.com`);
export const peerSignIns = peerEmails.map((email) => JSON.stringify({ email, password: givenPassword }));

async function startPeer(port: number, path: string, command: readonly string[]): Promise<BareServer> {
  const url = `http://127.0.0.1:${port}`;
  if (await answers(url)) throw new Error(`something answers on port ${port} already`);
  const startedAt = performance.now();
  const child = spawn(command[0] ?? '', command.slice(1), {
    stdio: 'inherit',
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  while (!(await answers(url + path))) {
    const isLate = performance.now() - startedAt > startMilliseconds;
    if (isLate) kill();
    if (isLate || child.exitCode !== null) throw new Error(`${command[1]} did not start`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  return { url, pid: child.pid ?? 0, startMilliseconds: performance.now() - startedAt, stop };
}
