import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, inject } from 'vitest';
import { migrations } from '#migrations/migrations.ts';
import type { Clock } from '#platform/clock.ts';
import { randomId } from '#platform/crypto/random.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';

/** Runs on from the real time; winding moves it, for the process and for the database alike. */
export type WindableClock = Clock & { wind(by: { seconds?: number; milliseconds?: number }): Promise<void> };

export type TestDatabase = {
  dialect: 'sqlite' | 'postgres';
  url: string;
  database: Database;
  clock: WindableClock;
  close(): Promise<void>;
};

/** Both, always; only the proof by mutants asks the same question so often that SQLite has to do. */
export const dialects: readonly ('sqlite' | 'postgres')[] =
  process.env.TEST_DATABASES === 'sqlite' ? ['sqlite'] : ['sqlite', 'postgres'];
const titles = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

/** Runs a suite once on each database. `open` hands out a fresh, migrated database that is removed after the test. */
export function describeOnEveryDatabase(name: string, suite: (open: () => Promise<TestDatabase>) => void): void {
  for (const dialect of dialects)
    describe(`${name} (${titles[dialect]})`, () => {
      const opened: TestDatabase[] = [];
      afterEach(async () => {
        for (const one of opened.splice(0)) await one.close();
      });
      suite(async () => {
        const one = await openTestDatabase(dialect);
        let closing: Promise<void> | undefined;
        const once = { ...one, close: () => (closing ??= one.close()) };
        opened.push(once);
        return once;
      });
    });
}

export const openTestDatabase = (dialect: 'sqlite' | 'postgres'): Promise<TestDatabase> =>
  dialect === 'sqlite' ? openSqliteForTest() : openPostgresForTest();

async function openSqliteForTest(): Promise<TestDatabase> {
  const template = inject('sqliteTemplate');
  const directory = mkdtempSync(join(dirname(template), 'test-'));
  const file = join(directory, 'portress.db');
  copyFileSync(template, file);
  const url = `sqlite:${file}`;
  let offset = 0;
  const clock: WindableClock = {
    now: () => Date.now() + offset,
    wind: async (by) => {
      offset += millisecondsOf(by);
    },
  };
  const { database, migrationTarget } = await openDatabase({
    url,
    clock,
    log: silentLog,
    migrations,
    checkpoints: false,
  });
  // As with PostgreSQL: behaviour is proved here, and crashes elsewhere. Without it half of the time is waiting for the disk.
  if (migrationTarget.dialect === 'sqlite') migrationTarget.raw.exec('PRAGMA synchronous = OFF');
  return {
    dialect: 'sqlite',
    url,
    database,
    clock,
    close: async () => {
      await database.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function openPostgresForTest(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomId().replaceAll('-', '_')}`;
  await onServer(server, `CREATE DATABASE "${name}" TEMPLATE portress_template STRATEGY FILE_COPY`);
  const url = `${server}/${name}`;
  let offset = 0;
  const clock: WindableClock = {
    now: () => Date.now() + offset,
    wind: async (by) => {
      offset += millisecondsOf(by);
      await onServer(url, `UPDATE test_clock SET offset_ms = ${offset}`);
    },
  };
  const { database } = await openDatabase({ url, clock, log: silentLog, migrations: null });
  return {
    dialect: 'postgres',
    url,
    database,
    clock,
    close: async () => {
      await database.close();
      await onServer(server, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
  };
}

const millisecondsOf = (by: { seconds?: number; milliseconds?: number }): number =>
  (by.seconds ?? 0) * 1000 + (by.milliseconds ?? 0);

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url.endsWith('/postgres') || /\/test_/.test(url) ? url : `${url}/postgres`,
  });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
