import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../packages/server/src/features/accounts/store.ts';
import { givenAccounts, givenSessions, openGivenDatabase } from '../packages/server/test/given-sessions.ts';
import { type PlanProcess, startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import { type GivenService, startGivenService } from './given-service.ts';
import type { LoadPlan, LoadResult } from './load-process.ts';
import { formatCount, formatRatio, formatSpread } from './report.ts';
import type { RotationPlan, RotationResult } from './rotation-limits.ts';
import { type Load, measureLoad, type ServedSample, startBareServer, subjectOf } from './served-load.ts';
import { interleave, ratiosOf, spreadOf } from './statistics.ts';

const connections = 64;
/** About what the answer of a refresh has. */
const answerBytes = 1100;
const reach = { ofUngrouped: 1.5, ofParts: 0.8 };
const headers = { 'content-type': 'application/json' };

export const refreshes: Figure = {
  id: 'G3',
  title: 'Refreshes over HTTP, one each over fresh sessions, each answer after its sync to disk',
  measure,
};

type Sample = Pick<ServedSample, 'perSecond' | 'cpu' | 'clientCpu' | 'busy'>;
type Samples = Record<'service' | 'ungrouped' | 'grouped' | 'exchange' | 'cryptography', Sample[]>;

async function measure(bench: Bench): Promise<Findings> {
  const service = await startGivenService(bench, 'g03');
  const bare = await startBareServer(bench.firstPort + 1, answerBytes);
  const load = startPlanProcess<LoadPlan, LoadResult>('load-process.ts');
  const limits = startPlanProcess<RotationPlan, RotationResult>('rotation-limits.ts');
  try {
    const size = bench.isQuick ? 3000 : 16_000;
    const [ungrouped, grouped] = await Promise.all(
      ['ungrouped', 'grouped'].map((name) => openSpareDatabase(join(bench.directory, name))),
    );
    if (ungrouped === undefined || grouped === undefined) throw new Error('two databases were asked for');
    const subjects = {
      service: () => measureRefreshes(load, service, size),
      ungrouped: async () => rotate(limits, 'ungrouped', ungrouped, await ungrouped.addTokens(size / 2)),
      grouped: async () => rotate(limits, 'grouped', grouped, await grouped.addTokens(size)),
      exchange: () => measureExchanges(load, bare, bench.isQuick ? 0.5 : 1.5),
      cryptography: async () => sampleOf(await limits.run({ part: 'cryptography', times: size })),
    };
    // Code that has run before runs faster, on all sides.
    await interleave(1, subjects);
    return describe(await interleave(bench.isQuick ? 2 : 7, subjects));
  } finally {
    await Promise.all([load.stop(), limits.stop(), bare.stop(), service.stop()]);
  }
}

async function measureRefreshes(load: Load, service: GivenService, count: number): Promise<Sample> {
  const sessions = await service.addSessions(count);
  const bodies = sessions.map(({ refreshToken }) => JSON.stringify({ refresh_token: refreshToken }));
  return measureLoad(load, service.pid, {
    url: `${service.url}/api/auth/refresh`,
    method: 'POST',
    headers,
    connections,
    bodies,
  });
}

/** A request of the same length, read and parsed, and an answer of the same length, over as many connections. */
function measureExchanges(load: Load, bare: { url: string; pid: number }, seconds: number): Promise<Sample> {
  const body = JSON.stringify({ refresh_token: randomBytes(85).toString('base64url') });
  return measureLoad(load, bare.pid, { url: bare.url, method: 'POST', headers, connections, seconds, body });
}

type SpareDatabase = { file: string; secretKey: string; addTokens(count: number): Promise<string[]> };

/** A database as the service's, with as many accounts in it, that no service runs on. */
async function openSpareDatabase(directory: string): Promise<SpareDatabase> {
  mkdirSync(directory);
  const secretKey = randomBytes(36).toString('base64');
  const accounts: readonly Account[] = await openGivenDatabase(directory, (database) =>
    givenAccounts(database, 1000, 'none'),
  );
  return {
    file: join(directory, 'portress.db'),
    secretKey,
    addTokens: async (count) =>
      (await openGivenDatabase(directory, (database) => givenSessions(database, { accounts, count, secretKey }))).map(
        ({ refreshToken }) => refreshToken,
      ),
  };
}

async function rotate(
  limits: PlanProcess<RotationPlan, RotationResult>,
  part: 'ungrouped' | 'grouped',
  { file, secretKey }: SpareDatabase,
  tokens: string[],
): Promise<Sample> {
  return sampleOf(await limits.run({ part, databaseFile: file, secretKey, tokens, concurrency: connections }));
}

const sampleOf = ({ count, seconds, cpuMicroseconds }: RotationResult): Sample => ({
  perSecond: count / seconds,
  cpu: cpuMicroseconds,
  clientCpu: 0,
  busy: (cpuMicroseconds * count) / 1e6 / seconds,
});

/** What one after the other on one thread would reach, if the service added nothing to its parts. */
function sumOfParts({ exchange, grouped, cryptography }: Samples): Sample[] {
  return exchange.flatMap((http, round) => {
    const [rotation, crypto] = [grouped[round], cryptography[round]];
    if (rotation === undefined || crypto === undefined) return [];
    const perSecond = 1 / (1 / http.perSecond + 1 / rotation.perSecond + 1 / crypto.perSecond);
    return [{ perSecond, cpu: http.cpu + rotation.cpu + crypto.cpu, clientCpu: 0, busy: 1 }];
  });
}

function describe(samples: Samples): Findings {
  const rate = (sample: Sample): number => sample.perSecond;
  const parts = sumOfParts(samples);
  const ofUngrouped = spreadOf(ratiosOf(samples.service, samples.ungrouped, rate));
  const ofParts = spreadOf(ratiosOf(samples.service, parts, rate));
  const withoutClient = (name: string, unit: string, of: readonly Sample[]) => {
    const { clientCpu: _, ...subject } = subjectOf(name, unit, of);
    return subject;
  };
  const client = spreadOf(samples.service.map((sample) => sample.perSecond * sample.clientCpu * 1e-6));
  const busy = spreadOf(samples.service.map((sample) => sample.busy));
  const goal = 'refreshes over HTTP, SQLite, each after its sync';
  return {
    results: [
      {
        goal,
        limit: '(a) raw ungrouped rotation transactions',
        measured: formatRatio(ofUngrouped.median),
        spread: formatSpread(ofUngrouped),
        prototype: '1.55',
        reach: String(reach.ofUngrouped),
        isReached: ofUngrouped.median >= reach.ofUngrouped,
      },
      {
        goal,
        limit: '(b) sum of the parts',
        measured: formatRatio(ofParts.median),
        spread: formatSpread(ofParts),
        prototype: '0.77',
        reach: String(reach.ofParts),
        isReached: ofParts.median >= reach.ofParts,
      },
    ],
    subjects: [
      subjectOf('the service', 'refreshes', samples.service),
      withoutClient('(a) ungrouped transactions, `synchronous=FULL`', 'rotations', samples.ungrouped),
      withoutClient('(b) sum of the three below', 'refreshes', parts),
      subjectOf('bare HTTP exchange', 'exchanges', samples.exchange),
      withoutClient(`grouped rotations, ${connections} at once`, 'rotations', samples.grouped),
      withoutClient('two HMACs, a digest and an ES256 signature', 'times', samples.cryptography),
    ],
    notes: [
      `${connections} connections; every token is of generation 1 and is spent once, so every request rotates. Both limits run the service's own statement on a database of the same make.`,
      `The load used ${formatCount(client.median)} of a core while the service used ${formatCount(busy.median)}.`,
    ],
  };
}
