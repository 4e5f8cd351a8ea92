import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AuthorizationServer, startAuthorizationServer } from '../packages/verifier/test/authorization-server.ts';
import { wireRevocation } from '../packages/verifier/test/stream-endpoint.ts';
import { type PlanProcess, startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings, Result, Subject } from './figure.ts';
import { formatSpread } from './report.ts';
import { interleave, percentileOf, type Spread, spreadOf } from './statistics.ts';
import type { VerifierPlan, VerifierResult } from './verifier-process.ts';

const live = 100_000;
const reach = { rememberedMicroseconds: 20, megabytes: 10, milliseconds: 250 };

export const verifierCost: Figure = {
  id: 'V1',
  title: 'What a verification costs a resource server, and what it keeps of revocations',
  measure,
};

type Child = PlanProcess<VerifierPlan, VerifierResult>;
const names = ['none', 'sessions', 'accounts'] as const;
type Name = (typeof names)[number];

async function measure(bench: Bench): Promise<Findings> {
  const servers = {
    none: await startAuthorizationServer(),
    sessions: await startAuthorizationServer(),
    accounts: await startAuthorizationServer(),
  };
  for (const kind of ['session', 'account'] as const)
    servers[`${kind}s`].stream.revocations.push(...givenRevocations(kind));
  const child: Child = startPlanProcess('verifier-process.ts', ['--expose-gc']);
  try {
    const kept = {} as Record<Name, VerifierResult>;
    for (const name of names) {
      bench.tell(`the verifier's snapshot: ${name}`);
      kept[name] = await child.run({ deed: 'open', name, server: await toPlan(servers[name]) });
    }
    const costs = await measureCosts(bench, child, servers);
    bench.tell('from the event to the refusal');
    const delays = await measureDelays(child, servers.sessions, bench.isQuick ? 20 : 300);
    return describe(costs, kept, delays);
  } finally {
    await child.stop();
    await Promise.all(names.map((name) => servers[name].stop()));
  }
}

const toPlan = async ({ issuer, audience, serviceKey, published }: AuthorizationServer) => ({
  issuer,
  audience,
  serviceKey,
  jwk: published[0] ?? {},
});

const givenRevocations = (kind: 'session' | 'account') =>
  Array.from({ length: live }, (_, index) =>
    wireRevocation({ kind, id: randomId(), epoch: kind === 'account' ? 1 + (index % 5) : null }),
  );
const randomId = (): string => randomBytes(16).toString('base64url');

async function measureCosts(bench: Bench, child: Child, servers: Record<Name, AuthorizationServer>) {
  const signMany = (server: AuthorizationServer, count: number) =>
    Promise.all(
      Array.from({ length: count }, () => server.sign({ sid: randomId(), sub: randomId(), jti: randomId() })),
    );
  const known = { none: await signMany(servers.none, 1000), sessions: await signMany(servers.sessions, 1000) };
  const rounds = bench.isQuick ? 20 : 200;
  const fresh = bench.isQuick ? 500 : 4000;
  const verifyKnown = (name: 'none' | 'sessions') => () =>
    child.run({ deed: 'verify', name, tokens: known[name], rounds });
  const verifyFresh = (name: 'none' | 'sessions') => async () =>
    child.run({ deed: 'verify', name, tokens: await signMany(servers[name], fresh), rounds: 1 });
  const subjects = {
    digest: () => child.run({ deed: 'digest alone', tokens: known.none, rounds }),
    rememberedNone: verifyKnown('none'),
    rememberedLive: verifyKnown('sessions'),
    signature: async () =>
      child.run({ deed: 'signature alone', name: 'none', tokens: await signMany(servers.none, fresh) }),
    freshNone: verifyFresh('none'),
    freshLive: verifyFresh('sessions'),
  };
  bench.tell('remembered and never-seen tokens');
  await interleave(1, subjects);
  return interleave(bench.isQuick ? 2 : 7, subjects);
}

/** From the moment the event is written to the connection until the process refuses the token. Milliseconds. */
async function measureDelays(child: Child, server: AuthorizationServer, times: number): Promise<number[]> {
  const delays: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const sid = randomId();
    const refusal = child.run({ deed: 'await refusal', name: 'sessions', token: await server.sign({ sid }) });
    await sleep(20);
    const writtenAt = process.hrtime.bigint();
    server.stream.revoke({ id: sid });
    delays.push(Number(BigInt((await refusal).refusedAt) - writtenAt) / 1e6);
  }
  return delays;
}

type Costs = Awaited<ReturnType<typeof measureCosts>>;

function describe(costs: Costs, kept: Record<Name, VerifierResult>, delays: number[]): Findings {
  const remembered = spreadOf(costs.rememberedLive.map(({ cpu }) => cpu));
  const { sessions, accounts } = kept;
  const most = Math.max(sessions.heap, accounts.heap) / 1e6;
  const p99 = percentileOf(delays, 0.99);
  return {
    results: [
      resultOf({
        goal: `a remembered token, beside ${live.toLocaleString('en')} live revocations`,
        limit: 'the digest of the token',
        measured: `${remembered.median.toFixed(1)} µs`,
        spread: `${formatSpread(remembered, (value) => value.toFixed(1))} µs`,
        reach: `< ${reach.rememberedMicroseconds} µs`,
        isReached: remembered.median < reach.rememberedMicroseconds,
      }),
      resultOf({
        goal: `memory of ${live.toLocaleString('en')} live revocations`,
        limit: 'a verifier without any',
        measured: `${most.toFixed(1)} MB`,
        spread: `sessions ${(sessions.heap / 1e6).toFixed(1)}, accounts ${(accounts.heap / 1e6).toFixed(1)} MB`,
        reach: `≤ ${reach.megabytes} MB`,
        isReached: most <= reach.megabytes && sessions.revocations === live && accounts.revocations === live,
      }),
      resultOf({
        goal: 'from the event on the wire to the refusal in the process, p99',
        limit: 'one connection on this machine',
        measured: `${p99.toFixed(1)} ms`,
        spread: `${Math.min(...delays).toFixed(1)}–${Math.max(...delays).toFixed(1)} ms`,
        reach: `≤ ${reach.milliseconds} ms`,
        isReached: p99 <= reach.milliseconds,
      }),
    ],
    subjects: [
      subjectOf('the digest alone', costs.digest),
      subjectOf('a remembered token', costs.rememberedNone),
      subjectOf('the same beside 100,000 revocations', costs.rememberedLive),
      subjectOf('the signature alone, `node:crypto`', costs.signature),
      subjectOf('a token never seen', costs.freshNone),
      subjectOf('the same beside 100,000 revocations', costs.freshLive),
    ],
    notes: [
      'One process, one verification after the other, 1,000 tokens in turn where they are remembered. The stream is open meanwhile, with its heartbeat each second.',
      `Memory is what is kept after garbage collection and was not there before: sessions alone, and accounts alone, which need more. A verifier without revocations keeps ${(kept.none.heap / 1e6).toFixed(1)} MB.`,
      `The refusal was felt after ${percentileOf(delays, 0.5).toFixed(1)} ms in half of ${delays.length} times.`,
    ],
  };
}

const resultOf = (result: Omit<Result, 'prototype'>): Result => ({ ...result, prototype: '–' });
const spreadIn = (results: readonly VerifierResult[], value: (one: VerifierResult) => number): Spread =>
  spreadOf(results.map(value));
const subjectOf = (name: string, results: readonly VerifierResult[]): Subject => ({
  name,
  unit: 'verifications',
  rate: spreadIn(results, ({ wall }) => 1e6 / wall),
  cpu: spreadIn(results, ({ cpu }) => cpu),
});
