import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../start-service.ts';
import { loadEmbeddedPostgres } from './embedded-postgres.ts';

/** A PostgreSQL of the test's own, with its durability on, that can be stopped, killed and started again on its port. */
export type RunningPostgres = {
  port: number;
  /** Of the database `portress`, which is empty at first. */
  url: string;
  /** Of its first process: a signal to it is one to the whole server. */
  pid(): number;
  /** `fast` ends every connection and writes everything out; `immediate` is a crash that the next start has to recover from. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  /** Starts again, and resolves when connections are taken. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  remove(): Promise<void>;
};

const database = 'portress';

/**
 * @param options further settings, such as `['max_connections=20']`
 * @param parent where its files lie
 */
export async function startPostgres(options: readonly string[] = [], parent = tmpdir()): Promise<RunningPostgres> {
  const directory = mkdtempSync(join(parent, 'portress-own-postgres-'));
  // As root the server runs as a user of its own, who has to get through to its folder.
  chmodSync(directory, 0o755);
  const dataDirectory = join(directory, 'data');
  const port = await findFreePort();
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const server = new EmbeddedPostgres({
    databaseDir: dataDirectory,
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--auth=trust'],
    postgresFlags: ['listen_addresses=127.0.0.1', 'max_connections=100', ...options].flatMap((line) => ['-c', line]),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  await server.createDatabase(database);
  const pidFile = join(dataDirectory, 'postmaster.pid');
  const pid = (): number => Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0]);
  // A test that fails must not leave a server behind.
  const killServer = (): void => {
    if (existsSync(pidFile)) process.kill(pid(), 'SIGQUIT');
  };
  process.once('exit', killServer);
  const stop = async (mode: 'fast' | 'immediate'): Promise<void> => {
    if (!existsSync(pidFile)) return;
    const stopping = pid();
    process.kill(stopping, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    while (isRunning(stopping)) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return {
    port,
    url: `postgres://postgres:postgres@127.0.0.1:${port}/${database}`,
    pid,
    stop,
    start: () => server.start(),
    remove: async () => {
      await stop('immediate');
      process.off('exit', killServer);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A child of ours that has ended stays in the table until its end was noticed.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
