import { resolve } from 'node:path';
import { bytesOf, type Manifest } from '#features/backups/manifest.ts';
import { noteBackup } from '#features/backups/store.ts';
import { hasSomethingToBackUp, type TakenBackup } from '#features/backups/take-backup.ts';
import { command } from './command.ts';
import { formatBytes } from './doctor/finding.ts';
import { type OperatorContext, withOperatorContext } from './open-operator-context.ts';
import { readMigrations } from './read-migrations.ts';
import { readSettings } from './read-settings.ts';
import { CommandRefusedError } from './refusals.ts';
import { takeBackupByHand } from './take-backup-by-hand.ts';

export const backup = command({
  about: `Takes a backup of the installation while the service runs: a folder with the database, the pictures of people (where they are kept
in DATA_DIR), and what is needed to see that it is whole. Everything that was acknowledged before the command began is in it.
From either database it is the same kind of folder, and can be restored into either.

SECRET_KEY is not in it. Keep that elsewhere: without it, everybody has to sign in again after a restore.
The service takes backups by itself when BACKUP_DIR is set; those that are taken by hand are never removed by it.`,
  operands: [],
  options: { to: { value: 'DIR', about: 'where the folder is made; BACKUP_DIR otherwise' } },
  examples: [
    ['backup', 'into BACKUP_DIR'],
    ['backup --to /mnt/usb', 'into another directory'],
  ],
  run: async ({ values }) => {
    const config = readSettings();
    const directory = values.to === undefined ? config.backup.directory : resolve(values.to);
    if (directory === null)
      throw new CommandRefusedError('no_directory', 'Say where: --to DIR, or BACKUP_DIR in the settings.');
    if (!hasSomethingToBackUp(config))
      throw new CommandRefusedError(
        'nothing_there',
        'There is no database yet: the first start of the service makes it.',
      );
    const taken = await withOperatorContext((context) => takeAndNote(context, directory), { migrations: null });
    return { text: describeBackup(taken), json: toJson(taken) };
  },
});

async function takeAndNote(context: OperatorContext, directory: string): Promise<TakenBackup> {
  const { config, database } = context;
  const taken = await takeBackupByHand(context, directory);
  // A database of an older version has no place for it.
  const { missing } = await readMigrations(context);
  if (directory === config.backup.directory && missing.length === 0)
    await noteBackup(database.write, { name: taken.name, bytes: bytesOf(taken.manifest) });
  return taken;
}

const toJson = ({ name, path, manifest: { files, note: _note, ...manifest } }: TakenBackup) => ({
  name,
  path,
  bytes: bytesOf({ files }),
  ...manifest,
});

const describeBackup = ({ path, manifest }: TakenBackup): string =>
  `${path}
${countRows(manifest)}, ${describePictures(manifest)}; ${formatBytes(bytesOf(manifest))} in ${manifest.seconds} s.
SECRET_KEY is not in it: keep that elsewhere.`;

export const countRows = ({ tables }: Manifest): string => plural(tables.accounts ?? 0, 'account');

export function describePictures({ avatars: { store, files, missing } }: Manifest): string {
  if (store !== 'file') return `no pictures: those are in ${store === 's3' ? 'the S3 bucket' : 'Cloudinary'}`;
  const lost = missing === 0 ? '' : `, ${missing} could not be found`;
  return `${plural(files, 'picture')}${lost}`;
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
