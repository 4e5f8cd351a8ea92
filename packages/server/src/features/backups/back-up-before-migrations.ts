import type { Secrets } from '#platform/crypto/secrets.ts';
import type { BeforeMigrations } from '#platform/database/migrate.ts';
import { MigrationBlocked } from '#platform/database/newer-database.ts';
import type { Migrations } from '#platform/database/open-database.ts';
import { fingerprintOf } from './secret-fingerprint.ts';
import type { BackupSettings } from './start-backups.ts';

type Context = { config: BackupSettings; secrets: Secrets; version: string; migrations: Migrations };

/**
 * What is done before migrations of a server's database: a backup, where there is a place for it. An embedded one is copied by
 * whoever migrates it.
 *
 * @returns undefined for an embedded database
 */
export function backUpBeforeMigrations({
  config,
  secrets,
  version,
  migrations,
}: Context): BeforeMigrations | undefined {
  if (config.databaseUrl.startsWith('sqlite:')) return undefined;
  return async (_missing, log) => {
    const { directory } = config.backup;
    if (directory === null) {
      log.warn('the database is migrated without a backup of ours: BACKUP_DIR is not set');
      return;
    }
    const task = {
      directory,
      databaseUrl: config.databaseUrl,
      avatarStore: config.avatarStore,
      publicUrl: config.publicUrl,
      secretFingerprint: fingerprintOf(secrets),
      version,
      why: 'migration',
    } as const;
    // Loaded only when something is missing, as the migrations are.
    const { takeBackup } = await import('./take-backup.ts');
    const taken = await takeBackup(task, migrations).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new MigrationBlocked(`no backup could be taken before it (${reason})`, error);
    });
    log.info({ backup: taken.name }, 'a backup was taken before the database is migrated');
  };
}
