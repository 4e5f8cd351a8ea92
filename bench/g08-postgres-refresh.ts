import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { givenAccounts, givenSessions } from '../packages/server/test/given-sessions.ts';
import { onPostgres, runOnPostgres } from '../packages/server/test/run-on-postgres.ts';
import { type RunningPostgres, startPostgres } from '../packages/server/test/servers/start-postgres.ts';
import { startService } from '../packages/server/test/start-service.ts';
import { startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import type { LoadPlan, LoadResult } from './load-process.ts';
import { withDatabase } from './many-accounts.ts';
import { formatCount, formatRatio, formatSpread } from './report.ts';
import {
  type BareServer,
  type Load,
  measureLoad,
  type ServedSample,
  startFiveStatements,
  subjectOf,
} from './served-load.ts';
import { interleave, ratiosOf, spreadOf } from './statistics.ts';

const connections = 32;
/** To PostgreSQL, of either server: what the service has by itself. */
const databaseConnections = 10;
/** About what the answer of a refresh has. */
const answerBytes = 1100;
const reach = 3;
const headers = { 'content-type': 'application/json' };

export const postgresRefreshes: Figure = {
  id: 'G8',
  title: 'Refreshes over HTTP on PostgreSQL, beside a transaction of five statements over HTTP',
  measure,
};

async function measure(bench: Bench): Promise<Findings> {
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const postgres = await startPostgres(['max_connections=60']);
    ends.push(postgres.remove);
    const service = await startOn(postgres, bench);
    ends.push(service.stop);
    const five = await startFive(postgres, bench);
    ends.push(five.stop);
    const load = startPlanProcess<LoadPlan, LoadResult>('load-process.ts');
    ends.push(load.stop);

    const count = bench.isQuick ? 1000 : 8000;
    const subjects = {
      service: async () =>
        measureTokens(load, `${service.url}/api/auth/refresh`, service.pid, await service.addTokens(count)),
      five: async () => measureTokens(load, five.url, five.pid, await addRows(postgres.url, count)),
    };
    // Code that has run before runs faster, on both sides.
    await interleave(1, subjects);
    return describe(await interleave(bench.isQuick ? 3 : 9, subjects));
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function startOn({ url }: RunningPostgres, bench: Bench) {
  const secretKey = randomBytes(36).toString('base64');
  const service = await startService({
    port: bench.firstPort,
    dataDir: join(bench.directory, 'g08'),
    secretKey,
    settings: { DATABASE_URL: url, DATABASE_CONNECTIONS: String(databaseConnections) },
  });
  const accounts = await withDatabase(url, (database) => givenAccounts(database, 1000, 'none'));
  return {
    ...service,
    addTokens: async (count: number): Promise<string[]> => {
      const sessions = await withDatabase(url, (database) => givenSessions(database, { accounts, count, secretKey }));
      return sessions.map(({ refreshToken }) => refreshToken);
    },
  };
}

async function startFive({ url }: RunningPostgres, bench: Bench): Promise<BareServer> {
  await runOnPostgres(url, [
    `CREATE TABLE refresh_tokens (id text PRIMARY KEY, session_id text NOT NULL, parent_id text, used_at timestamptz,
       created_at timestamptz NOT NULL DEFAULT now())`,
    'CREATE INDEX refresh_tokens_session_id ON refresh_tokens (session_id)',
  ]);
  return startFiveStatements(bench.firstPort + 1, { url, connections: databaseConnections, answerBytes });
}

/** Tokens that nobody has used yet, each of a session of its own, as the service's. */
async function addRows(url: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await onPostgres(url, (client) =>
    client.query('INSERT INTO refresh_tokens (id, session_id) SELECT id, id FROM unnest($1::text[]) AS given (id)', [
      ids,
    ]),
  );
  return ids;
}

const measureTokens = (load: Load, url: string, pid: number, tokens: readonly string[]): Promise<ServedSample> =>
  measureLoad(load, pid, {
    url,
    method: 'POST',
    headers,
    connections,
    bodies: tokens.map((token) => JSON.stringify({ refresh_token: token })),
  });

function describe(samples: Record<'service' | 'five', ServedSample[]>): Findings {
  const ratio = spreadOf(ratiosOf(samples.service, samples.five, ({ perSecond }) => perSecond));
  const busy = (of: readonly ServedSample[]): string => formatCount(spreadOf(of.map((sample) => sample.busy)).median);
  const latency = (of: readonly ServedSample[]): string =>
    formatCount(spreadOf(of.map((sample) => sample.latency.p99)).median);
  return {
    results: [
      {
        goal: 'refreshes over HTTP, PostgreSQL, each after its sync',
        limit: 'a transaction of five statements over `node:http`',
        measured: formatRatio(ratio.median),
        spread: formatSpread(ratio),
        prototype: '5.4 at the driver',
        reach: String(reach),
        isReached: ratio.median >= reach,
      },
    ],
    subjects: [
      subjectOf('the service', 'refreshes', samples.service),
      subjectOf('five statements behind `node:http`', 'rotations', samples.five),
    ],
    notes: [
      `${connections} connections over HTTP, ${databaseConnections} to one PostgreSQL with its durability on, of this run's own and in the system's temporary directory. Every token is spent once, so every request rotates.`,
      'The five statements: BEGIN, a SELECT FOR UPDATE of the token, an UPDATE that spends it, an INSERT of its successor, COMMIT; prepared, by the same driver, without any cryptography, limit, log or contract.',
      `The service used ${busy(samples.service)} of a core, the other ${busy(samples.five)}; one answer in a hundred took longer than ${latency(samples.service)} ms and ${latency(samples.five)} ms.`,
    ],
  };
}
