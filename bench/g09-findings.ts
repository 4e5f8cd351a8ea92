import type { Findings, Result } from './figure.ts';
import { describePeers } from './peer-servers.ts';
import { formatRatio, formatSpread } from './report.ts';
import { type ServedSample, subjectOf } from './served-load.ts';
import { ratiosOf, type Spread, spreadOf } from './statistics.ts';

type Samples<Name extends string> = Record<Name, ServedSample[]>;
export type PeerSamples = {
  read: Samples<'service' | 'cached' | 'exact' | 'fastApi'>;
  refresh: Samples<'service' | 'prolonged' | 'fastApi'>;
  signIn: Samples<'service' | 'scrypt' | 'argon2' | 'fastApi'>;
};
type Peer = 'service' | 'betterAuth' | 'fastApi';
export type Starts = Record<Peer, { start: number; idle: number }[]>;
/** MiB of each process. */
export type Memory = Record<Peer, number>;

type Aim = { prototype: string; reach: number };

const names = {
  cached: 'Better Auth, session from its cookie cache',
  exact: 'Better Auth, session from the database',
  prolonged: 'Better Auth, session prolonged (it has no refresh token)',
  scrypt: 'Better Auth, its own scrypt',
  argon2: 'Better Auth with our argon2id',
  fastApi: 'FastAPI and SQLAlchemy',
};

export function describePeersFindings(starts: Starts, samples: PeerSamples, memory: Memory): Findings {
  const { read, refresh, signIn } = samples;
  const get = 'warm GET of the account';
  return {
    results: [
      ratioRow(get, names.cached, read.service, read.cached, { prototype: '12', reach: 10 }),
      ratioRow(get, names.exact, read.service, read.exact),
      ratioRow(get, names.fastApi, read.service, read.fastApi, { prototype: '66', reach: 20 }),
      ratioRow('refresh', names.fastApi, refresh.service, refresh.fastApi, { prototype: '21', reach: 20 }),
      ratioRow('refresh', names.prolonged, refresh.service, refresh.prolonged),
      ...(['scrypt', 'argon2', 'fastApi'] as const).map((name) =>
        ratioRow('sign-in by password', names[name], signIn.service, signIn[name]),
      ),
      ...rowsOfProcesses(starts, memory),
    ],
    subjects: [
      subjectOf('Portress: warm GET', 'requests', read.service),
      ...(['cached', 'exact', 'fastApi'] as const).map((name) => subjectOf(names[name], 'requests', read[name])),
      subjectOf('Portress: refresh', 'refreshes', refresh.service),
      ...(['prolonged', 'fastApi'] as const).map((name) => subjectOf(names[name], 'refreshes', refresh[name])),
      subjectOf('Portress: sign-in', 'sign-ins', signIn.service),
      ...(['scrypt', 'argon2', 'fastApi'] as const).map((name) => subjectOf(names[name], 'sign-ins', signIn[name])),
    ],
    notes: notesOf(samples, starts, memory),
  };
}

function ratioRow(goal: string, beside: string, ours: ServedSample[], theirs: ServedSample[], aim?: Aim): Result {
  const ratio = spreadOf(ratiosOf(ours, theirs, (sample) => sample.perSecond));
  return {
    goal,
    limit: beside,
    measured: `${formatRatio(ratio.median)} ×`,
    spread: formatSpread(ratio),
    prototype: aim ? `${aim.prototype} ×` : '–',
    reach: aim ? `${aim.reach} ×` : '–',
    isReached: aim === undefined || ratio.median >= aim.reach,
  };
}

const spreadOfStarts = (samples: Starts[Peer], what: 'start' | 'idle'): Spread =>
  spreadOf(samples.map((sample) => sample[what]));

