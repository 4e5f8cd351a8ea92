import { startCarriedNodes } from './carried-nodes.ts';
import { startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import type { HerdPlan, HerdResult } from './herd.ts';
import { formatCount } from './report.ts';
import { percentileOf, spreadOf } from './statistics.ts';

export const herd: Figure = {
  id: 'F19',
  title: 'A herd: everybody refreshes at once, as soon as both nodes are back from a kill -9',
  measure,
};

const reachSeconds = 10;
const longestMilliseconds = 60_000;

async function measure(bench: Bench): Promise<Findings> {
  const clients = bench.isQuick ? 300 : 2000;
  const nodes = await startCarriedNodes(bench, 'herd', { postgres: true, redis: false });
  const crowd = startPlanProcess<HerdPlan, HerdResult>('herd.ts');
  const rounds: HerdResult[] = [];
  try {
    for (let round = 0; round < (bench.isQuick ? 1 : 5); round += 1) {
      const refreshTokens = await nodes.refreshTokens(clients);
      await nodes.restart();
      rounds.push(await crowd.run({ urls: [nodes.a.url, nodes.b.url], refreshTokens, longestMilliseconds }));
      bench.tell(`${clients} clients: ${JSON.stringify(rounds.at(-1)?.statuses)}`);
    }
  } finally {
    await crowd.stop();
    await nodes.stop();
  }
  const lost = rounds.flatMap(({ servedAfter }) => servedAfter.filter(Number.isNaN)).length;
  const dishonest = rounds.reduce((sum, { withoutRetryAfter }) => sum + withoutRetryAfter, 0);
  const seconds = rounds.map(({ servedAfter }) => percentileOf(servedAfter, 1) / 1000);
  const { median, least, most } = spreadOf(seconds);
  const half = spreadOf(rounds.map(({ servedAfter }) => percentileOf(servedAfter, 0.5) / 1000));
  const refused = rounds.reduce((sum, { statuses }) => sum + (statuses[429] ?? 0) + (statuses[503] ?? 0), 0);
  return {
    results: [
      {
        goal: `${formatCount(clients)} clients refresh at once after a restart: the last one is served`,
        limit: '–',
        measured: `${formatCount(median)} s`,
        spread: `${formatCount(least)}–${formatCount(most)} s`,
        prototype: '–',
        reach: `≤ ${reachSeconds} s`,
        isReached: median <= reachSeconds,
      },
      {
        goal: 'of them signed out, or refused without being told when to come back',
        limit: '0',
        measured: `${lost + dishonest} of ${formatCount(rounds.length * clients)}`,
        spread: '–',
        prototype: '–',
        reach: '0',
        isReached: lost + dishonest === 0,
      },
    ],
    subjects: [],
    notes: [
      `Both nodes were killed and started again on one PostgreSQL, and as soon as both were ready ${formatCount(clients)} clients showed a refresh token each, a connection each, half of them at each node. Half were served within ${formatCount(half.median)} s; ${formatCount(refused)} answers in ${rounds.length} rounds were 429 or 503, each with \`Retry-After\`.`,
    ],
  };
}
