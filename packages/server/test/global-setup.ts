import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { migrateToLatest } from '#platform/database/migrate.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { loadEmbeddedPostgres } from './servers/embedded-postgres.ts';
import { findFreePort } from './start-service.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server itself: `postgres://…` without a database. */
    postgresUrl: string;
    /** A migrated SQLite file to copy, and beside it the place for the copies. */
    sqliteTemplate: string;
  }
}

/** Every test makes a database; of PostgreSQL it is some 300 files, in memory for a fifth of the work. */
function roomiestPlace(): string {
  const memory = '/dev/shm';
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > 2 * 1024 ** 3 ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

const directoryName = 'portress-postgres-';

/** What runs that were killed have left: it would hold memory until the machine is started anew. */
function removeLeftovers(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = name.startsWith(directoryName) && /^\d+(?=-)/.exec(name.slice(directoryName.length))?.[0];
    if (pid && !isRunning(Number(pid))) rmSync(join(place, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one as well.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A directory for the databases of a run, to be removed after it. */
export function makeDirectory(): string {
  const place = roomiestPlace();
  removeLeftovers(place);
  return mkdtempSync(join(place, `${directoryName}${process.pid}-`));
}

/**
 * One real PostgreSQL for the whole run, from npm, so that every suite covers it on any machine.
 * Its durability is switched off: what it proves is behaviour; crashes are tested elsewhere.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = makeDirectory();
  // As root the server runs as a user of its own, who has to get through to its folder.
  chmodSync(directory, 0o755);
  const port = await findFreePort();
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    // Every test opens several connections, and proving a password costs more than the rest of one.
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--auth=trust'],
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'full_page_writes=off',
      '-c',
      'wal_level=minimal',
      '-c',
      'max_wal_senders=0',
      '-c',
      'max_connections=300',
      '-c',
      'listen_addresses=127.0.0.1',
    ],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  const url = `postgres://postgres:postgres@127.0.0.1:${port}`;
  await createTemplate(url);
  project.provide('postgresUrl', url);
  project.provide('sqliteTemplate', await createSqliteTemplate(directory));
  return async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}

/** @returns the file, closed, to be copied for each test */
export async function createSqliteTemplate(directory: string): Promise<string> {
  const file = join(directory, 'portress.db');
  const { database } = await openDatabase({
    url: `sqlite:${file}`,
    clock: systemClock,
    log: silentLog,
    migrations,
    checkpoints: false,
  });
  // Its log is written back into the file by the last who closes it.
  await database.close();
  return file;
}

/** A migrated database to copy, whose clock can be wound: `now_ms()` adds what stands in `test_clock`. */
async function createTemplate(url: string): Promise<void> {
  const server = new pg.Client({ connectionString: `${url}/postgres` });
  await server.connect();
  await server.query('CREATE DATABASE portress_template');
  await server.end();
  await migrateToLatest({ dialect: 'postgres', url: `${url}/portress_template` }, await migrations.load(), silentLog);
  const template = new pg.Client({ connectionString: `${url}/portress_template` });
  await template.connect();
  await template.query(`
    CREATE TABLE test_clock (offset_ms bigint NOT NULL);
    INSERT INTO test_clock VALUES (0);
    CREATE OR REPLACE FUNCTION now_ms() RETURNS bigint LANGUAGE sql STABLE
      AS $$ SELECT (extract(epoch FROM statement_timestamp()) * 1000)::bigint + (SELECT offset_ms FROM test_clock) $$`);
  await template.end();
}
