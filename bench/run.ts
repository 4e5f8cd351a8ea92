// npm run bench: measures limit and result together, prints one table and writes it to docs/benchmarks.md.
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { signInTiming } from './b01-sign-in-timing.ts';
import { herd } from './f19-herd.ts';
import type { Bench, Figure } from './figure.ts';
import { warmGet } from './g01-warm-get.ts';
import { freshTokens } from './g02-fresh-tokens.ts';
import { refreshes } from './g03-refresh.ts';
import { refreshLatency } from './g04-refresh-latency.ts';
import { signIns } from './g05-sign-in.ts';
import { getUnderSignIns } from './g06-get-under-sign-ins.ts';
import { manyAccounts } from './g07-accounts.ts';
import { manyContacts } from './g07-contacts.ts';
import { postgresRefreshes } from './g08-postgres-refresh.ts';
import { peers } from './g09-peers.ts';
import { lostWrites } from './g10-kill-9.ts';
import { revocation } from './g11-revocation.ts';
import { memoryAndStart } from './g13-memory-and-start.ts';
import { installPeers } from './peer-servers.ts';
import { promotion } from './r01-promotion.ts';
import { backup } from './r02-backup.ts';
import { formatFigure, formatResults, type Measured, writeReport } from './report.ts';
import { twoNodes } from './two-nodes.ts';
import { verifierCost } from './v01-verifier.ts';

const figures: readonly Figure[] = [
  warmGet,
  freshTokens,
  refreshes,
  refreshLatency,
  signIns,
  getUnderSignIns,
  manyAccounts,
  manyContacts,
  postgresRefreshes,
  peers,
  lostWrites,
  revocation,
  herd,
  memoryAndStart,
  backup,
  signInTiming,
  verifierCost,
  twoNodes,
  promotion,
];

const usage = `Usage: npm run bench [-- options]

Measures what the service reaches beside what the machine could do, in turn, and writes both to docs/benchmarks.md.
Takes about half an hour; let nothing else run meanwhile. Figures: ${figures.map(({ id }) => id.toLowerCase()).join(', ')}.

  --only g1,g3   these figures only; nothing is written without --write
  --write        what was measured replaces its rows and sections, all others stay as they are, with their dates
  --install-peers   first \`npm ci\` in bench/peers, for G9
  --quick        few and short rounds, to see that it works; nothing is written
  --port N       the first of ten free ports for the servers (by default 5400)
  --temp DIR     where databases are made (by default the system's temporary directory): on a disk that counts
  --postgres URL a PostgreSQL server to measure as well, such as postgres://127.0.0.1/postgres; databases named portress_bench_…
                 are made on it and dropped
  --help         this text

Ends with 1 when a figure was not reached, except with --quick.`;

/** The number that Linux gives tmpfs. */
const memoryFileSystem = 0x01021994;

/** Processes that wanted to run, on average over the last minute. */
const quietLoad = 0.5;

const { only, quick, write, isInstalling, port, temp, postgres, help } = readOptions();
if (help) console.log(usage);
else process.exitCode = await runFigures();

function readOptions(): {
  only: string[];
  quick: boolean;
  write: boolean;
  isInstalling: boolean;
  port: number;
  temp: string;
  postgres: string;
  help: boolean;
} {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', default: '' },
        quick: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        'install-peers': { type: 'boolean', default: false },
        port: { type: 'string', default: '5400' },
        temp: { type: 'string', default: tmpdir() },
        postgres: { type: 'string', default: '' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
    const chosen = values.only.split(',').filter((name) => name !== '');
    const unknown = chosen.find((name) => !figures.some(({ id }) => id.toLowerCase() === name.toLowerCase()));
    if (unknown !== undefined) throw new Error(`there is no figure "${unknown}"`);
    if (!/^\d+$/.test(values.port)) throw new Error('--port must be a number');
    if (values.write && values.quick) throw new Error('figures of --quick mean nothing and are not written');
    return {
      ...values,
      isInstalling: values['install-peers'],
      only: chosen.map((name) => name.toLowerCase()),
      port: Number(values.port),
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

async function runFigures(): Promise<number> {
  const chosen = figures.filter(({ id }) => only.length === 0 || only.includes(id.toLowerCase()));
  if (isInstalling) installPeers();
  mkdirSync(temp, { recursive: true });
  const directory = mkdtempSync(join(temp, 'portress-bench-'));
  const loadBefore = loadavg()[0] ?? 0;
  if (loadBefore > quietLoad)
    console.log(
      `Something else runs on this machine (load ${loadBefore.toFixed(1)}): the figures will not be worth much.`,
    );
  const isInMemory = statfsSync(directory).type === memoryFileSystem;
  if (isInMemory) console.log('The databases would lie in memory, where a sync costs nothing: give a disk by --temp.');
  const measured: Measured[] = [];
  const missing: Measured[] = [];
  try {
    for (const figure of chosen) {
      const why = figure.findMissing?.() ?? null;
      if (why === null) measured.push(await measureFigure(figure, directory));
      else missing.push(sayMissing(figure, why));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  console.log(`\n${formatResults([...measured, ...missing])}`);
  if (measured.length > 0)
    console.log(`\nTook ${measured.map(({ figure, seconds }) => `${figure.id} ${seconds} s`).join(', ')}.`);
  const isWritten = (write || chosen.length === figures.length) && !quick && !isInMemory;
  const order = figures.map(({ id }) => id);
  if (isWritten) writeReport(measured, missing, order, loadBefore);
  console.log(isWritten ? '\nWritten to docs/benchmarks.md.' : '\nNot written: a whole run is, or --write, on a disk.');
  const isAllReached = measured.every(({ findings }) => findings.results.every(({ isReached }) => isReached));
  // Whoever asks for a figure by its name and does not get it has to hear of it.
  return (isAllReached || quick) && (missing.length === 0 || only.length === 0) ? 0 : 1;
}

function sayMissing(figure: Figure, why: string): Measured {
  console.log(`\n${figure.id}: not measured here. ${why}`);
  const none = { limit: '–', spread: '–', prototype: '–', reach: '–', isReached: true };
  const results = [{ goal: figure.title, measured: 'not measured here', ...none }];
  return { figure, seconds: 0, findings: { results, subjects: [], notes: [why] } };
}

async function measureFigure(figure: Figure, directory: string): Promise<Measured> {
  const startedAt = performance.now();
  console.log(`\n${figure.id}: ${figure.title}`);
  const bench: Bench = {
    isQuick: quick,
    directory: join(directory, figure.id),
    firstPort: port,
    postgresUrl: postgres === '' ? null : postgres,
    tell: (line) => console.log(`  ${line}`),
  };
  mkdirSync(bench.directory);
  const findings = await figure.measure(bench);
  const measured = { figure, findings, seconds: Math.round((performance.now() - startedAt) / 1000) };
  console.log(`\n${formatFigure(measured)}\n\n(${measured.seconds} s)`);
  return measured;
}
