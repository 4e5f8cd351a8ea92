import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { type Finding, fault, ok } from './finding.ts';

const journalMode = statement<Record<never, never>, { journal_mode: string }>('doctor.journal', 'PRAGMA journal_mode');
const synchronous = statement<Record<never, never>, { synchronous: number }>(
  'doctor.synchronous',
  'PRAGMA synchronous',
);
const quickCheck = statement<Record<never, never>, { quick_check: string }>('doctor.quick', 'PRAGMA quick_check(5)');
const full = 2;

/** Whether acknowledged writes survive a power cut, and whether the file is whole. Reads the whole file. */
export async function inspectSqlite({ read }: Database): Promise<{ findings: Finding[]; isWhole: boolean }> {
  const journal = (await read.first(journalMode, {}))?.journal_mode;
  const level = (await read.first(synchronous, {}))?.synchronous;
  const damages = (await read.all(quickCheck, {})).map((row) => row.quick_check).filter((line) => line !== 'ok');
  const isDurable = journal === 'wal' && level === full;
  const findings = [
    isDurable
      ? ok('database', 'SQLite is open, with a write-ahead log that is synced at each commit')
      : fault(
          'database',
          `SQLite runs with journal_mode=${journal} and synchronous=${level}: acknowledged writes can be lost`,
          'Put DATA_DIR on a local disk; network file systems cannot hold a write-ahead log.',
        ),
    damages.length === 0
      ? ok('database', 'the file is whole')
      : fault('database', `the file is damaged: ${damages.join('; ')}`, 'Stop the service and restore a backup.'),
  ];
  return { findings, isWhole: damages.length === 0 };
}
