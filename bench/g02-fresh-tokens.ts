import { signAccessToken } from '../packages/server/src/features/access-tokens/sign-access-token.ts';
import { openSigningKeys } from '../packages/server/src/features/access-tokens/signing-keys.ts';
import { createSecrets } from '../packages/server/src/platform/crypto/secrets.ts';
import { silentLog } from '../packages/server/src/platform/log.ts';
import { openGivenDatabase } from '../packages/server/test/given-sessions.ts';
import { startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import { type GivenService, startGivenService } from './given-service.ts';
import type { LoadPlan, LoadResult } from './load-process.ts';
import { formatRatio, formatSpread } from './report.ts';
import { measureLoad, type ServedSample, startSignatureServer, subjectOf } from './served-load.ts';
import { interleave, ratiosOf, spreadOf } from './statistics.ts';

const connections = 32;
const reach = 0.75;

export const freshTokens: Figure = {
  id: 'G2',
  title: '`GET /api/account` with tokens that were never seen, beside `node:http` with one signature check',
  measure,
};

async function measure(bench: Bench): Promise<Findings> {
  const service = await startGivenService(bench, 'g02');
  const sessions = await service.addSessions(1000);
  const jwks = (await (await fetch(`${service.url}/.well-known/jwks.json`)).json()) as { keys: object[] };
  const plain = await startSignatureServer(bench.firstPort + 1, jwks.keys[0] ?? {});
  const load = startPlanProcess<LoadPlan, LoadResult>('load-process.ts');
  const perRound = bench.isQuick ? 4000 : 24_000;
  try {
    const show = (url: string, pid: number, tokens: string[]) =>
      measureLoad(load, pid, { url, method: 'GET', headers: {}, connections, tokens });
    const ids = sessions.map(({ id }) => id);
    const subjects = {
      service: async () => show(`${service.url}/api/account`, service.pid, await signTokens(service, ids, perRound)),
      plain: async () => show(plain.url, plain.pid, await signTokens(service, ids, perRound)),
    };
    await interleave(1, subjects);
    return describe(await interleave(bench.isQuick ? 2 : 7, subjects));
  } finally {
    await Promise.all([load.stop(), plain.stop(), service.stop()]);
  }
}

/** Signed by the service's own key, each with an id of its own, for sessions that are there. */
const signTokens = (service: GivenService, sessionIds: readonly string[], count: number): Promise<string[]> =>
  openGivenDatabase(service.dataDir, async (database) => {
    const secrets = createSecrets([service.secretKey]);
    const signingKeys = await openSigningKeys({ database, secrets, log: silentLog });
    const config = { publicUrl: service.publicUrl, tokenAudience: service.publicUrl };
    const now = Date.now();
    const tokens = Array.from({ length: count }, (_, index) =>
      signAccessToken(
        { signingKeys, config },
        {
          // Sessions were given to the accounts in turn.
          accountId: service.accounts[(index % sessionIds.length) % service.accounts.length]?.id ?? '',
          role: 'user',
          sessionId: sessionIds[index % sessionIds.length] ?? '',
          generation: 1,
          epoch: 0,
          now,
          expiresAt: now + 900_000,
          authenticatedAt: now,
        },
      ),
    );
    signingKeys.stop();
    return tokens;
  });

function describe(samples: { service: ServedSample[]; plain: ServedSample[] }): Findings {
  const ratio = spreadOf(ratiosOf(samples.service, samples.plain, (sample) => sample.perSecond));
  const byCpu = spreadOf(ratiosOf(samples.service, samples.plain, (sample) => 1 / sample.cpu));
  return {
    results: [
      {
        goal: '`GET /api/account` with never-seen tokens',
        limit: '`node:http` and one signature check',
        measured: formatRatio(ratio.median),
        spread: formatSpread(ratio),
        prototype: '0.76',
        reach: String(reach),
        isReached: ratio.median >= reach,
      },
    ],
    subjects: [
      subjectOf('the service', 'requests', samples.service),
      subjectOf('`node:http` and a check', 'requests', samples.plain),
    ],
    notes: [
      `${connections} connections; every token is shown once and belongs to a session that is there. Both sides check ES256 by the same key in the same, cheapest way.`,
      `By processor time alone the ratio is ${formatRatio(byCpu.median)} (${formatSpread(byCpu)}).`,
    ],
  };
}
