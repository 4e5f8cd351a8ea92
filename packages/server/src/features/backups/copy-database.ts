import { closeSync, openSync } from 'node:fs';
import { systemClock } from '#platform/clock.ts';
import { CopyDamaged, copySqlite, findDamages } from '#platform/database/copy-sqlite.ts';
import { copyTables } from '#platform/database/copying/copy-tables.ts';
import { postgresSide } from '#platform/database/copying/postgres-side.ts';
import { sqliteSide } from '#platform/database/copying/sqlite-side.ts';
import { migrateToLatest } from '#platform/database/migrate.ts';
import { withMigrationConnection } from '#platform/database/migration-connection.ts';
import type { Migrations } from '#platform/database/open-database.ts';
import { openSqliteConnection } from '#platform/database/sqlite-connection.ts';
import { syncFile } from '#platform/files/sync-file.ts';
import { silentLog } from '#platform/log.ts';

/**
 * Copies the database as it is at this moment into a SQLite file, with everything that was acknowledged before.
 *
 * @param url `sqlite:FILE` or `postgres://…`
 * @param migrations what this version knows; those that the database has are those that the copy gets
 * @throws CopyRefused for a server's database that a newer version has migrated
 */
export async function copyDatabase(url: string, target: string, migrations: Migrations): Promise<void> {
  if (url.startsWith('sqlite:')) return copySqlite(url.slice('sqlite:'.length), target);
  await withMigrationConnection(url, async (client) => {
    const source = postgresSide(client);
    const applied = await source.listMigrations();
    // Made empty first, because SQLite would make it readable for everybody.
    closeSync(openSync(target, 'wx', 0o600));
    const { raw, close } = openSqliteConnection(target, systemClock);
    try {
      // Nobody needs half of a copy: it is written without a log, and synced when it is whole.
      raw.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
      const timeline = Object.entries(await migrations.load()).filter(([name]) => applied.includes(name));
      await migrateToLatest({ dialect: 'sqlite', raw }, Object.fromEntries(timeline), silentLog);
      await copyTables(source, sqliteSide(raw));
    } finally {
      close();
    }
  });
  const damages = findDamages(target);
  if (damages.length > 0) throw new CopyDamaged(damages);
  syncFile(target);
}
