import { setTimeout as wait } from 'node:timers/promises';
import { hasRedis } from '../packages/server/test/servers/start-redis.ts';
import { type CarriedNodes, type Carriers, startCarriedNodes } from './carried-nodes.ts';
import { startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings, Result } from './figure.ts';
import type { NodePlan, NodeResult } from './node-watch.ts';
import { formatCount } from './report.ts';
import { instantOf, monotonicMilliseconds, type Schedule, untilInstant } from './schedule.ts';
import { percentileOf } from './statistics.ts';
import type { VerifierPlan, VerifierResult } from './verifier-watch.ts';

export const revocation: Figure = {
  id: 'G11',
  title: 'From the answer of a sign-out on one node to the first refusal elsewhere',
  measure,
};

const reachMilliseconds = 250;
/** A node that has not polled for so long answers 503: the bound where nothing carries the news. */
const pollBoundMilliseconds = 2000;
const verifierProcesses = 2;
const verifiersEach = 25;

type Sizes = { revocations: number; verifiersEveryMilliseconds: number; nodesEveryMilliseconds: number };
type Delays = { least: number; p50: number; p99: number; most: number; count: number };

async function measure(bench: Bench): Promise<Findings> {
  const revocations = bench.isQuick ? 60 : 1000;
  const sizes = { revocations, verifiersEveryMilliseconds: 60, nodesEveryMilliseconds: 25 };
  const atVerifiers = await measureVerifiers(bench, sizes);
  const byPostgres = await measureOtherNode(bench, 'postgres', { postgres: true, redis: false }, sizes);
  const byPoll = await measureOtherNode(bench, 'poll', { postgres: false, redis: false }, sizes);
  const byRedis = hasRedis()
    ? await measureOtherNode(bench, 'redis', { postgres: false, redis: true }, sizes)
    : undefined;
  if (byRedis === undefined)
    bench.tell('SKIPPED: redis-server is not installed, so what Redis carries was not measured');

  const perMinute = Math.round(60_000 / sizes.verifiersEveryMilliseconds);
  const verifiers = verifierProcesses * verifiersEach;
  const beside = `a request and its answer: ${formatMilliseconds(byPostgres.roundTrip.p50)}`;
  const row = (goal: string, delays: Delays, bound = reachMilliseconds): Result => ({
    goal,
    limit: beside,
    measured: formatMilliseconds(delays.p99),
    spread: `p50 ${formatMilliseconds(delays.p50)}, most ${formatMilliseconds(delays.most)}`,
    prototype: '–',
    reach: `≤ ${bound} ms`,
    isReached: delays.p99 <= bound,
  });
  return {
    results: [
      row(`sign-out → refusal at ${verifiers} verifiers, ${formatCount(perMinute)} a minute, p99`, atVerifiers),
      row('sign-out → refusal by the other node, by PostgreSQL alone, p99', byPostgres.delays),
      ...(byRedis ? [row('the same by Redis, the notifications of PostgreSQL lost, p99', byRedis.delays)] : []),
      row('the same by the poll alone, both lost, p99', byPoll.delays, pollBoundMilliseconds),
    ],
    subjects: [],
    notes: [
      `${formatCount(revocations)} sessions, each of an account of its own, were signed out on node A, one every ${sizes.verifiersEveryMilliseconds} ms for the verifiers and every ${sizes.nodesEveryMilliseconds} ms for node B. ${verifiers} verifiers in ${verifierProcesses} processes followed the stream, half of them at each node, and every one was asked about the token all the time around its event: ${formatCount(atVerifiers.count)} first refusals. Node B was asked by \`GET /api/account\`, again a millisecond after each answer (5 ms where only the poll tells it). Times are from the return of the sign-out's answer to the refusal, on one clock of the machine, with sender, askers, nodes, PostgreSQL and Redis in processes of their own; below zero the refusal was there first (least: ${formatMilliseconds(atVerifiers.least)} at a verifier, ${formatMilliseconds(byPostgres.delays.least)} at node B). No token was accepted again after its refusal, and none of a request to node B that was sent more than two seconds after the sign-out.`,
      'NOTIFY is sent in any case, with a Redis as well; for the figure by Redis, and for that of the poll, a proxy between the nodes and PostgreSQL took the notifications, and nothing else, out of what the database sends.',
    ],
  };
}

