import { backUpBeforeMigrations } from '#features/backups/back-up-before-migrations.ts';
import { findSetupLink } from '#features/setup/find-setup-link.ts';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import type { Log } from '#platform/log.ts';
import { readVersion, type ServiceConfig } from '../installation.ts';

/**
 * Brings the schema up to date before there are workers, once for all of them, and lets go of the database.
 *
 * @returns the setup link, while there is no administrator
 */
export async function prepareDatabase(config: ServiceConfig, log: Log): Promise<string | undefined> {
  const secrets = createSecrets(config.secretKeys);
  const beforeMigrations = backUpBeforeMigrations({ config, secrets, version: readVersion(), migrations });
  const { database } = await openDatabase({
    url: config.databaseUrl,
    connections: 1,
    clock: systemClock,
    log,
    migrations,
    ...(beforeMigrations && { beforeMigrations }),
  });
  try {
    return await findSetupLink({ config, database, secrets });
  } finally {
    await database.close();
  }
}
