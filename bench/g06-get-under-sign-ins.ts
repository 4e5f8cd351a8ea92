import { type PlanProcess, startPlanProcess } from './child-process.ts';
import type { CrowdPlan, CrowdResult } from './crowd.ts';
import type { Bench, Figure, Findings, Result } from './figure.ts';
import { type GivenService, givenPassword, refreshOverHttp, startGivenService } from './given-service.ts';
import type { PacedPlan, PacedResult } from './paced-gets.ts';
import { residentMebibytes } from './process-usage.ts';
import { formatRatio, formatSpread } from './report.ts';
import { spreadOf } from './statistics.ts';

const perSecond = 200;
const crowds = [50, 200] as const;
const reach = { ratio: 3, milliseconds: 10 };

export const getUnderSignIns: Figure = {
  id: 'G6',
  title: 'A signed-in person’s `GET /api/account` while a crowd signs in',
  measure,
};

type Sample = { idle: PacedResult; busy: PacedResult; crowd: CrowdResult; mebibytes: number };

async function measure(bench: Bench): Promise<Findings> {
  const service = await startGivenService(bench, 'g06');
  const load = startPlanProcess<CrowdPlan, CrowdResult>('crowd.ts');
  const paced = startPlanProcess<PacedPlan, PacedResult>('paced-gets.ts');
  try {
    const [session] = await service.addSessions(1);
    const { access_token: token } = await refreshOverHttp(service.url, session?.refreshToken ?? '');
    const get = (seconds: number) =>
      paced.run({
        url: `${service.url}/api/account`,
        headers: { authorization: `Bearer ${token}` },
        perSecond,
        seconds,
      });
    await get(2);
    const before = residentMebibytes(service.pid);
    const rounds = bench.isQuick ? 2 : 5;
    const samples = new Map<number, Sample[]>(crowds.map((crowd) => [crowd, []]));
    for (let round = 0; round < rounds; round += 1)
      for (const crowd of crowds)
        samples.get(crowd)?.push(await measureCrowd({ service, load, get, crowd, seconds: bench.isQuick ? 3 : 8 }));
    return describe(samples, before);
  } finally {
    await Promise.all([load.stop(), paced.stop(), service.stop()]);
  }
}

async function measureCrowd(given: {
  service: GivenService;
  load: PlanProcess<CrowdPlan, CrowdResult>;
  get(seconds: number): Promise<PacedResult>;
  crowd: number;
  seconds: number;
}): Promise<Sample> {
  const { service, load, get, crowd, seconds } = given;
  const idle = await get(seconds);
  const signingIn = load.run({
    url: `${service.url}/api/auth/sign-in`,
    people: crowd,
    seconds: seconds + 1,
    bodies: service.accounts.map(({ email }) => JSON.stringify({ login: email, password: givenPassword })),
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const busy = await get(seconds);
  const mebibytes = residentMebibytes(service.pid);
  return { idle, busy, crowd: await signingIn, mebibytes };
}

function describe(samples: ReadonlyMap<number, Sample[]>, before: number): Findings {
  const notes = [
    `${perSecond} requests a second, sent when they are due and timed from then, by a process of its own. The limits are those of a production installation; every sign-in is of another account and right, and whoever is refused comes back when the answer said.`,
  ];
  const results = [...samples].flatMap(([crowd, of]): Result[] => {
    const idle = spreadOf(of.map((sample) => sample.idle.p99));
    const busy = spreadOf(of.map((sample) => sample.busy.p99));
    const ratio = spreadOf(of.map((sample) => sample.busy.p99 / sample.idle.p99));
    const memory = spreadOf(of.map((sample) => sample.mebibytes));
    notes.push(
      `${crowd} at once: ${describeCrowd(of)}. The slowest hundredth took ${formatRatio(busy.median)} ms (${formatSpread(busy)}) beside ${formatRatio(idle.median)} ms (${formatSpread(idle)}) when nobody signed in. The process had ${Math.round(memory.median)} MiB (${Math.round(memory.most)} at most), ${Math.round(before)} before.`,
    );
    const goal = `p99 of a GET while ${crowd} sign-ins are in flight`;
    return [
      {
        goal,
        limit: 'its idle p99',
        measured: formatRatio(ratio.median),
        spread: formatSpread(ratio),
        prototype: '2.6–18',
        reach: `≤ ${reach.ratio}`,
        isReached: ratio.median <= reach.ratio,
      },
      {
        goal,
        limit: '–',
        measured: `${formatRatio(busy.median)} ms`,
        spread: formatSpread(busy),
        prototype: '–',
        reach: `≤ ${reach.milliseconds} ms`,
        isReached: busy.median <= reach.milliseconds,
      },
    ];
  });
  return { results, subjects: [], notes };
}

function describeCrowd(samples: readonly Sample[]): string {
  const statuses: Record<string, number> = {};
  for (const { crowd } of samples)
    for (const [status, count] of Object.entries(crowd.statuses)) statuses[status] = (statuses[status] ?? 0) + count;
  const silent = samples.reduce((sum, { crowd }) => sum + crowd.withoutRetryAfter, 0);
  const told = Object.entries(statuses).map(([status, count]) => `${count.toLocaleString('en')} answers of ${status}`);
  return `${told.join(', ')}, ${silent} refusals without Retry-After`;
}
