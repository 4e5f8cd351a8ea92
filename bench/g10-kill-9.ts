import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  countAcknowledged,
  findUnseen,
  findViolations,
  readHistory,
  type Violation,
} from '../packages/server/test/crash-history.ts';
import { type CrashRunOptions, plantLosses, runCrashes } from '../packages/server/test/crash-run.ts';
import { findTraceObstacle, readTrace, type TracedAnswers, traceCommand } from '../proof/machine/commit-trace.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import { refreshOverHttp, startGivenService } from './given-service.ts';
import { formatCount } from './report.ts';
import { spreadOf } from './statistics.ts';

export const lostWrites: Figure = {
  id: 'G10',
  title: 'Acknowledged writes lost by kill -9 under load, and the order of sync and answer',
  measure,
};

async function measure(bench: Bench): Promise<Findings> {
  const crashes = await crash(bench);
  const trace = await traceCommits(bench);
  const isSynced = typeof trace !== 'string' && trace.single.unsynced === 0 && trace.grouped.unsynced === 0;
  return {
    results: [
      {
        goal: `acknowledged writes lost in ${crashes.kills} kill -9`,
        limit: '0',
        measured: `${crashes.violations.length} of ${formatCount(crashes.acknowledged)}`,
        spread: '–',
        prototype: '0 in 5',
        reach: '0',
        isReached: crashes.violations.length === 0,
      },
      {
        goal: 'answers sent before their commit was synced',
        limit: '0',
        measured:
          typeof trace === 'string'
            ? 'not measured'
            : `${trace.single.unsynced + trace.grouped.unsynced} of ${trace.single.answers + trace.grouped.answers}`,
        spread: '–',
        prototype: '–',
        reach: '0',
        isReached: isSynced,
      },
    ],
    subjects: [],
    notes: [crashes.note, typeof trace === 'string' ? `**Skipped:** ${trace}.` : describeTrace(trace)],
  };
}

/** Enough to look into; the number of all is in the table. */
const shownViolations = 10;

async function crash(
  bench: Bench,
): Promise<{ kills: number; violations: Violation[]; acknowledged: number; note: string }> {
  const options: CrashRunOptions = {
    kills: bench.isQuick ? 3 : 20,
    port: bench.firstPort,
    dataDir: join(bench.directory, 'crash'),
    historyFile: join(bench.directory, 'history.jsonl'),
    secretKey: randomBytes(36).toString('base64'),
    loadMilliseconds: bench.isQuick ? 2000 : 2500,
    sessionsPerLoad: 200,
    tell: bench.tell,
  };
  const run = await runCrashes(options);
  const events = readHistory(options.historyFile);
  const violations = findViolations(events);
  for (const violation of violations.slice(0, shownViolations)) bench.tell(`VIOLATION ${JSON.stringify(violation)}`);
  const unseen = findUnseen(events);
  if (unseen.length > 0) throw new Error(`${unseen.length} acknowledged writes were never looked at again`);

  const planted = await plantLosses(run, options);
  await planted.observe();
  const found = new Set(
    findViolations(readHistory(options.historyFile))
      .slice(violations.length)
      .map(({ id }) => id),
  );
  const isFound = found.size === planted.ids.length && planted.ids.every((id) => found.has(id));
  if (!isFound)
    throw new Error(`of ${planted.ids.length} planted losses the wrong ones were found: ${[...found].join(', ')}`);

  const lost = events.filter(({ outcome }) => outcome === 'unknown').length;
  const ready = spreadOf(run.readyMilliseconds);
  return {
    kills: options.kills,
    violations,
    acknowledged: countAcknowledged(events),
    note: `Sign-ups, sign-ins, refreshes and sign-outs from 31 lanes at once, killed at a random moment ${options.kills} times on one database; ${lost} requests were cut off. After each start, and at the end for all of them, every account signed in, every session was read and refreshed, and everything signed out was refused. Ready again in ${Math.round(ready.median)} ms (at most ${Math.round(ready.most)}). Then ${planted.ids.length} losses were planted in the database, and exactly those were found.`,
  };
}

type Trace = { single: TracedAnswers; grouped: TracedAnswers };

const atOnce = 64;

/** The service below strace: refreshes one after the other, then many at once. */
async function traceCommits(bench: Bench): Promise<Trace | string> {
  const obstacle = findTraceObstacle();
  if (obstacle !== undefined) {
    bench.tell(`SKIPPED: the order of sync and answer was not watched: ${obstacle}`);
    return `the order of sync and answer was not watched, because ${obstacle}`;
  }
  const file = join(bench.directory, 'trace');
  const service = await startGivenService(bench, 'traced', { tracer: traceCommand(file) });
  const sessions = await service.addSessions(16 + 4 * atOnce);
  const refreshNext = () => refreshOverHttp(service.url, sessions.pop()?.refreshToken ?? '');
  for (let time = 0; time < 16; time += 1) await refreshNext();
  const boundary = readFileSync(file, 'utf8').length;
  for (let time = 0; time < 4; time += 1) await Promise.all(Array.from({ length: atOnce }, refreshNext));
  await service.stop();

  const text = readFileSync(file, 'utf8');
  const trace = { single: readTrace(text.slice(0, boundary)), grouped: readTrace(text.slice(boundary)) };
  if (trace.single.answers !== 16 || trace.grouped.answers !== 4 * atOnce)
    throw new Error(`the trace shows ${trace.single.answers} and ${trace.grouped.answers} answers: it cannot be read`);
  // A reading that finds nothing wrong without any sync would prove nothing.
  const withoutSyncs = readTrace(text.replaceAll(/^.*\bf(?:data)?sync\b.*$/gm, ''));
  if (withoutSyncs.unsynced !== withoutSyncs.answers) throw new Error('a trace without syncs was found good');
  return trace;
}

const describeTrace = ({ single, grouped }: Trace): string =>
  `The order of the system calls was watched with strace: ${single.answers} refreshes one after the other made ${single.syncs} syncs of the write-ahead log, and each of ${grouped.answers} refreshes, ${atOnce} at once, was answered after the sync of the group it was in (${grouped.syncs} syncs). The same trace without its sync lines is found bad throughout.`;
