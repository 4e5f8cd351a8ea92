import { systemClock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { livableVersion, newerVersion } from '#platform/database/newer-database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { DataElsewhere, refuseElsewhere } from '#platform/database/whereabouts.ts';
import { silentLog } from '#platform/log.ts';
import { reasonOf } from '#platform/message-of.ts';
import type { Config } from '#server/config.ts';
import { hasDatabase, readMigrations } from '../read-migrations.ts';
import { type Finding, fault, ok, warning } from './finding.ts';
import { inspectPostgres } from './inspect-postgres.ts';
import { inspectSqlite } from './inspect-sqlite.ts';

/** The database stays open for what is looked at next; null when it cannot be reached or has no tables yet. */
export type DatabaseRead = { findings: Finding[]; database: Database | null };

type Described = Pick<Config, 'databaseUrl' | 'databaseConnections' | 'workers'>;

export async function inspectDatabase(config: Described): Promise<DatabaseRead> {
  if (!hasDatabase(config))
    return { findings: [ok('database', 'there is none yet: the first start makes it')], database: null };
  try {
    return await openAndInspect(config);
  } catch (error) {
    const reason = reasonOf(error);
    return {
      findings: [fault('database', `cannot be used: ${reason}`, adviceFor(config.databaseUrl))],
      database: null,
    };
  }
}

async function openAndInspect(config: Described): Promise<DatabaseRead> {
  const url = config.databaseUrl;
  const opened = await openDatabase({ url, clock: systemClock, log: silentLog, migrations: null, checkpoints: false });
  const { database } = opened;
  try {
    await database.ping();
    const { findings: server, isWhole } = await inspectServer(database, config);
    const migrations = await inspectMigrations(opened);
    // What else is read from a damaged file ends in errors, or is not true.
    if (migrations.status === 'ok' && isWhole)
      return { findings: [...server, migrations, ...(await inspectWhereabouts(database))], database };
    await database.close();
    return { findings: [...server, migrations], database: null };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function inspectServer(
  database: Database,
  config: Described,
): Promise<{ findings: Finding[]; isWhole: boolean }> {
  if (database.dialect === 'sqlite') return inspectSqlite(database);
  return { findings: await inspectPostgres(database, config), isWhole: true };
}

async function inspectMigrations(opened: Parameters<typeof readMigrations>[0]): Promise<Finding> {
  const { applied, missing, unknown, unlivable } = await readMigrations(opened);
  if (unlivable.length > 0)
    return fault('migrations', newerVersion(unlivable), 'Do not let this version work on that database.');
  if (missing.length > 0)
    return warning(
      'migrations',
      `not applied yet: ${missing.join(', ')}`,
      'Start the service, or run `portress migrate`.',
    );
  return ok('migrations', unknown.length > 0 ? livableVersion(unknown) : `all ${applied.length} applied`);
}

/** The service does not start on what has moved elsewhere, or has not quite arrived. */
async function inspectWhereabouts(database: Database): Promise<Finding[]> {
  try {
    await refuseElsewhere(database);
    return [];
  } catch (error) {
    if (!(error instanceof DataElsewhere)) throw error;
    return [fault('database', error.message, 'No service starts on it as it is.')];
  }
}

const adviceFor = (url: string): string =>
  url.startsWith('sqlite:')
    ? 'Look at owner and permissions of the file, and at the disk; a damaged file is restored from a backup.'
    : 'Look at DATABASE_URL: host, port, user, password and name of the database, and whether the server takes connections from here.';
