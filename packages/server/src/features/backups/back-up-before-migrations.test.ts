import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { MigrationBlocked } from '#platform/database/newer-database.ts';
import { type Migrations, openDatabase } from '#platform/database/open-database.ts';
import { readTimeline } from '#platform/database/read-timeline.ts';
import { silentLog } from '#platform/log.ts';
import { createEmptyDatabase } from '#test/empty-database.ts';
import { testSecret } from '#test/test-app.ts';
import { backUpBeforeMigrations } from './back-up-before-migrations.ts';
import { listBackups } from './backup-folders.ts';

const formerNames = migrations.names.filter((name) => name < '0018');
/** What the release before this table knew. */
const former: Migrations = {
  names: formerNames,
  load: async () =>
    Object.fromEntries(Object.entries(await migrations.load()).filter(([name]) => formerNames.includes(name))),
};

test('PostgreSQL: a backup is taken before migrations where there is a place for it, and without it nothing is migrated', async () => {
  const url = await createEmptyDatabase();
  const directory = join(mkdtempSync(join(tmpdir(), 'portress-backups-')), 'backups');
  onTestFinished(() => rmSync(join(directory, '..'), { recursive: true, force: true }));
  const open = async (known: Migrations): Promise<string[]> => {
    const before = backUpBeforeMigrations({
      config: {
        backup: { directory, schedule: '30 3 * * *', keep: { days: 1, weeks: 0, months: 0 } },
        databaseUrl: url,
        avatarStore: { kind: 'file', directory: join(directory, 'none') },
        publicUrl: 'http://localhost:8000',
      },
      secrets: createSecrets([testSecret]),
      version: '0.0.0-test',
      migrations,
    });
    const opened = await openDatabase({
      url,
      clock: systemClock,
      log: silentLog,
      migrations: known,
      ...(before && { beforeMigrations: before }),
    });
    const { applied } = await readTimeline('postgres', (statement) => opened.database.read.all(statement, {}));
    await opened.database.close();
    return applied.map(({ name }) => name);
  };
  expect(await open(former)).toEqual(formerNames);
  expect(listBackups(directory)).toEqual([]);
  writeFileSync(directory, 'in the way');
  await expect(open(migrations)).rejects.toThrow(MigrationBlocked);
  rmSync(directory);
  expect(await open(migrations)).toEqual(migrations.names);
  expect(listBackups(directory)).toMatchObject([
    { damage: null, manifest: { why: 'migration', database: 'postgres', migrations: formerNames } },
  ]);
  expect(await open(migrations)).toEqual(migrations.names);
  expect(listBackups(directory)).toHaveLength(1);
});
