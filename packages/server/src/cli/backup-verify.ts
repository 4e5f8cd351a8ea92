import { findBackup } from '#features/backups/backup-folders.ts';
import { knowsSecretOf } from '#features/backups/secret-fingerprint.ts';
import { type VerifiedBackup, verifyBackup } from '#features/backups/verify-backup.ts';
import { migrations } from '#migrations/migrations.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { loadServiceConfig } from '#server/installation.ts';
import { countRows, describePictures } from './backup.ts';
import { command } from './command.ts';

export const backupVerify = command({
  about: `Reads everything in a backup: whether each file is what it was when it was taken, the database is whole, this version can live with
it, and SECRET_KEY is the one it was taken under. Changes nothing. Exit code 1 if it could not be restored as it is.`,
  operands: ['BACKUP'],
  options: {},
  examples: [
    ['backup verify latest', 'the newest one in BACKUP_DIR'],
    ['backup verify /mnt/usb/portress-2026-11-27T03-30-00Z', 'one elsewhere'],
  ],
  run: async ({ operands: [given = ''] }) => {
    const config = loadServiceConfig();
    const verified = verifyBackup(findBackup(given, config.backup.directory), migrations.names);
    const isOfSecret = knowsSecretOf(createSecrets(config.secretKeys), verified.manifest);
    const { path, faults, manifest } = verified;
    return {
      text: faults.length > 0 ? describeFaults(verified) : describeWhole(verified, isOfSecret),
      json: { path, faults, secret_fits: isOfSecret, taken_at: manifest.taken_at, version: manifest.version },
      exitCode: faults.length > 0 ? 1 : 0,
    };
  },
});

export const describeFaults = ({ path, faults }: Pick<VerifiedBackup, 'path' | 'faults'>): string =>
  `${path} cannot be restored:\n${faults.map((fault) => `  ${fault}`).join('\n')}`;

const describeWhole = ({ path, manifest }: VerifiedBackup, isOfSecret: boolean): string =>
  `${path} is whole: ${countRows(manifest)}, ${describePictures(manifest)}, as of ${manifest.taken_at}, version ${manifest.version}.
${isOfSecret ? 'SECRET_KEY is the one it was taken under.' : otherSecret}`;

/** What it means, for whoever still has it and for whoever has not. */
export const otherSecret = `SECRET_KEY is not the one it was taken under. If you have that one, set it. If it is lost, the backup can be restored with
another one: everybody signs in again with their password, mails that waited are not sent, and what the audit log had sealed
before cannot be proved any more.`;
