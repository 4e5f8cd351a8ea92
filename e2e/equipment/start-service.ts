import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export type Settings = Readonly<Record<string, string>>;

export interface Service {
  /** PUBLIC_URL, without a slash at the end. */
  url: string;
  /** Where it listens; the same as `url` unless a proxy stands before it. */
  port: number;
  /** Where its data are, for the command line. */
  dataDir: string;
  /** As printed at the start, while there is no administrator. */
  setupLink: string | null;
  /** Everything that it has printed so far. */
  output: () => string;
  /** Ends the process as an operator would; the data stay. */
  stop: () => Promise<void>;
  /** Ends the process and removes its data. */
  remove: () => Promise<void>;
}

/** A developer's own .env must not reach the tests: what is set here, even to nothing, wins over it. */
const untouched: Settings = {
  DATABASE_URL: '',
  SECRET_KEY: '',
  SMTP_URL: '',
  MAIL_FROM: '',
  APP_ORIGINS: '',
  TRUSTED_PROXIES: '',
  PRODUCT_NAME: '',
  NODE_ENV: 'development',
  LOG_LEVEL: 'warn',
  // Every person of every test comes from one address.
  SIGN_UPS_PER_HOUR: '0',
};

const patienceMs = 20_000;

/**
 * Starts the service as `npm start` does, on a free port and with a data directory of its own.
 * @param dataDir to start once more on data that are there
 */
export async function startService(settings: Settings = {}, dataDir?: string): Promise<Service> {
  const port = Number(settings.PORT ?? (await freePort()));
  const url = settings.PUBLIC_URL ?? `http://localhost:${port}`;
  const data = dataDir ?? (await mkdtemp(join(tmpdir(), 'portress-e2e-')));
  const child = spawn(process.execPath, ['packages/server/src/main.ts'], {
    cwd: root,
    env: { ...process.env, ...untouched, ...settings, PORT: String(port), PUBLIC_URL: url, DATA_DIR: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  await ready(child, output);
  const stop = () => ended(child);
  return {
    url,
    port,
    dataDir: data,
    setupLink: /http\S+\/setup#token=\S+/.exec(output())?.[0] ?? null,
    output,
    stop,
    remove: async () => {
      await stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

function collect(child: ChildProcess): () => string {
  let text = '';
  const add = (chunk: Buffer) => {
    text += chunk.toString();
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => text;
}

function ready(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail('did not start in time'), patienceMs);
    const fail = (what: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`the service ${what}:\n${output()}`));
    };
    child.once('exit', () => fail('ended at once'));
    child.stdout?.on('data', () => {
      // The greeting ends with an empty line.
      if (!/ is ready at [\s\S]*\n\n$/.test(output())) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve();
    });
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** Below those that systems give to outgoing connections, of which a browser has many. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
  throw new Error('no free port was found');
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
