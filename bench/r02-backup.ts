import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ScheduledBackup, ScheduledTask } from '../packages/server/src/features/backups/take-scheduled-backup.ts';
import { takeBackupApart } from '../packages/server/src/processes/take-backup-apart.ts';
import { startService } from '../packages/server/test/start-service.ts';
import { startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import { fillAccounts } from './many-accounts.ts';
import type { PacedPlan, PacedResult } from './paced-gets.ts';
import { interleave, spreadOf } from './statistics.ts';

const portress = fileURLToPath(new URL('../packages/server/src/cli/portress.ts', import.meta.url));
const secretKey = 'a-secret-for-measurements-only-0123456789';
/** Fault 26. */
const restoreSeconds = 60;
const perSecond = 200;

export const backup: Figure = { id: 'R2', title: 'A backup of 100,000 accounts, taken and restored', measure };

async function measure(bench: Bench): Promise<Findings> {
  const count = bench.isQuick ? 5000 : 100_000;
  const dataDir = join(bench.directory, 'r2');
  const databaseUrl = `sqlite:${join(dataDir, 'portress.db')}`;
  bench.tell(`R2: ${count} accounts`);
  await fillAccounts(databaseUrl, count);
  const service = await startService({ port: bench.firstPort, dataDir, secretKey });
  const gets = startPlanProcess<PacedPlan, PacedResult>('paced-gets.ts');
  const taken: ScheduledBackup[] = [];
  const plan = { url: `${service.url}/readyz`, headers: {}, perSecond, seconds: bench.isQuick ? 2 : 8 };
  const task: ScheduledTask = {
    directory: join(bench.directory, 'backups'),
    databaseUrl,
    avatarStore: { kind: 'file', directory: join(dataDir, 'avatars') },
    publicUrl: service.url,
    secretFingerprint: 'none',
    version: 'bench',
    why: 'schedule',
    keep: { days: 1, weeks: 0, months: 0 },
  };
  try {
    await gets.run({ ...plan, seconds: 1 });
    const rounds = await interleave(bench.isQuick ? 1 : 5, {
      alone: () => gets.run(plan),
      during: async () => {
        let isOver = false;
        const backups = (async () => {
          while (!isOver) taken.push(await takeBackupApart(task, new AbortController().signal));
        })();
        const result = await gets.run(plan);
        isOver = true;
        await backups;
        return result;
      },
    });
    const restored = await restore(taken.at(-1)?.path ?? '', join(bench.directory, 'restored'));
    return describe(count, { alone: rounds.alone, during: rounds.during }, taken, restored);
  } finally {
    await Promise.all([gets.stop(), service.stop()]);
  }
}

/** @returns seconds, from the command to its end */
async function restore(path: string, dataDir: string): Promise<number> {
  const startedAt = performance.now();
  const env = { PATH: process.env.PATH, NODE_ENV: 'test', DATA_DIR: dataDir, SECRET_KEY: secretKey };
  await promisify(execFile)(process.execPath, [portress, 'restore', path, '--lost-secret'], { env });
  return (performance.now() - startedAt) / 1000;
}

function describe(
  count: number,
  rounds: Record<'alone' | 'during', PacedResult[]>,
  taken: readonly ScheduledBackup[],
  restored: number,
): Findings {
  const seconds = spreadOf(taken.map(({ manifest }) => manifest.seconds));
  const p99 = {
    alone: spreadOf(rounds.alone.map((one) => one.p99)),
    during: spreadOf(rounds.during.map((one) => one.p99)),
  };
  const mebibytes = (taken.at(-1)?.manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0) / 1024 ** 2;
  const accounts = count.toLocaleString('en');
  return {
    results: [
      {
        goal: `a backup of ${accounts} accounts while the service answers`,
        limit: `${mebibytes.toFixed(1)} MiB`,
        measured: `${seconds.median.toFixed(1)} s`,
        spread: `${seconds.least.toFixed(1)}–${seconds.most.toFixed(1)}`,
        prototype: '–',
        reach: '–',
        isReached: true,
      },
      {
        goal: 'restoring it, from the command to its end',
        limit: 'fault 26',
        measured: `${restored.toFixed(1)} s`,
        spread: '–',
        prototype: '–',
        reach: `< ${restoreSeconds} s`,
        isReached: restored < restoreSeconds,
      },
      {
        goal: 'p99 of `/readyz`, 200 a second, while backups are taken without a pause',
        limit: `the same without: ${p99.alone.median.toFixed(1)} ms`,
        measured: `${p99.during.median.toFixed(1)} ms`,
        spread: `${p99.during.least.toFixed(1)}–${p99.during.most.toFixed(1)}`,
        prototype: '–',
        reach: '–',
        isReached: true,
      },
    ],
    subjects: [],
    notes: [
      `${taken.length} backups, each in a process of its own with lower priority, as the schedule takes them; \`/readyz\` reads the database. The rounds with and without took turns. A restore reads and verifies the backup, copies it, ends everything in it and puts it in place.`,
    ],
  };
}
