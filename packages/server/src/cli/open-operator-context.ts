import { backUpBeforeMigrations } from '#features/backups/back-up-before-migrations.ts';
import { migrations as allMigrations } from '#migrations/migrations.ts';
import { type Clock, systemClock } from '#platform/clock.ts';
import { createSecrets, type Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import type { MigrationTarget } from '#platform/database/migrate.ts';
import { type Migrations, openDatabase } from '#platform/database/open-database.ts';
import { type Log, silentLog } from '#platform/log.ts';
import { loadServiceConfig, readVersion, type ServiceConfig } from '#server/installation.ts';

/** What a command needs of the service to do one thing and end. It works beside a running service. */
export type OperatorContext = {
  config: ServiceConfig;
  database: Database;
  migrationTarget: MigrationTarget;
  secrets: Secrets;
  clock: Clock;
  log: Log;
  /** Mails that a rule queues are sent by the service. */
  outbox: { wake(): void };
};

/**
 * Opens what the settings name, and closes it when the work is done.
 *
 * @param migrations applied first, as at a start of the service; null leaves the schema as it is
 * @param isPatient for those that change every row, which takes a server longer than a request may
 * @param checkpoints for commands that write so much that the write-ahead log would grow without end
 */
export async function withOperatorContext<T>(
  work: (context: OperatorContext) => Promise<T>,
  {
    migrations = allMigrations,
    checkpoints = false,
    isPatient = false,
  }: { migrations?: Migrations | null; checkpoints?: boolean; isPatient?: boolean } = {},
): Promise<T> {
  const config = loadServiceConfig();
  const context = { config, secrets: createSecrets(config.secretKeys), clock: systemClock, log: silentLog };
  const beforeMigrations = beforeMigrationsOf(context);
  const opened = await openDatabase({
    ...context,
    url: config.databaseUrl,
    migrations,
    checkpoints,
    isPatient,
    ...(beforeMigrations && { beforeMigrations }),
  });
  try {
    return await work({ ...context, ...opened, outbox: { wake: () => {} } });
  } finally {
    await opened.database.close();
  }
}

/** For a command that opens the database by itself, or applies migrations by itself. */
export const beforeMigrationsOf = ({ config, secrets }: Pick<OperatorContext, 'config' | 'secrets'>) =>
  backUpBeforeMigrations({ config, secrets, version: readVersion(), migrations: allMigrations });
