import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { migrateToLatest } from './migrate.ts';
import type { Timeline } from './migration.ts';
import { MigrationBlocked } from './newer-database.ts';

function givenDatabase() {
  const directory = mkdtempSync(join(tmpdir(), 'portress-copies-'));
  const raw = new DatabaseSync(join(directory, 'portress.db'));
  onTestFinished(() => {
    raw.close();
    rmSync(directory, { recursive: true, force: true });
  });
  raw.exec('PRAGMA journal_mode = WAL');
  const copies = join(directory, 'before-migrations');
  const tables = (): unknown[] => raw.prepare("SELECT name FROM sqlite_master WHERE name LIKE 'cats%'").all();
  return {
    raw,
    copies,
    tables,
    migrate: (timeline: Timeline) => migrateToLatest({ dialect: 'sqlite', raw }, timeline, silentLog),
  };
}

/** 0001-cats to the number. */
const timelineTo = (last: number): Timeline =>
  Object.fromEntries(
    Array.from({ length: last }, (_, index) => [
      `000${index + 1}-cats`,
      {
        up: (db) =>
          db.schema
            .createTable(`cats_${index + 1}`)
            .addColumn('name', 'text')
            .execute(),
      },
    ]),
  );

test('a database is copied as it was before migrations change it, readable by its owner only; the last three copies stay', async () => {
  const { raw, copies, migrate } = givenDatabase();
  await migrate(timelineTo(1));
  expect(() => readdirSync(copies)).toThrow('ENOENT');
  raw.exec("INSERT INTO cats_1 (name) VALUES ('Mur')");
  for (const last of [2, 3, 4, 5]) await migrate(timelineTo(last));
  await migrate(timelineTo(5));
  const names = readdirSync(copies).toSorted();
  expect(names).toEqual(
    [3, 4, 5].map((number) => expect.stringMatching(`^portress-.*Z-before-000${number}-cats[.]db$`)),
  );
  const [first = ''] = names;
  expect(statSync(join(copies, first)).mode & 0o777).toBe(0o600);
  const copy = new DatabaseSync(join(copies, first), { readOnly: true });
  onTestFinished(() => copy.close());
  expect(copy.prepare('SELECT name FROM cats_1').all()).toEqual([{ name: 'Mur' }]);
  expect(copy.prepare("SELECT name FROM sqlite_master WHERE name = 'cats_3'").all()).toEqual([]);
});

test('where there can be no copy there is no migration, and nothing is left behind', async () => {
  const { copies, migrate, tables } = givenDatabase();
  await migrate(timelineTo(1));
  writeFileSync(copies, 'in the way');
  const migrating = migrate(timelineTo(2));
  await expect(migrating).rejects.toThrow(MigrationBlocked);
  await expect(migrating).rejects.toThrow(/no copy could be made before it in .*before-migrations/);
  expect(tables()).toHaveLength(1);
  rmSync(copies);
  mkdirSync(copies);
  writeFileSync(join(copies, 'portress-x.db.draft'), 'of a process that was killed');
  expect(await migrate(timelineTo(2))).toEqual(['0002-cats']);
  expect(readdirSync(copies)).toHaveLength(1);
});
