import { startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import { startGivenService } from './given-service.ts';
import type { LoadPlan, LoadResult } from './load-process.ts';
import { formatRatio, formatSpread } from './report.ts';
import { measureLoad, type ServedSample, subjectOf } from './served-load.ts';
import { spreadOf } from './statistics.ts';

const connections = 64;
const reach = 3;

export const refreshLatency: Figure = {
  id: 'G4',
  title: 'The slowest hundredth of refreshes beside their median, at 64 connections',
  measure,
};

async function measure(bench: Bench): Promise<Findings> {
  const service = await startGivenService(bench, 'g04');
  const load = startPlanProcess<LoadPlan, LoadResult>('load-process.ts');
  try {
    const refresh = async (count: number) => {
      const sessions = await service.addSessions(count);
      return measureLoad(load, service.pid, {
        url: `${service.url}/api/auth/refresh`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        connections,
        bodies: sessions.map(({ refreshToken }) => JSON.stringify({ refresh_token: refreshToken })),
      });
    };
    const size = bench.isQuick ? 3000 : 30_000;
    await refresh(size);
    const samples: ServedSample[] = [];
    for (let round = 0; round < (bench.isQuick ? 2 : 7); round += 1) samples.push(await refresh(size));
    return describe(samples);
  } finally {
    await Promise.all([load.stop(), service.stop()]);
  }
}

function describe(samples: readonly ServedSample[]): Findings {
  const ratio = spreadOf(samples.map(({ latency }) => latency.p99 / latency.p50));
  const p50 = spreadOf(samples.map(({ latency }) => latency.p50));
  const p99 = spreadOf(samples.map(({ latency }) => latency.p99));
  return {
    results: [
      {
        goal: 'p99 of a refresh at 64 connections',
        limit: 'its own p50',
        measured: formatRatio(ratio.median),
        spread: formatSpread(ratio),
        prototype: '2.8',
        reach: String(reach),
        isReached: ratio.median <= reach,
      },
    ],
    subjects: [subjectOf('the service', 'refreshes', samples)],
    notes: [
      `Every request rotates and is answered after its sync, as fast as 64 connections ask: half within ${formatRatio(p50.median)} ms (${formatSpread(p50)}), all but a hundredth within ${formatRatio(p99.median)} ms (${formatSpread(p99)}). Times are taken by the load, which shares the cores.`,
    ],
  };
}
