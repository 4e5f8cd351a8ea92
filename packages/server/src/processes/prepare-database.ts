import { findSetupLink } from '#features/setup/find-setup-link.ts';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import type { Log } from '#platform/log.ts';
import type { ServiceConfig } from '../installation.ts';

/**
 * Brings the schema up to date before there are workers, once for all of them, and lets go of the database.
 *
 * @returns the setup link, while there is no administrator
 */
export async function prepareDatabase(config: ServiceConfig, log: Log): Promise<string | undefined> {
  const { database } = await openDatabase({
    url: config.databaseUrl,
    connections: 1,
    clock: systemClock,
    log,
    migrations,
  });
  try {
    return await findSetupLink({ config, database, secrets: createSecrets(config.secretKeys) });
  } finally {
    await database.close();
  }
}
