import { join } from 'node:path';
import { systemClock } from '#platform/clock.ts';
import { copyTables } from '#platform/database/copying/copy-tables.ts';
import { postgresSide } from '#platform/database/copying/postgres-side.ts';
import { sqliteSide } from '#platform/database/copying/sqlite-side.ts';
import { withMigrationConnection } from '#platform/database/migration-connection.ts';
import { type Migrations, openDatabase } from '#platform/database/open-database.ts';
import { replaceSqlite } from '#platform/database/replace-sqlite.ts';
import { openSqliteConnection } from '#platform/database/sqlite-connection.ts';
import type { Log } from '#platform/log.ts';
import { findOccupant } from './find-occupant.ts';
import { PlaceInUse } from './place-refusals.ts';

type Context = {
  config: { databaseUrl: string };
  log: Log;
  migrations: Migrations;
  /** Keeps what is on a server before it is replaced. @returns where */
  keepServer(directory: string): Promise<string>;
};

/**
 * Puts a database that is ready in its place.
 *
 * @param keepIn the directory that what was there is kept in; null where there was nothing to keep
 * @returns where it is kept
 * @throws PlaceInUse
 */
export async function placeDatabase(context: Context, ready: string, keepIn: string | null): Promise<string | null> {
  const { databaseUrl } = context.config;
  // Once more: making it ready took its time.
  const occupant = await findOccupant(databaseUrl);
  if (occupant.state === 'in use') throw new PlaceInUse(occupant.by);
  if (databaseUrl.startsWith('sqlite:')) {
    replaceSqlite(databaseUrl.slice('sqlite:'.length), ready, keepIn);
    return keepIn;
  }
  const kept = keepIn === null ? null : await context.keepServer(keepIn);
  await fillServer(context, ready);
  return kept;
}

/** In one transaction, which takes away what was there and compares what has arrived. */
async function fillServer({ config, log, migrations }: Context, ready: string): Promise<void> {
  const opened = await openDatabase({
    url: config.databaseUrl,
    clock: systemClock,
    log,
    migrations,
    // What was worth it is kept already.
    beforeMigrations: async () => {},
  });
  await opened.database.close();
  const { raw, close } = openSqliteConnection(ready, systemClock, { readOnly: true });
  try {
    await withMigrationConnection(config.databaseUrl, (client) => copyTables(sqliteSide(raw), postgresSide(client)));
  } finally {
    close();
  }
}

/** Beside the database, or in DATA_DIR for that of a server. */
export const keepingPlaceIn = (directory: string): string =>
  join(directory, `before-restore-${new Date().toISOString().replace(/[:.]/g, '-')}`);