function rowsOfProcesses(starts: Starts, memory: Memory): Result[] {
  const row = (goal: string, unit: string, ours: Spread, theirs: [number, number]): Result => ({
    goal,
    limit: `Better Auth ${Math.round(theirs[0])} ${unit}, FastAPI ${Math.round(theirs[1])} ${unit}`,
    measured: `${Math.round(ours.median)} ${unit}`,
    spread: ours.rounds === 1 ? '–' : `${Math.round(ours.least)}–${Math.round(ours.most)}`,
    prototype: '–',
    reach: '–',
    isReached: true,
  });
  const ofStarts = (goal: string, unit: string, what: 'start' | 'idle') =>
    row(goal, unit, spreadOfStarts(starts.service, what), [
      spreadOfStarts(starts.betterAuth, what).median,
      spreadOfStarts(starts.fastApi, what).median,
    ]);
  return [
    ofStarts('start to ready', 'ms', 'start'),
    ofStarts('memory, idle', 'MiB', 'idle'),
    row('memory, after load', 'MiB', spreadOf([memory.service]), [memory.betterAuth, memory.fastApi]),
  ];
}

function notesOf({ read, refresh, signIn }: PeerSamples, starts: Starts, memory: Memory): string[] {
  const better = [
    ...findLess('start', 'ms', (peer) => spreadOfStarts(starts[peer], 'start').median),
    ...findLess('memory idle', 'MiB', (peer) => spreadOfStarts(starts[peer], 'idle').median),
    ...findLess('memory after load', 'MiB', (peer) => memory[peer]),
    ...findFaster('warm GET', read),
    ...findFaster('refresh', refresh),
    ...findFaster('sign-in', signIn),
  ];
  const byCpu = (ours: ServedSample[], theirs: ServedSample[]): string =>
    formatRatio(spreadOf(ratiosOf(ours, theirs, (sample) => 1 / sample.cpu)).median);
  return [
    `Where they are better: ${better.length > 0 ? better.join('; ') : 'nowhere in this run'}.`,
    `${describePeers()}. One process each, 1,000 accounts each, SQLite with WAL and \`synchronous=FULL\` everywhere, so every write is answered after its sync. Before each round of reads or sign-ins somebody signed in and the account that was read held that person’s address; before each round of refreshes one brought a new token. In the rounds every answer had to be a 2xx.`,
    `By processor time alone a warm GET of ours is ${byCpu(read.service, read.cached)} times as cheap as Better Auth’s cookie cache and ${byCpu(read.service, read.fastApi)} times as cheap as FastAPI’s, a refresh ${byCpu(refresh.service, refresh.fastApi)} times as cheap as FastAPI’s.`,
    'They do less in a request: ours alone writes log lines and metrics, counts limits and keeps an audit log; theirs have logs, limits and telemetry off. Better Auth’s cookie cache answers without a look at the database, so that a sign-out is not felt there for five minutes; its exact read feels it at once. Its JWT plugin, with which a handler of one’s own could answer from the token alone, is not measured. FastAPI’s reads the user’s row and feels no sign-out until the token expires. Ours looks for revocations in every request.',
    'Better Auth has no refresh token and so nothing that finds a stolen one out; its session is prolonged with a write of one row by each request here, by default once a day. FastAPI’s rotates, and ends the family of a token that is shown twice, also when an honest client repeats a lost answer. The memory of Better Auth is that of the process with scrypt, after reads and sign-ins alone; prolonging ran in the other.',
  ];
}

const findLess = (what: string, unit: string, of: (peer: Peer) => number): string[] =>
  (['betterAuth', 'fastApi'] as const)
    .filter((peer) => of(peer) < of('service'))
    .map(
      (peer) =>
        `${what} of ${peer === 'fastApi' ? 'FastAPI' : 'Better Auth'}, ${Math.round(of(peer))} ${unit} to our ${Math.round(of('service'))}`,
    );

function findFaster(what: string, { service = [], ...others }: Record<string, ServedSample[]>): string[] {
  const rateOf = (of: ServedSample[]): number => spreadOf(of.map((sample) => sample.perSecond)).median;
  return Object.entries(others)
    .filter(([, theirs]) => rateOf(theirs) > rateOf(service))
    .map(
      ([name, theirs]) =>
        `${what} of ${names[name as keyof typeof names]}, ${Math.round(rateOf(theirs))} a second to our ${Math.round(rateOf(service))}`,
    );
}
