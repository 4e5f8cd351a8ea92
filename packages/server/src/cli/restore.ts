import { findBackup } from '#features/backups/backup-folders.ts';
import type { EverythingEnded } from '#features/backups/end-everything.ts';
import { type RestoreContext, type Restored, restoreBackup } from '#features/backups/restore-backup.ts';
import { knowsSecretOf } from '#features/backups/secret-fingerprint.ts';
import { type VerifiedBackup, verifyBackup } from '#features/backups/verify-backup.ts';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { createSecrets, type Secrets } from '#platform/crypto/secrets.ts';
import { silentLog } from '#platform/log.ts';
import { loadServiceConfig, type ServiceConfig } from '#server/installation.ts';
import { countRows, plural } from './backup.ts';
import { describeFaults, otherSecret } from './backup-verify.ts';
import { command } from './command.ts';
import { CommandRefusedError } from './refusals.ts';
import { takeBackupByHand } from './take-backup-by-hand.ts';

export const restore = command({
  about: `Puts a backup in the place of the installation that the settings name. The service has to be stopped. The backup is read first, and is
not touched; one of an older version is brought up to date. Until the last moment nothing is changed: a restore that fails or is
killed leaves what was there.

Whatever ended after the backup was taken would be alive again. So everything that was alive in it is ended: sessions and access
tokens, links in mails, open invitations, keys of other services. People sign in again with their password. What cannot be undone
is told: passwords, roles, suspensions and deletions are as they were then.

With --keep-sessions nothing is ended. That is for moving to another machine: the service was stopped, then the backup was taken,
and nothing has happened since.

After a snapshot, pg_restore or a point-in-time recovery, which put the data in place themselves: "portress end-everything".`,
  operands: ['BACKUP'],
  options: {
    replace: { about: 'an installation with accounts is there: keep it aside, and put the backup in its place' },
    'keep-sessions': { about: 'end nothing: nothing has happened since the backup was taken' },
    'lost-secret': { about: 'the SECRET_KEY of the backup is lost, and another one is set' },
  },
  examples: [
    ['restore latest', 'the newest one in BACKUP_DIR, into an empty place'],
    ['restore /mnt/usb/portress-2026-11-27T03-30-00Z --replace', 'in the place of what is there'],
  ],
  run: async ({ values, operands: [given = ''] }) => {
    const config = loadServiceConfig();
    const secrets = createSecrets(config.secretKeys);
    const backup = verifyBackup(findBackup(given, config.backup.directory), migrations.names);
    if (backup.faults.length > 0)
      throw new CommandRefusedError('damaged', `${describeFaults(backup)}\nNothing was changed.`);
    const keepsAlive = values['keep-sessions'] === true;
    refuseOtherSecret(secrets, backup, { isLost: values['lost-secret'] === true, keepsAlive });
    const restored = await restoreBackup(contextOf(config, secrets), {
      backup,
      keepsAlive,
      mayReplace: values.replace === true,
    });
    return { text: describe(backup, restored), json: toJson(backup, restored) };
  },
});

function refuseOtherSecret(
  secrets: Secrets,
  { manifest }: VerifiedBackup,
  { isLost, keepsAlive }: { isLost: boolean; keepsAlive: boolean },
): void {
  if (knowsSecretOf(secrets, manifest)) return;
  if (keepsAlive)
    throw new CommandRefusedError(
      'other_secret',
      'SECRET_KEY is not the one the backup was taken under: no session can be kept. Nothing was changed.',
    );
  if (!isLost)
    throw new CommandRefusedError('other_secret', `${otherSecret}\nThen say --lost-secret. Nothing was changed.`);
}

const contextOf = (config: ServiceConfig, secrets: Secrets): RestoreContext => ({
  config,
  secrets,
  clock: systemClock,
  log: silentLog,
  migrations,
  keepServer: async (directory) => (await takeBackupByHand({ config, secrets }, directory)).path,
});

const toJson = ({ path, manifest }: VerifiedBackup, { kept, ended, lostPictures }: Restored) => ({
  restored: path,
  taken_at: manifest.taken_at,
  accounts: manifest.tables.accounts ?? 0,
  kept_aside: kept,
  lost_pictures: lostPictures,
  ended: ended === null ? null : toEndedJson(ended),
});

export const toEndedJson = ({ serviceKeys, ...counts }: EverythingEnded) => ({ ...counts, service_keys: serviceKeys });

function describe({ path, manifest }: VerifiedBackup, { kept, ended, lostPictures }: Restored): string {
  const lines = [
    `Restored from ${path}: ${countRows(manifest)}, as of ${manifest.taken_at}.`,
    kept !== null && `What was there is in ${kept}; remove it when you are sure.`,
    lostPictures > 0 &&
      `${plural(lostPictures, 'account')} had a picture that is not in it, and shows the default now.`,
    ended === null
      ? 'Nothing was ended: whatever has ended since the backup was taken is alive again.'
      : describeEnded(ended),
    `As they were at ${manifest.taken_at}, whatever happened since: passwords, roles, suspensions, and accounts that were deleted.`,
  ];
  return lines.filter((line) => line !== false).join('\n');
}

export function describeEnded({ sessions, links, invitations, mails, serviceKeys }: EverythingEnded): string {
  const counted = [
    [sessions, 'session'],
    [links, 'one-time link'],
    [mails, 'mail'],
    [invitations, 'open invitation'],
    [serviceKeys.length, 'service key'],
  ] as const;
  const named = counted.filter(([count]) => count > 0).map(([count, noun]) => plural(count, noun));
  const anew =
    serviceKeys.length === 0 ? '' : `\nTo be made anew with portress service-keys create: ${serviceKeys.join(', ')}.`;
  return `Ended: ${[...named, 'every access token'].join(', ')}. People sign in again with their password.${anew}`;
}