async function measureVerifiers(bench: Bench, sizes: Sizes): Promise<Delays> {
  const nodes = await startCarriedNodes(bench, 'verifiers', { postgres: true, redis: false });
  const watchers = Array.from({ length: verifierProcesses }, () =>
    startPlanProcess<VerifierPlan, VerifierResult>('verifier-watch.ts'),
  );
  try {
    const { publicUrl: issuer, serviceKey } = nodes;
    const serviceUrls = [nodes.a.url, nodes.b.url];
    const open = { part: 'open', verifiers: verifiersEach, issuer, serviceUrls, serviceKey } as const;
    await Promise.all(watchers.map((watcher) => watcher.run(open)));
    const tokens = await nodes.accessTokens(sizes.revocations);
    await Promise.all(watchers.map((watcher) => watcher.run({ part: 'remember', tokens })));
    const schedule = soon(sizes.verifiersEveryMilliseconds);
    bench.tell(`${tokens.length} sign-outs, ${verifierProcesses * verifiersEach} verifiers`);
    const [answeredAt, ...watched] = await Promise.all([
      signOutAll(nodes, tokens, schedule),
      ...watchers.map((watcher) => watcher.run({ part: 'watch', tokens, schedule })),
    ]);
    return delaysOf(
      answeredAt.flatMap((instant, index) =>
        watched.flatMap(({ refusedAt }) => (refusedAt[index] ?? []).map((refused) => refused - instant)),
      ),
    );
  } finally {
    await Promise.all(watchers.map((watcher) => watcher.stop()));
    await nodes.stop();
  }
}

async function measureOtherNode(
  bench: Bench,
  name: string,
  carriers: Carriers,
  sizes: Sizes,
): Promise<{ delays: Delays; roundTrip: Delays }> {
  const nodes = await startCarriedNodes(bench, name, carriers);
  const watcher = startPlanProcess<NodePlan, NodeResult>('node-watch.ts');
  try {
    const tokens = await nodes.accessTokens(sizes.revocations);
    const schedule = soon(sizes.nodesEveryMilliseconds);
    const isCarried = carriers.postgres || carriers.redis;
    bench.tell(`${tokens.length} sign-outs, the other node told by ${isCarried ? name : 'its poll alone'}`);
    const url = `${nodes.b.url}/api/account`;
    const [answeredAt, watched] = await Promise.all([
      signOutAll(nodes, tokens, schedule),
      // Where only the poll tells it, many are waited for at once: asked as densely, they would be all that the node does.
      watcher.run({ url, tokens, schedule, pauseMilliseconds: isCarried ? 1 : 5 }),
    ]);
    if (watched.acceptedAgain > 0) throw new Error(`${watched.acceptedAgain} tokens were accepted after a refusal`);
    const isLate = (instant: number, index: number): boolean =>
      (watched.acceptedAt[index] ?? 0) - instant > pollBoundMilliseconds;
    const late = answeredAt.filter(isLate).length;
    if (late > 0)
      throw new Error(
        `${late} tokens were accepted of a request that was sent more than two seconds after the sign-out`,
      );
    return {
      delays: delaysOf(answeredAt.map((instant, index) => (watched.refusedAt[index] ?? Number.NaN) - instant)),
      roundTrip: delaysOf(watched.roundTrips),
    };
  } finally {
    await watcher.stop();
    await nodes.stop();
  }
}

/** The processes need a moment to be told of it. */
const soon = (everyMilliseconds: number): Schedule => ({ startAt: monotonicMilliseconds() + 1000, everyMilliseconds });

/** @returns when the answer to each sign-out had come, on the monotonic clock */
const signOutAll = ({ a }: CarriedNodes, tokens: readonly string[], schedule: Schedule): Promise<number[]> =>
  Promise.all(
    tokens.map(async (token, index) => {
      await untilInstant(instantOf(schedule, index));
      return signOut(a.url, token);
    }),
  );

/** A client that is told to come back does so; what counts is the answer that says it is done. */
async function signOut(url: string, token: string, triesLeft = 5): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/api/auth/sign-out`, { method: 'POST', headers });
  const answeredAt = monotonicMilliseconds();
  if (answer.status === 204) return answeredAt;
  const text = await answer.text();
  if (answer.status !== 503 || triesLeft === 0) throw new Error(`a sign-out answered ${answer.status}: ${text}`);
  await wait(Number(answer.headers.get('retry-after') ?? 1) * 1000);
  return signOut(url, token, triesLeft - 1);
}

function delaysOf(milliseconds: readonly number[]): Delays {
  const missing = milliseconds.filter(Number.isNaN).length;
  if (missing > 0) throw new Error(`${missing} of ${milliseconds.length} revocations were never felt`);
  return {
    least: percentileOf(milliseconds, 0),
    p50: percentileOf(milliseconds, 0.5),
    p99: percentileOf(milliseconds, 0.99),
    most: percentileOf(milliseconds, 1),
    count: milliseconds.length,
  };
}

const formatMilliseconds = (value: number): string => `${formatCount(Math.round(value * 10) / 10)} ms`;
