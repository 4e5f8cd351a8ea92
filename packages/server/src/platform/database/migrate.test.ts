import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog, silentLog } from '#platform/log.ts';
import { createEmptyDatabase, readSchema } from '#test/empty-database.ts';
import { onPostgres, runOnPostgres } from '#test/run-on-postgres.ts';
import { migrateToLatest } from './migrate.ts';
import type { Migration, Timeline } from './migration.ts';
import { migrationLimits } from './migration-lock.ts';
import { MigrationBlocked, NewerDatabase } from './newer-database.ts';
import { openDatabase } from './open-database.ts';

const limits = { ...migrationLimits, pause: 20 };

function collectLog() {
  let text = '';
  const log = createLog('info', {
    write: (line) => {
      text += line;
    },
  });
  return { log, logged: () => text };
}

const running = (...statements: string[]): Migration => ({
  kind: 'expand',
  up: async (db) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
});
const first: Timeline = { '0001-cats': running('CREATE TABLE cats (name text)') };
const second: Timeline = { ...first, '0014-age': running('ALTER TABLE cats ADD COLUMN age integer') };

describe('two nodes that migrate at once', () => {
  it('do it once, on an empty PostgreSQL, and all of them go on', async () => {
    const [url, alone] = [await createEmptyDatabase(), await createEmptyDatabase()];
    const timeline = await migrations.load();
    const migrate = (at: string) => migrateToLatest({ dialect: 'postgres', url: at }, timeline, silentLog, limits);
    const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(applied.map(({ length }) => length).toSorted((one, other) => one - other)).toEqual([
      0,
      0,
      migrations.names.length,
    ]);
    await migrate(alone);
    expect(await readSchema(url)).toEqual(await readSchema(alone));
  });

  it('tell whom they wait for, and end with that where it takes too long', async () => {
    const url = await createEmptyDatabase();
    const { log, logged } = collectLog();
    await onPostgres(url, async (holder) => {
      await holder.query('BEGIN');
      await holder.query("SET application_name = 'the other node'");
      await holder.query('SELECT pg_advisory_xact_lock(3853314791062309107)');
      const waiting = migrateToLatest({ dialect: 'postgres', url }, first, log, { ...limits, wait: 300 });
      await expect(waiting).rejects.toThrow(MigrationBlocked);
      await expect(waiting).rejects.toThrow(/another node is migrating the database: the other node \(process \d+/);
    });
    expect(logged()).toMatch(
      /migrations wait: another node is migrating the database: the other node \(process \d+ from /,
    );
    expect(await migrateToLatest({ dialect: 'postgres', url }, first, silentLog, limits)).toEqual(['0001-cats']);
  });

  it('of two releases: the older one that waited finds the newer schema, and lives with it or not', async () => {
    const url = await createEmptyDatabase();
    const migrate = (timeline: Timeline) => migrateToLatest({ dialect: 'postgres', url }, timeline, silentLog, limits);
    await migrate(second);
    expect(await migrate(first)).toEqual([]);
    const drop = { ...running('ALTER TABLE cats DROP COLUMN age'), kind: 'contract' } as const;
    await migrate({ ...second, '0015-drop': { ...drop, unneededSince: '0014-age' } });
    await expect(migrate(first)).rejects.toThrow(NewerDatabase);
    // This one has the migration since which nobody needs what was dropped.
    expect(await migrate(second)).toEqual([]);
  });
});

describe('a migration of a table that others read', () => {
  it('keeps nobody waiting behind it for longer than a moment, says what is in the way, and goes on when that has gone', async () => {
    const url = await createEmptyDatabase();
    await migrateToLatest({ dialect: 'postgres', url }, first, silentLog, limits);
    const { log, logged } = collectLog();
    await onPostgres(url, async (reader) => {
      await reader.query("SET application_name = 'a long report'");
      await reader.query('BEGIN');
      await reader.query('SELECT count(*) FROM cats');
      const migrating = migrateToLatest({ dialect: 'postgres', url }, second, log, limits);
      const slowest = await onPostgres(url, async (request) => {
        const waits: number[] = [];
        for (const startedAt = performance.now(); performance.now() - startedAt < 1500; ) {
          const before = performance.now();
          await request.query('SELECT name FROM cats');
          waits.push(performance.now() - before);
        }
        return Math.max(...waits);
      });
      // Requests are given a second and a half for a lock.
      expect(slowest).toBeLessThan(1500);
      expect(logged()).toContain(
        'a table is in use by others; the oldest transaction is that of a long report (process',
      );
      await reader.query('COMMIT');
      expect(await migrating).toEqual(['0014-age']);
    });
  });

  it('fails with the database’s own words where the fault is its own, and leaves the schema as it was', async () => {
    const url = await createEmptyDatabase();
    const target = { dialect: 'postgres', url } as const;
    const wrong = {
      ...first,
      '0014-wrong': running('CREATE TABLE dogs (name text)', 'ALTER TABLE birds ADD COLUMN x text'),
    };
    const failing = migrateToLatest(target, wrong, silentLog, limits);
    await expect(failing).rejects.toThrow('a migration failed; the schema is as it was before');
    await expect(failing.catch((error: Error) => String(error.cause))).resolves.toContain('"birds" does not exist');
    expect((await readSchema(url)).tables).toEqual([]);
  });
});

describe('a migration that takes something away', () => {
  const drop = running('ALTER TABLE cats DROP COLUMN age').up;
  const quick = { ...limits, lately: 300 };

  it('waits until the nodes are stopped that may need it, and says which they are', async () => {
    const url = await createEmptyDatabase();
    const target = { dialect: 'postgres', url } as const;
    await migrateToLatest(target, second, silentLog, quick);
    const { log, logged } = collectLog();
    const timeline: Timeline = { ...second, '0015-drop': { kind: 'contract', unneededSince: null, up: drop } };
    await onPostgres(url, async (node) => {
      await node.query("SET application_name = 'portress'");
      const polling = setInterval(() => void node.query('SELECT age FROM cats'), 50);
      const migrating = migrateToLatest(target, timeline, log, quick);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(logged()).toMatch(
        /0015-drop: older releases cannot live with this, and nodes are at work .* portress \(process/,
      );
      await node.query('SELECT age FROM cats');
      const short = { ...quick, wait: 100 };
      await expect(migrateToLatest(target, timeline, silentLog, short)).rejects.toThrow(MigrationBlocked);
      clearInterval(polling);
      expect(await migrating).toEqual(['0015-drop']);
    });
  });

  it('does not wait for nodes that have the migration since which they do not need it', async () => {
    const url = await createEmptyDatabase();
    const target = { dialect: 'postgres', url } as const;
    await migrateToLatest(target, second, silentLog, quick);
    const timeline: Timeline = { ...second, '0015-drop': { kind: 'contract', unneededSince: '0014-age', up: drop } };
    await onPostgres(url, async (node) => {
      await node.query("SET application_name = 'portress'");
      expect(await migrateToLatest(target, timeline, silentLog, { ...quick, wait: 0 })).toEqual(['0015-drop']);
    });
  });
});

describe.each(['SQLite', 'PostgreSQL'])('an older release at the start (%s)', (kind) => {
  const open = async (url: string, timeline: Timeline, log = silentLog) => {
    const names = Object.keys(timeline);
    const options = { url, clock: systemClock, log, checkpoints: false };
    const { database } = await openDatabase({ ...options, migrations: { names, load: async () => timeline } });
    await database.close();
  };
  const createUrl = async (): Promise<string> => {
    if (kind === 'PostgreSQL') return createEmptyDatabase();
    const directory = mkdtempSync(join(tmpdir(), 'portress-older-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    return `sqlite:${join(directory, 'portress.db')}`;
  };
  const dropAge = running('ALTER TABLE cats DROP COLUMN age').up;

  it('goes on with a word of warning where a newer one has only added, or taken away what it does not need', async () => {
    const url = await createUrl();
    await open(url, { ...second, '0015-drop': { kind: 'contract', unneededSince: '0014-age', up: dropAge } });
    const { log, logged } = collectLog();
    await open(url, second, log);
    expect(logged()).toContain('"level":"warn"');
    expect(logged()).toContain('a newer version of Portress (0015-drop), which this one can live with');
  });

  it('refuses what took away something that it needs, what nobody said anything of, and what is of another line', async () => {
    const url = await createUrl();
    await open(url, { ...second, '0015-drop': { kind: 'contract', unneededSince: '0014-age', up: dropAge } });
    await expect(open(url, first)).rejects.toThrow('a newer version of Portress (0015-drop)');
    const [silent, stopped, added] = [await createUrl(), await createUrl(), await createUrl()];
    const { up } = running('CREATE TABLE dogs (name text)');
    await open(silent, { ...second, '0015-dogs': { up } });
    await expect(open(silent, second)).rejects.toThrow(NewerDatabase);
    await open(stopped, { ...second, '0015-dogs': { kind: 'contract', unneededSince: null, up } });
    await expect(open(stopped, second)).rejects.toThrow(NewerDatabase);
    await open(added, { ...second, '0015-dogs': { kind: 'expand', up } });
    await expect(open(added, { ...second, '0015-birds': { kind: 'expand', up } })).rejects.toThrow('(0015-dogs)');
  });

  it('refuses a migration that stands in the books without a kind, as other versions have written them', async () => {
    if (kind === 'SQLite') return;
    const url = await createUrl();
    await open(url, second);
    await runOnPostgres(url, ["INSERT INTO kysely_migration VALUES ('9999-tomorrow', '2030-01-01T00:00:00.000Z')"]);
    await expect(open(url, second)).rejects.toThrow('(9999-tomorrow)');
  });
});
