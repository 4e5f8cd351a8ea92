import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { createEmptyDatabase, readSchema } from '#test/empty-database.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { migrateToLatest } from './migrate.ts';
import { openSqliteConnection } from './sqlite-connection.ts';

// As a process that is killed leaves it: what it had written stays, what it had in mind is lost. Processes that are killed in
// truth are in proof/faults/migrations.test.ts.

afterEach(() => vi.restoreAllMocks());

const migrateOn = async (target: Parameters<typeof migrateToLatest>[0]) =>
  migrateToLatest(target, await migrations.load(), silentLog);

/** Calls before each statement of a migration on PostgreSQL, with its number and what it runs on. */
function beforeEachStatement(act: (number: number, client: pg.Client) => Promise<void>): void {
  const { query } = pg.Client.prototype;
  let number = 0;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(async function (this: pg.Client, ...given: unknown[]) {
    const { connectionParameters } = this as unknown as { connectionParameters: { application_name?: string } };
    if (connectionParameters.application_name === 'portress migrations') {
      number += 1;
      await act(number, this);
    }
    return (query as (...all: unknown[]) => Promise<unknown>).apply(this, given);
  });
}

/** The server ends the connection, and it is gone when this resolves. */
async function terminate(observer: pg.Client, client: pg.Client): Promise<void> {
  const { processID } = client as unknown as { processID: number };
  const isThere = async () =>
    (await observer.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1', [processID])).rows;
  while ((await isThere()).length > 0);
}

const countTables = async (observer: pg.Client): Promise<number> =>
  (await observer.query("SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace")).rows.length;

describe('migrations that are killed on PostgreSQL (fault 23)', () => {
  it('have done nothing that anybody could see before their last statement, and can be run again from wherever they ended', async () => {
    const [undisturbed, url] = [await createEmptyDatabase(), await createEmptyDatabase()];
    let last = 0;
    await onPostgres(undisturbed, async (observer) => {
      const seen = new Set<number>();
      beforeEachStatement(async (number) => {
        last = number;
        seen.add(await countTables(observer));
      });
      await migrateOn({ dialect: 'postgres', url: undisturbed });
      vi.restoreAllMocks();
      expect([...seen]).toEqual([0]);
    });
    expect(last).toBeGreaterThan(150);

    // Each of the first and last, where the books are kept, and some between; a run takes as long as what it gets through.
    const all = Array.from({ length: last }, (_, index) => index + 1);
    const killed = all.filter((number) => number <= 8 || number % 20 === 0 || number > last - 4);
    await onPostgres(url, async (observer) => {
      for (const chosen of killed) {
        beforeEachStatement(async (number, client) => {
          if (number === chosen) await terminate(observer, client);
        });
        await expect(migrateOn({ dialect: 'postgres', url })).rejects.toThrow();
        vi.restoreAllMocks();
        expect([chosen, await countTables(observer)]).toEqual([chosen, 0]);
      }
    });
    expect(await migrateOn({ dialect: 'postgres', url })).toEqual(migrations.names);
    expect(await readSchema(url)).toEqual(await readSchema(undisturbed));
  });
});

describe('migrations that are killed on SQLite (fault 23)', () => {
  const schemaOf = (raw: DatabaseSync) =>
    raw.prepare("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name").all();

  it('leave a file without any table at each statement, and it can be brought to the same schema', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'portress-killed-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'portress.db');
    const connection = openSqliteConnection(file, systemClock);
    // So that the transaction is written out while it runs: what is in the log must not count either.
    connection.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = 1');
    const copies: string[] = [];
    const { prepare } = connection.raw;
    vi.spyOn(connection.raw, 'prepare').mockImplementation((text) => {
      const copy = join(directory, `${copies.length}.db`);
      copyFileSync(file, copy);
      if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
      copies.push(copy);
      return prepare.call(connection.raw, text);
    });
    await migrateOn({ dialect: 'sqlite', raw: connection.raw });
    vi.restoreAllMocks();
    const undisturbed = schemaOf(connection.raw);
    connection.close();
    expect(copies.length).toBeGreaterThan(150);

    for (const [index, copy] of copies.entries()) {
      const left = new DatabaseSync(copy);
      expect([copy, schemaOf(left)]).toEqual([copy, []]);
      left.close();
      if (index % 40 !== 0 && index !== copies.length - 1) continue;
      const again = openSqliteConnection(copy, systemClock);
      again.exec('PRAGMA synchronous = OFF');
      expect(await migrateOn({ dialect: 'sqlite', raw: again.raw })).toEqual(migrations.names);
      expect(schemaOf(again.raw)).toEqual(undisturbed);
      again.close();
    }
  });
});
