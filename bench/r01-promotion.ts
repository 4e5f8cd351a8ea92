import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { postgresSide } from '../packages/server/src/platform/database/copying/postgres-side.ts';
import { findSharedTables } from '../packages/server/src/platform/database/copying/shared-tables.ts';
import { type CopiedTable, quoteName, quoteNames } from '../packages/server/src/platform/database/copying/side.ts';
import { onPostgres, runOnPostgres } from '../packages/server/test/run-on-postgres.ts';
import { type RunningPostgres, startPostgres } from '../packages/server/test/servers/start-postgres.ts';
import { startService } from '../packages/server/test/start-service.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import { refreshOverHttp } from './given-service.ts';
import { withDatabase } from './many-accounts.ts';
import { formatCount, formatRatio, formatSpread } from './report.ts';
import { interleave, ratiosOf, spreadOf } from './statistics.ts';
import { fillInstallation, perAccount, type WholeInstallation } from './whole-installation.ts';

export const promotion: Figure = {
  id: 'R1',
  title: 'Promotion of 100,000 accounts from SQLite to PostgreSQL',
  measure,
};

const run = promisify(execFile);
const entry = fileURLToPath(new URL('../packages/server/src/cli/portress.ts', import.meta.url));
const accounts = { whole: 100_000, quick: 2000 };

async function measure(bench: Bench): Promise<Findings> {
  const count = bench.isQuick ? accounts.quick : accounts.whole;
  const rounds = bench.isQuick ? 1 : 2;
  const file = join(bench.directory, 'given.db');
  bench.tell(`filling an embedded database with ${formatCount(count)} accounts`);
  const given = await fillInstallation(file, count, rounds);
  const postgres = await startPostgres();
  try {
    return describe(await measureRounds({ bench, postgres, file, given, rounds }), { count });
  } finally {
    await postgres.remove();
  }
}

/** Seconds. */
type Sample = { total: number; stop: number; promote: number; start: number; rows: number };
type Setting = { bench: Bench; postgres: RunningPostgres; file: string; given: WholeInstallation; rounds: number };

async function measureRounds(setting: Setting): Promise<Record<'promoted' | 'copied', Sample[]>> {
  const { postgres, bench, rounds } = setting;
  let round = 0;
  return interleave(rounds, {
    promoted: async () => {
      round += 1;
      const sample = await promoteOnce(setting, round);
      bench.tell(
        `promotion ${round} of ${rounds}: ${formatSeconds(sample.total)} s, the command ${formatSeconds(sample.promote)} s`,
      );
      return sample;
    },
    copied: async () => {
      const sample = await copyOnce(postgres, `promoted_${round}`);
      bench.tell(`the same rows by COPY: ${formatSeconds(sample.total)} s`);
      await runOnPostgres(postgres.url, [`DROP DATABASE promoted_${round} WITH (FORCE)`]);
      return sample;
    },
  });
}

const databaseOf = ({ url }: RunningPostgres, name: string): string => url.replace(/\/[^/]*$/, `/${name}`);

/** From the signal that stops the service to the first answer of the one on PostgreSQL, to a token of before. */
async function promoteOnce({ bench, postgres, file, given }: Setting, round: number): Promise<Sample> {
  const dataDir = join(bench.directory, `data-${round}`);
  mkdirSync(dataDir);
  copyFileSync(file, join(dataDir, 'portress.db'));
  await runOnPostgres(postgres.url, [`CREATE DATABASE promoted_${round}`]);
  const target = databaseOf(postgres, `promoted_${round}`);
  const options = { port: bench.firstPort, dataDir, secretKey: given.secretKey };
  const before = await startService(options);
  const times = [performance.now()];
  const mark = (): void => void times.push(performance.now());
  await before.stop();
  mark();
  const told = await run(process.execPath, [entry, 'promote', '--to', target, '--json'], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, SECRET_KEY: given.secretKey },
  });
  mark();
  const after = await startService({ ...options, settings: { DATABASE_URL: target } });
  await refreshOverHttp(after.url, given.sessions[round - 1]?.refreshToken ?? '');
  mark();
  await after.stop();
  rmSync(dataDir, { recursive: true });
  const between = (index: number): number => ((times[index + 1] ?? 0) - (times[index] ?? 0)) / 1000;
  const [stop, promote, start] = [between(0), between(1), between(2)];
  const { rows } = JSON.parse(told.stdout) as { rows: number };
  return { total: stop + promote + start, stop, promote, start, rows };
}

