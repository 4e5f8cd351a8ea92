import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { killOne } from '../proof/campaign/kill.ts';
import { plantLosses } from '../proof/campaign/plant-losses.ts';
import { runCampaign } from '../proof/campaign/run-campaign.ts';
import { describeFound } from '../proof/history/describe-found.ts';
import { findViolations, promised } from '../proof/history/find-violations.ts';
import type { HistoryEvent, Operation } from '../proof/history/history.ts';
import { installOneNode } from '../proof/installation/installation.ts';
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
        measured: `${crashes.violations} of ${formatCount(crashes.acknowledged)}`,
        spread: '–',
        prototype: '0 in 5',
        reach: '0',
        isReached: crashes.violations === 0,
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
const writes: ReadonlySet<Operation> = new Set([
  'sign_up',
  'sign_in',
  'refresh',
  'sign_out',
  'sign_out_everywhere',
  'reset',
  'confirm',
  'make_key',
  'end_key',
]);

const isAcknowledgedWrite = ({ op, outcome }: HistoryEvent): boolean => writes.has(op) && outcome === 'ok';

/** The campaign of the proofs with kill -9, and losses planted behind it, of which exactly those must be found. */
async function crash(bench: Bench): Promise<{ kills: number; violations: number; acknowledged: number; note: string }> {
  const kills = bench.isQuick ? 3 : 20;
  const installation = await installOneNode();
  try {
    const campaign = await runCampaign(installation, {
      fault: killOne(kills),
      seed: 1,
      times: kills,
      milliseconds: bench.isQuick ? 1200 : 2500,
      lanes: 16,
      until: ['sign_up', 'refresh', 'sign_out', 'make_key'],
    });
    const { events, violations, healingMilliseconds, people } = campaign;
    const [acknowledged, before] = [events.filter(isAcknowledgedWrite).length, events.length];
    const unanswered = events.filter(({ outcome }) => outcome === 'unknown').length;
    for (const line of describeFound(violations).slice(0, shownViolations)) bench.tell(`VIOLATION ${line}`);

    const planted = Object.values(await plantLosses(installation, campaign));
    const found = new Set(findViolations(people.history.events, promised).map(({ id }) => id));
    if (!planted.every((id) => found.has(id)))
      throw new Error(`of ${planted.length} planted losses only these were found: ${[...found].join(', ')}`);
    const ready = spreadOf(healingMilliseconds);
    return {
      kills,
      violations: violations.length,
      acknowledged,
      note: `People who sign up, sign in, refresh, read, sign out, confirm and reset, thieves, a guesser and other services (\`proof/campaign\`): ${formatCount(before)} requests, and the node killed at a random moment ${kills} times on one database; ${unanswered} requests were cut off. Held against P1 to P11 at the end. Ready again in ${Math.round(ready.median)} ms (at most ${Math.round(ready.most)}). Then ${planted.length} losses were planted in the database, and all of them were found.`,
    };
  } finally {
    await installation.remove();
  }
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
