import { resolve } from 'node:path';
import { type FoundBackup, listBackups } from '#features/backups/backup-folders.ts';
import { bytesOf } from '#features/backups/manifest.ts';
import { countRows } from './backup.ts';
import { command } from './command.ts';
import { formatBytes } from './doctor/finding.ts';
import { formatTable } from './format-table.ts';
import { readSettings } from './read-settings.ts';
import { CommandRefusedError } from './refusals.ts';

export const backupList = command({
  about: `Lists the backups in BACKUP_DIR, the newest first, by what they say of themselves. Whether each file in one is what it was is
told by "backup verify", which reads all of it.`,
  operands: [],
  options: { in: { value: 'DIR', about: 'another directory than BACKUP_DIR' } },
  examples: [
    ['backup list', 'those in BACKUP_DIR'],
    ['backup list --in /mnt/usb', 'those in another directory'],
  ],
  run: async ({ values }) => {
    const directory = values.in === undefined ? readSettings().backup.directory : resolve(values.in);
    if (directory === null)
      throw new CommandRefusedError('no_directory', 'Say where: --in DIR, or BACKUP_DIR in the settings.');
    const found = listBackups(directory);
    return {
      text: found.length === 0 ? `There is no backup in ${directory}.` : formatTable(headings, found.map(toRow)),
      json: { directory, items: found.map(toItem) },
    };
  },
});

const headings = ['name', 'accounts', 'size', 'version', 'why', 'state'];
const reasons = { command: 'by hand', schedule: 'schedule', migration: 'before a migration' };

const toRow = ({ name, manifest, damage }: FoundBackup): string[] =>
  manifest === null
    ? [name, '', '', '', '', `damaged: ${damage}`]
    : [
        name,
        countRows(manifest).replace(/ .*/, ''),
        formatBytes(bytesOf(manifest)),
        manifest.version,
        reasons[manifest.why],
        'whole',
      ];

const toItem = ({ name, path, manifest, damage }: FoundBackup) =>
  manifest === null
    ? { name, path, damage }
    : {
        name,
        path,
        damage,
        taken_at: manifest.taken_at,
        why: manifest.why,
        version: manifest.version,
        accounts: manifest.tables.accounts ?? 0,
        bytes: bytesOf(manifest),
      };
