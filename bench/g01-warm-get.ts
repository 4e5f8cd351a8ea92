import { startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import { refreshOverHttp, startGivenService } from './given-service.ts';
import type { LoadPlan, LoadResult } from './load-process.ts';
import { formatRatio, formatSpread } from './report.ts';
import { measureLoad, type ServedSample, startBareServer, subjectOf } from './served-load.ts';
import { interleave, ratiosOf, spreadOf } from './statistics.ts';

const connections = 32;
const reach = 0.8;

export const warmGet: Figure = {
  id: 'G1',
  title: 'Warm `GET /api/account` by Bearer, beside a bare `node:http` server',
  measure,
};

async function measure(bench: Bench): Promise<Findings> {
  const service = await startGivenService(bench, 'g01');
  const bare = await startBareServer(bench.firstPort + 1);
  const load = startPlanProcess<LoadPlan, LoadResult>('load-process.ts');
  try {
    const [session] = await service.addSessions(1);
    const { access_token: accessToken } = await refreshOverHttp(service.url, session?.refreshToken ?? '');
    const get = (url: string, headers: Record<string, string>, seconds: number) =>
      ({ url, method: 'GET', headers, connections, seconds }) as const;
    const warmAccount = (seconds: number) =>
      measureLoad(
        load,
        service.pid,
        get(`${service.url}/api/account`, { authorization: `Bearer ${accessToken}` }, seconds),
      );
    const bareAnswer = (seconds: number) => measureLoad(load, bare.pid, get(bare.url, {}, seconds));

    await warmAccount(bench.isQuick ? 1 : 3);
    await bareAnswer(bench.isQuick ? 1 : 3);
    const seconds = bench.isQuick ? 1 : 4;
    const samples = await interleave(bench.isQuick ? 2 : 7, {
      service: () => warmAccount(seconds),
      bare: () => bareAnswer(seconds),
    });
    return describe(samples);
  } finally {
    await Promise.all([load.stop(), bare.stop(), service.stop()]);
  }
}

function describe(samples: { service: ServedSample[]; bare: ServedSample[] }): Findings {
  const ratio = spreadOf(ratiosOf(samples.service, samples.bare, (sample) => sample.perSecond));
  const byCpu = spreadOf(ratiosOf(samples.service, samples.bare, (sample) => 1 / sample.cpu));
  const busy = spreadOf(samples.bare.map((sample) => sample.busy));
  return {
    results: [
      {
        goal: 'warm `GET /api/account` by Bearer',
        limit: 'bare `node:http` answering 100 bytes of JSON',
        measured: formatRatio(ratio.median),
        spread: formatSpread(ratio),
        prototype: '0.87 without hooks',
        reach: String(reach),
        isReached: ratio.median >= reach,
      },
    ],
    subjects: [
      subjectOf('the service', 'requests', samples.service),
      subjectOf('bare `node:http`', 'requests', samples.bare),
    ],
    notes: [
      `${connections} connections, one process each; request ids, log lines, limits, security headers, the look-up of revocations and the account as it is at that moment are all in it.`,
      `By processor time alone the ratio is ${formatRatio(byCpu.median)} (${formatSpread(byCpu)}). The bare server used ${formatRatio(busy.median)} of a core: where that is under 1, the load was a limit too and the ratio of rates flatters.`,
    ],
  };
}