/** What PostgreSQL needs by itself for the same rows, from files of its own: tables emptied, COPY, indexes and references made. */
async function copyOnce(postgres: RunningPostgres, source: string): Promise<Sample> {
  const target = databaseOf(postgres, 'copied');
  await runOnPostgres(postgres.url, ['CREATE DATABASE copied']);
  await withDatabase(target, async () => {});
  const tables = await writeFiles(databaseOf(postgres, source), target);
  const { seconds, rows } = await onPostgres(target, async (client) => {
    const side = postgresSide(client);
    const startedAt = performance.now();
    await side.empty(tables.map(({ table }) => table));
    let copied = 0;
    for (const { table, path } of tables)
      copied +=
        (await client.query(`COPY ${quoteName(table.name)} (${quoteNames(table.columns)}) FROM '${path}'`)).rowCount ??
        0;
    await side.complete(tables.map(({ table }) => table));
    await side.commit();
    return { seconds: (performance.now() - startedAt) / 1000, rows: copied };
  });
  await runOnPostgres(postgres.url, ['DROP DATABASE copied WITH (FORCE)']);
  return { total: seconds, stop: 0, promote: seconds, start: 0, rows };
}

type TableFile = { table: CopiedTable; path: string };

/** Beside the server's own files, where it may write and read. */
const writeFiles = (source: string, target: string): Promise<TableFile[]> =>
  onPostgres(source, (from) =>
    onPostgres(target, async (to) => {
      const { rows } = await from.query<{ directory: string }>("SELECT current_setting('data_directory') AS directory");
      const { tables } = await findSharedTables(postgresSide(from), postgresSide(to));
      const files = tables.map((table) => ({ table, path: `${rows[0]?.directory}/${table.name}.copy` }));
      for (const { table, path } of files)
        await from.query(`COPY ${quoteName(table.name)} (${quoteNames(table.columns)}) TO '${path}'`);
      return files;
    }),
  );

const formatSeconds = (value: number): string => value.toFixed(1);

function describe(
  { promoted, copied }: Record<'promoted' | 'copied', Sample[]>,
  { count }: { count: number },
): Findings {
  const total = spreadOf(promoted.map((sample) => sample.total));
  const ratio = spreadOf(ratiosOf(promoted, copied, ({ promote }) => promote));
  const medianOf = (samples: readonly Sample[], of: (sample: Sample) => number): string =>
    formatSeconds(spreadOf(samples.map(of)).median);
  const rows = promoted[0]?.rows ?? 0;
  const result = { prototype: '–', reach: '–', isReached: true };
  return {
    results: [
      {
        ...result,
        goal: `${formatCount(count)} accounts, ${formatCount(rows)} rows: from the stop to the first answer on PostgreSQL`,
        limit: '–',
        measured: `${formatSeconds(total.median)} s`,
        spread: `${formatSpread(total, formatSeconds)} s`,
      },
      {
        ...result,
        goal: '`portress promote`, with every row read back and compared',
        limit: `COPY of the same rows from the server's own files: ${medianOf(copied, ({ total: all }) => all)} s`,
        measured: formatRatio(ratio.median),
        spread: formatSpread(ratio),
      },
    ],
    subjects: [],
    notes: [
      `Each account has a password, ${perAccount.sessions} sessions, ${perAccount.devices} known device, ${perAccount.auditEvents} audit events, an address book with ${perAccount.contacts} contacts, a search text and an event for other services. SQLite, the command and PostgreSQL share the machine. Of the time in which nobody is served, stopping took ${medianOf(promoted, ({ stop }) => stop)} s, \`portress promote\` ${medianOf(promoted, ({ promote }) => promote)} s, and the start on PostgreSQL with a refresh by a token of before ${medianOf(promoted, ({ start }) => start)} s.`,
      'COPY is what PostgreSQL could do at best: server-side, of the same rows into the same tables, with the same indexes and references made afterwards and the same ANALYZE; nothing is read from SQLite there, sent over a connection or read back.',
    ],
  };
}
