import { availableParallelism } from 'node:os';
import type { Argon2Plan, Argon2Result } from './argon2-limit.ts';
import { type PlanProcess, startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import { type GivenService, givenPassword, startGivenService } from './given-service.ts';
import type { LoadPlan, LoadResult } from './load-process.ts';
import { formatRatio, formatSpread } from './report.ts';
import { type Load, measureLoad, type ServedSample, subjectOf } from './served-load.ts';
import { interleave, ratiosOf, spreadOf } from './statistics.ts';

/** Enough that no thread ever waits for work, and far from the end of the queue. */
const connections = 16;
/** As many as the service starts: one for each core. */
const threads = availableParallelism();
const reach = 0.88;

export const signIns: Figure = {
  id: 'G5',
  title: 'Sign-ins by password, beside raw argon2id on the same cores',
  measure,
};

async function measure(bench: Bench): Promise<Findings> {
  const service = await startGivenService(bench, 'g05');
  const load = startPlanProcess<LoadPlan, LoadResult>('load-process.ts');
  const limit = startPlanProcess<Argon2Plan, Argon2Result>('argon2-limit.ts');
  try {
    const seconds = bench.isQuick ? 2 : 5;
    const subjects = {
      service: () => measureSignIns(load, service, seconds),
      argon2: () => measureArgon2(limit, seconds),
    };
    await measureSignIns(load, service, 2);
    return describe(await interleave(bench.isQuick ? 2 : 7, subjects));
  } finally {
    await Promise.all([load.stop(), limit.stop(), service.stop()]);
  }
}

type Sample = Pick<ServedSample, 'perSecond' | 'cpu' | 'clientCpu' | 'busy'>;

/** Every sign-in is of another account, all right, with the throttles of a production installation on. */
const measureSignIns = (load: Load, service: GivenService, seconds: number): Promise<Sample> =>
  measureLoad(load, service.pid, {
    url: `${service.url}/api/auth/sign-in`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    connections,
    seconds,
    bodies: service.accounts.map(({ email }) => JSON.stringify({ login: email, password: givenPassword })),
  });

async function measureArgon2(limit: PlanProcess<Argon2Plan, Argon2Result>, seconds: number): Promise<Sample> {
  const { perSecond, cpuMicroseconds } = await limit.run({ threads, seconds, password: givenPassword });
  return { perSecond, cpu: cpuMicroseconds, clientCpu: 0, busy: (perSecond * cpuMicroseconds) / 1e6 };
}

function describe(samples: Record<'service' | 'argon2', Sample[]>): Findings {
  const ratio = spreadOf(ratiosOf(samples.service, samples.argon2, (sample) => sample.perSecond));
  const { clientCpu: _, ...limit } = subjectOf(`raw argon2id in ${threads} threads`, 'hashes', samples.argon2);
  return {
    results: [
      {
        goal: 'sign-ins by password',
        limit: 'raw argon2id (19 MiB, two passes) on the same cores',
        measured: formatRatio(ratio.median),
        spread: formatSpread(ratio),
        prototype: '0.87',
        reach: String(reach),
        isReached: ratio.median >= reach,
      },
    ],
    subjects: [subjectOf('the service', 'sign-ins', samples.service), limit],
    notes: [
      `${connections} connections, each sign-in of another account and with its session, audit event and sync. The load and the event loop need the cores too: that is the difference.`,
    ],
  };
}
