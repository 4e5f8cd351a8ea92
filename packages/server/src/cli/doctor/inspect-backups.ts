import { listBackups } from '#features/backups/backup-folders.ts';
import { judgeBackups } from '#features/backups/judge-backups.ts';
import { type BackupState, findBackupState } from '#features/backups/store.ts';
import type { Database } from '#platform/database/database.ts';
import type { Config } from '#server/config.ts';
import { type Finding, fault, formatBytes, ok, warning } from './finding.ts';

type Context = { config: Pick<Config, 'backup' | 'isProduction' | 'dataDir'>; database: Database };

const name = 'backups';
const look = 'Look at the log of the service, or take one by hand: portress backup.';

/** Whether backups are taken, and how old the last good one is. */
export async function inspectBackups({ config, database }: Context): Promise<Finding[]> {
  const { directory } = config.backup;
  if (directory === null) return [inspectUnscheduled(config)];
  const state = await findBackupState(database.read);
  const verdict = judgeBackups(config.backup, state);
  return [
    inspectState(verdict, state),
    ...(directory.startsWith(`${config.dataDir}/`)
      ? [warning(name, `${directory} lies in DATA_DIR: what takes that takes both`, 'Let BACKUP_DIR be another disk.')]
      : []),
    ...inspectFolders(directory),
  ];
}

const inspectUnscheduled = ({ isProduction }: Context['config']): Finding =>
  isProduction
    ? warning(
        name,
        'the service takes none by itself',
        'Set BACKUP_DIR, unless something else takes them (docs/guides/back-up-restore-upgrade.md).',
      )
    : ok(name, 'none are scheduled: fine for development');

function inspectState(verdict: ReturnType<typeof judgeBackups>, state: BackupState & { now: number }): Finding {
  const failure = state.last_error === null ? '' : `, the last try failed: ${state.last_error}`;
  if (state.succeeded_at === null)
    return verdict === 'late'
      ? fault(name, `none could be taken yet${failure}`, look)
      : ok(name, 'none was taken yet: the service takes the first one soon after it is started');
  const told = `the last good one is ${ageInWords(state.now - state.succeeded_at)} old (${formatBytes(state.bytes ?? 0)})`;
  if (verdict === 'late') return fault(name, `${told}${failure}`, look);
  return failure === '' ? ok(name, told) : warning(name, `${told}${failure}`, look);
}

function inspectFolders(directory: string): Finding[] {
  const damaged = listBackups(directory).filter(({ damage }) => damage !== null);
  return damaged.map(({ name: folder, damage }) =>
    warning(name, `${folder} is damaged: ${damage}`, 'Remove it, and do not count on it.'),
  );
}

const hour = 3_600_000;

const ageInWords = (milliseconds: number): string => {
  const hours = Math.floor(milliseconds / hour);
  if (hours < 1) return 'less than an hour';
  if (hours < 48) return hours === 1 ? '1 hour' : `${hours} hours`;
  return `${Math.floor(hours / 24)} days`;
};
