import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../packages/server/src/migrations/migrations.ts';
import { systemClock } from '../packages/server/src/platform/clock.ts';
import { openDatabase } from '../packages/server/src/platform/database/open-database.ts';
import { silentLog } from '../packages/server/src/platform/log.ts';
import { type GivenSession, givenAccounts, givenSessions } from '../packages/server/test/given-sessions.ts';
import { startPostgres } from '../packages/server/test/servers/start-postgres.ts';
import { type RunningService, startService } from '../packages/server/test/start-service.ts';
import { startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import { refreshOverHttp } from './given-service.ts';
import type { LoadPlan, LoadResult } from './load-process.ts';
import { formatCount, formatRatio, formatSpread } from './report.ts';
import { type Load, measureLoad, type ServedSample, subjectOf } from './served-load.ts';
import { interleave, ratiosOf, spreadOf } from './statistics.ts';

/** Of all nodes together, so that only their number differs. */
const connections = 32;

export const twoNodes: Figure = {
  id: 'N2',
  title: 'Two nodes on one PostgreSQL, beside one',
  measure,
};

async function measure(bench: Bench): Promise<Findings> {
  const installation = await startInstallation(bench);
  const loads = [1, 2].map(() => startPlanProcess<LoadPlan, LoadResult>('load-process.ts'));
  try {
    const { services } = installation;
    const [session] = await installation.addSessions(1);
    const { access_token: accessToken } = await refreshOverHttp(services[0]?.url ?? '', session?.refreshToken ?? '');
    const seconds = bench.isQuick ? 1 : 4;
    const refreshCount = bench.isQuick ? 1000 : 8000;
    const get = (count: number) =>
      measureOn(services.slice(0, count), loads, (url, share) => ({
        url: `${url}/api/account`,
        method: 'GET',
        headers: { authorization: `Bearer ${accessToken}` },
        connections: share,
        seconds,
      }));
    const refresh = async (count: number) => {
      const sessions = await installation.addSessions(refreshCount);
      const bodies = sessions.map(({ refreshToken }) => JSON.stringify({ refresh_token: refreshToken }));
      return measureOn(services.slice(0, count), loads, (url, share, index) => ({
        url: `${url}/api/auth/refresh`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        connections: share,
        bodies: bodies.filter((_, at) => at % count === index),
      }));
    };
    const subjects = {
      getOne: () => get(1),
      getTwo: () => get(2),
      refreshOne: () => refresh(1),
      refreshTwo: () => refresh(2),
    };
    await interleave(1, subjects);
    return describe(await interleave(bench.isQuick ? 2 : 7, subjects));
  } finally {
    await Promise.all(loads.map((load) => load.stop()));
    await installation.stop();
  }
}

/** Each node has a process of its own that sends its share of the load. */
async function measureOn(
  services: readonly RunningService[],
  loads: readonly Load[],
  planFor: (url: string, share: number, index: number) => LoadPlan,
): Promise<ServedSample> {
  const samples = await Promise.all(
    services.map(({ url, pid }, index) => {
      const load = loads[index];
      if (load === undefined) throw new Error('there is a load for each node');
      return measureLoad(load, pid, planFor(url, connections / services.length, index));
    }),
  );
  const sum = (of: (sample: ServedSample) => number): number => samples.reduce((total, one) => total + of(one), 0);
  const mean = (of: (sample: ServedSample) => number): number => sum(of) / samples.length;
  return {
    perSecond: sum(({ perSecond }) => perSecond),
    busy: sum(({ busy }) => busy),
    cpu: mean(({ cpu }) => cpu),
    clientCpu: mean(({ clientCpu }) => clientCpu),
    latency: { p50: mean(({ latency }) => latency.p50), p99: Math.max(...samples.map(({ latency }) => latency.p99)) },
  };
}

type Installation = {
  services: RunningService[];
  addSessions(count: number): Promise<GivenSession[]>;
  stop(): Promise<void>;
};

/** Two nodes and a PostgreSQL of their own, its durability on, with a thousand accounts. */
async function startInstallation(bench: Bench): Promise<Installation> {
  const postgres = await startPostgres();
  const secretKey = randomBytes(36).toString('base64');
  const { database } = await openDatabase({ url: postgres.url, clock: systemClock, log: silentLog, migrations });
  const accounts = await givenAccounts(database, 1000, 'none');
  const services: RunningService[] = [];
  for (const index of [0, 1])
    services.push(
      await startService({
        port: bench.firstPort + index,
        dataDir: join(bench.directory, `node-${index}`),
        secretKey,
        settings: { DATABASE_URL: postgres.url, PUBLIC_URL: `http://localhost:${bench.firstPort}` },
      }),
    );
  return {
    services,
    addSessions: (count) => givenSessions(database, { accounts, count, secretKey }),
    stop: async () => {
      await Promise.all(services.map((service) => service.stop()));
      await database.close();
      await postgres.remove();
    },
  };
}

type Samples = Record<'getOne' | 'getTwo' | 'refreshOne' | 'refreshTwo', ServedSample[]>;

function describe({ getOne, getTwo, refreshOne, refreshTwo }: Samples): Findings {
  const cores = availableParallelism();
  const rate = (sample: ServedSample): number => sample.perSecond;
  const result = (goal: string, two: ServedSample[], one: ServedSample[]) => {
    const ratio = spreadOf(ratiosOf(two, one, rate));
    return {
      goal,
      limit: 'one node',
      measured: formatRatio(ratio.median),
      spread: formatSpread(ratio),
      prototype: '–',
      reach: '–',
      isReached: true,
    };
  };
  const busy = (samples: readonly ServedSample[]): string =>
    formatCount(spreadOf(samples.map((sample) => sample.busy)).median);
  return {
    results: [
      result('two nodes: warm `GET /api/account`', getTwo, getOne),
      result('two nodes: refreshes, PostgreSQL', refreshTwo, refreshOne),
    ],
    subjects: [
      subjectOf('one node, warm GET', 'requests', getOne),
      subjectOf('two nodes, warm GET', 'requests', getTwo),
      subjectOf('one node, refresh', 'refreshes', refreshOne),
      subjectOf('two nodes, refresh', 'refreshes', refreshTwo),
    ],
    notes: [
      `${connections} connections in all, shared out between the nodes; each node, each sender of load and PostgreSQL are processes on the same ${cores} cores, so there is no core for a second node where the load and PostgreSQL use the other: what two machines would reach is not shown here.`,
      `The nodes used ${busy(getOne)} and ${busy(getTwo)} cores for the GETs, ${busy(refreshOne)} and ${busy(refreshTwo)} for the refreshes.`,
    ],
  };
}
