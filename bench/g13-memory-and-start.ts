import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings, Result } from './figure.ts';
import { type GivenService, givenPassword, refreshOverHttp, startGivenService } from './given-service.ts';
import type { LoadPlan, LoadResult } from './load-process.ts';
import { residentMebibytes } from './process-usage.ts';
import { type BareServer, type Load, startBareServer } from './served-load.ts';
import { interleave, type Spread, spreadOf } from './statistics.ts';

const reach = { idle: 110, loaded: 160, start: 700 };
const json = { 'content-type': 'application/json' };

export const memoryAndStart: Figure = {
  id: 'G13',
  title: 'Memory idle and after load, and from the start to ready',
  measure,
};

type Sample = { start: number; idle: number };

async function measure(bench: Bench): Promise<Findings> {
  // As `npm start` and the image do it: what Node made of the sources at the first start is kept for the next ones.
  const settings = { NODE_COMPILE_CACHE: join(bench.directory, 'compile-cache') };
  const first = await startGivenService(bench, 'g13', { settings });
  await first.stop();
  const idleMilliseconds = bench.isQuick ? 500 : 3000;
  const samples = await interleave(bench.isQuick ? 3 : 9, {
    service: async () => lookAt(await first.startAgain(), idleMilliseconds),
    bare: async () => lookAt(await startBareServer(bench.firstPort + 1), idleMilliseconds),
  });
  const loaded = await measureLoaded(bench, first);
  return describe(samples, loaded, first.startMilliseconds);
}

async function lookAt(server: Omit<BareServer, 'url'>, idleMilliseconds: number): Promise<Sample> {
  await wait(idleMilliseconds);
  const sample = { start: server.startMilliseconds, idle: residentMebibytes(server.pid) };
  await server.stop();
  return sample;
}

/** MiB: of the service after each kind of load, and of both in the end. */
type Loaded = Record<'afterReads' | 'afterRefreshes' | 'service' | 'bare', number>;

const quietMilliseconds = 40_000;

/** Warm reads, refreshes and sign-ins for a while, then a moment of quiet. */
async function measureLoaded(bench: Bench, first: GivenService): Promise<Loaded> {
  const again = await first.startAgain();
  const bare = await startBareServer(bench.firstPort + 1);
  const load = startPlanProcess<LoadPlan, LoadResult>('load-process.ts');
  try {
    const seconds = bench.isQuick ? 1 : 5;
    const get = { method: 'GET', connections: 64, seconds } as const;
    const [session, ...others] = await first.addSessions(bench.isQuick ? 2000 : 20_000);
    const { access_token: token } = await refreshOverHttp(again.url, session?.refreshToken ?? '');
    await load.run({ ...get, url: `${again.url}/api/account`, headers: { authorization: `Bearer ${token}` } });
    const afterReads = residentMebibytes(again.pid);
    await sendRefreshes(
      load,
      again.url,
      others.map(({ refreshToken }) => refreshToken),
    );
    const afterRefreshes = residentMebibytes(again.pid);
    await sendSignIns(load, again.url, first, seconds);
    await load.run({ ...get, url: bare.url, headers: {} });
    // Threads that hash are ended after half a minute without a sign-in: what is left is what the service keeps.
    await wait(quietMilliseconds);
    return { afterReads, afterRefreshes, service: residentMebibytes(again.pid), bare: residentMebibytes(bare.pid) };
  } finally {
    await Promise.all([load.stop(), bare.stop(), again.stop()]);
  }
}

const sendRefreshes = (load: Load, url: string, tokens: readonly string[]): Promise<LoadResult> =>
  load.run({
    url: `${url}/api/auth/refresh`,
    method: 'POST',
    headers: json,
    connections: 64,
    bodies: tokens.map((token) => JSON.stringify({ refresh_token: token })),
  });

const sendSignIns = (load: Load, url: string, { accounts }: GivenService, seconds: number): Promise<LoadResult> =>
  load.run({
    url: `${url}/api/auth/sign-in`,
    method: 'POST',
    headers: json,
    connections: 50,
    seconds,
    bodies: accounts.map(({ email }) => JSON.stringify({ login: email, password: givenPassword })),
  });

function describe(samples: Record<'service' | 'bare', Sample[]>, loaded: Loaded, firstStart: number): Findings {
  const of = (who: 'service' | 'bare', what: keyof Sample): Spread => spreadOf(samples[who].map((one) => one[what]));
  const line = (goal: string, ours: Spread, bare: number, unit: string, prototype: string, most: number): Result => ({
    goal,
    limit: `a bare Node server: ${Math.round(bare)} ${unit}`,
    measured: `${Math.round(ours.median)} ${unit}`,
    spread: ours.rounds === 1 ? '–' : `${Math.round(ours.least)}–${Math.round(ours.most)}`,
    prototype,
    reach: `${most} ${unit}`,
    isReached: ours.median <= most,
  });
  return {
    results: [
      line('memory, idle', of('service', 'idle'), of('bare', 'idle').median, 'MiB', '–', reach.idle),
      line('memory, after load', spreadOf([loaded.service]), loaded.bare, 'MiB', '123 MiB', reach.loaded),
      line('start to ready', of('service', 'start'), of('bare', 'start').median, 'ms', '–', reach.start),
    ],
    subjects: [],
    notes: [
      `Resident memory of the process as Linux counts it; a start is from the spawn to the first 200 of \`/readyz\`, of ${samples.service.length} second starts, as an installed service starts. The very first start, with nothing compiled and no database, took ${Math.round(firstStart)} ms. The load was warm reads, refreshes of fresh sessions and 50 sign-ins at once, then ${quietMilliseconds / 1000} seconds of quiet: ${Math.round(loaded.afterReads)} MiB after the reads, ${Math.round(loaded.afterRefreshes)} after the refreshes, ${Math.round(loaded.service)} in the end.`,
    ],
  };
}
