import { fingerprintOf } from '#features/backups/secret-fingerprint.ts';
import { type TakenBackup, takeBackup } from '#features/backups/take-backup.ts';
import { migrations } from '#migrations/migrations.ts';
import { readVersion } from '#server/installation.ts';
import type { OperatorContext } from './open-operator-context.ts';

/** A backup, into this folder, of the installation that the settings name. No schedule removes it. */
export const takeBackupByHand = (
  { config, secrets }: Pick<OperatorContext, 'config' | 'secrets'>,
  directory: string,
): Promise<TakenBackup> =>
  takeBackup(
    {
      directory,
      databaseUrl: config.databaseUrl,
      avatarStore: config.avatarStore,
      publicUrl: config.publicUrl,
      secretFingerprint: fingerprintOf(secrets),
      version: readVersion(),
      why: 'command',
    },
    migrations,
  );
