import { randomInt } from 'node:crypto';
import { Agent, request } from 'node:http';
import { statement } from '../packages/server/src/platform/database/statement.ts';
import { openGivenDatabase } from '../packages/server/test/given-sessions.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import { givenPassword, startGivenService } from './given-service.ts';
import { formatRatio } from './report.ts';
import { percentileOf, separationOf } from './statistics.ts';

const reach = { separation: 0.55, milliseconds: 2 };

export const signInTiming: Figure = {
  id: 'B1',
  title: 'Whether the time of a refused sign-in tells who has an account',
  measure,
};

const suspend = statement<{ id: string }>('bench.suspend', "UPDATE accounts SET status = 'suspended' WHERE id = :id");
const dropPassword = statement<{ id: string }>('bench.drop_password', 'DELETE FROM passwords WHERE account_id = :id');

type Kind = 'known' | 'unknown' | 'suspended' | 'without a password';

/** A service on a quiet machine, one request after the other, the kinds in a new random order each time. */
async function measure(bench: Bench): Promise<Findings> {
  const service = await startGivenService(bench, 'b01', { settings: { SIGN_IN_FAILURES_PER_15_MINUTES: '0' } });
  const tries = bench.isQuick ? 100 : 2000;
  try {
    const [known, suspended, empty] = [0, 1, 2].map((part) =>
      service.accounts.filter((_, index) => index % 3 === part),
    );
    await openGivenDatabase(service.dataDir, (database) =>
      database.transaction(async (transaction) => {
        for (const { id } of suspended ?? []) await transaction.change(suspend, { id });
        for (const { id } of empty ?? []) await transaction.change(dropPassword, { id });
      }),
    );
    const pick = (of: readonly { email: string }[] | undefined) => of?.[randomInt(of.length)]?.email ?? '';
    const attempts: Record<Kind, () => { login: string; password: string }> = {
      known: () => ({ login: pick(known), password: 'a wrong password' }),
      unknown: () => ({ login: pick(known).replace('given-', 'nobody-'), password: 'a wrong password' }),
      suspended: () => ({ login: pick(suspended), password: givenPassword }),
      'without a password': () => ({ login: pick(empty), password: 'a wrong password' }),
    };
    const kinds = Object.keys(attempts) as Kind[];
    const times = Object.fromEntries(kinds.map((kind) => [kind, [] as number[]])) as Record<Kind, number[]>;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let turn = -20; turn < tries; turn += 1)
      for (const kind of shuffled(kinds)) {
        const milliseconds = await timeSignIn(agent, service.url, attempts[kind]());
        if (turn >= 0) times[kind].push(milliseconds);
      }
    agent.destroy();
    return describe(times);
  } finally {
    await service.stop();
  }
}

const shuffled = <T>(values: readonly T[]): T[] =>
  values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);

const timeSignIn = (agent: Agent, url: string, attempt: { login: string; password: string }): Promise<number> =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify(attempt);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const startedAt = performance.now();
    const sent = request(`${url}/api/auth/sign-in`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        if (answer.statusCode === 401) resolve(performance.now() - startedAt);
        else reject(new Error(`a refused sign-in was answered ${answer.statusCode}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });

function describe(times: Record<Kind, number[]>): Findings {
  const kinds = Object.keys(times) as Kind[];
  const median = (kind: Kind): number => percentileOf(times[kind], 0.5);
  const pairs = kinds.flatMap((one, at) => kinds.slice(at + 1).map((other) => [one, other] as const));
  const compared = pairs.map(([one, other]) => ({
    names: `${one} / ${other}`,
    separation: separationOf(times[one], times[other]),
    milliseconds: Math.abs(median(one) - median(other)),
  }));
  const worst = Math.max(...compared.map(({ separation }) => separation));
  const widest = Math.max(...compared.map(({ milliseconds }) => milliseconds));
  // The measurement has to be able to find something: the same times, every one of one kind a millisecond later.
  const planted = separationOf(
    times.known,
    times.known.map((value) => value + 1),
  );
  const shared = { spread: '–', prototype: '–' };
  return {
    results: [
      {
        ...shared,
        goal: 'sign-in timing tells known, unknown, suspended apart (AUC, worst pair)',
        limit: '0.5: not at all',
        measured: worst.toFixed(3),
        reach: `≤ ${reach.separation}`,
        isReached: worst <= reach.separation,
      },
      {
        ...shared,
        goal: 'difference of the medians, widest pair',
        limit: '0',
        measured: `${widest.toFixed(2)} ms`,
        reach: `≤ ${reach.milliseconds} ms`,
        isReached: widest <= reach.milliseconds,
      },
    ],
    subjects: [],
    notes: [
      `${times.known.length.toLocaleString('en')} tries of each kind, interleaved in random order, one after the other on one connection, limits off. Medians: ${kinds.map((kind) => `${kind} ${formatRatio(median(kind))} ms`).join(', ')}. Pairs: ${compared.map(({ names, separation, milliseconds }) => `${names} ${separation.toFixed(3)} (${milliseconds.toFixed(2)} ms)`).join(', ')}.`,
      `Known and suspended accounts are guessed at again and again: from the hundredth wrong password on it is a disabled password that is measured, which must not be told apart either. One millisecond added to every time of one kind would be found: ${planted.toFixed(2)}.`,
    ],
  };
}
