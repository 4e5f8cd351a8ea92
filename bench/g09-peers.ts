import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startPlanProcess } from './child-process.ts';
import type { Bench, Figure } from './figure.ts';
import { describePeersFindings, type Memory, type PeerSamples } from './g09-findings.ts';
import { type GivenService, startGivenService } from './given-service.ts';
import type { LoadPlan, LoadResult } from './load-process.ts';
import { type Asked, askBetterAuth, askFastApi, askService, proveRefresh } from './peer-requests.ts';
import { addFastApiTokens, findMissingPeers, startBetterAuth, startFastApi } from './peer-servers.ts';
import { residentMebibytes } from './process-usage.ts';
import { type BareServer, type Load, measureLoad, type ServedSample } from './served-load.ts';
import { interleave } from './statistics.ts';

const connections = 32;
/** More than any of them hashes at once, and few enough that the slowest answers within a round. */
const signInConnections = 8;
const headers = { 'content-type': 'application/json' };
const exact = '?disableCookieCache=true';

export const peers: Figure = {
  id: 'G9',
  title: 'Beside what people would use instead: Better Auth, and FastAPI with SQLAlchemy',
  findMissing: findMissingPeers,
  measure,
};

type Servers = { service: GivenService; scrypt: BareServer; argon2: BareServer; fastApi: BareServer; data: string };

async function measure(bench: Bench) {
  const data = join(bench.directory, 'peers');
  mkdirSync(data);
  bench.tell('a thousand accounts each');
  const settings = { NODE_COMPILE_CACHE: join(bench.directory, 'compile-cache') };
  const service = await startGivenService(bench, 'g09', { settings });
  const startAll = {
    scrypt: () => startBetterAuth(bench.firstPort + 1, data, 'scrypt'),
    argon2: () => startBetterAuth(bench.firstPort + 2, data, 'argon2'),
    fastApi: () => startFastApi(bench.firstPort + 3, data),
  };
  await service.stop();
  for (const start of Object.values(startAll)) await (await start()).stop();

  bench.tell('starts, and memory before the first request');
  const idleMilliseconds = bench.isQuick ? 300 : 2000;
  const starts = await interleave(bench.isQuick ? 2 : 5, {
    service: async () => lookAt(await service.startAgain(), idleMilliseconds),
    betterAuth: async () => lookAt(await startAll.scrypt(), idleMilliseconds),
    fastApi: async () => lookAt(await startAll.fastApi(), idleMilliseconds),
  });

  const load = startPlanProcess<LoadPlan, LoadResult>('load-process.ts');
  const running: { stop(): Promise<void> }[] = [load];
  const started = async <Server extends { stop(): Promise<void> }>(start: Promise<Server>): Promise<Server> => {
    const server = await start;
    running.push(server);
    return server;
  };
  try {
    const again = await started(service.startAgain());
    const servers: Servers = {
      service: { ...service, ...again },
      scrypt: await started(startAll.scrypt()),
      argon2: await started(startAll.argon2()),
      fastApi: await started(startAll.fastApi()),
      data,
    };
    const samples = await measureRequests(bench, load, servers);
    return describePeersFindings(starts, samples, await measureMemory(bench, servers));
  } finally {
    await Promise.all(running.map((one) => one.stop()));
  }
}

async function lookAt(server: Omit<BareServer, 'url'>, idleMilliseconds: number) {
  await wait(idleMilliseconds);
  const sample = { start: server.startMilliseconds, idle: residentMebibytes(server.pid) };
  await server.stop();
  return sample;
}

async function measureRequests(bench: Bench, load: Load, servers: Servers): Promise<PeerSamples> {
  const { service, scrypt, argon2, fastApi } = servers;
  const seconds = bench.isQuick ? 1 : 3;
  const read = async (server: { pid: number }, asked: Asked): Promise<ServedSample> => {
    const plan = { method: 'GET', connections, seconds } as const;
    const got = await measureLoad(load, server.pid, {
      ...plan,
      url: asked.accountUrl,
      headers: await asked.readHeaders(),
    });
    return answered(asked.accountUrl, got);
  };
  const signIn = async (server: { pid: number }, asked: Asked): Promise<ServedSample> => {
    await asked.readHeaders();
    // Long enough for many of them also on a machine that has something else to do.
    const plan = { method: 'POST', headers, connections: signInConnections, seconds: bench.isQuick ? 4 : 5 } as const;
    return answered(asked.signIn.url, await measureLoad(load, server.pid, { ...plan, ...asked.signIn }));
  };
  const subjects = {
    read: {
      service: () => read(service, askService(service)),
      cached: () => read(scrypt, askBetterAuth(scrypt)),
      exact: () => read(scrypt, askBetterAuth(scrypt, exact)),
      fastApi: () => read(fastApi, askFastApi(fastApi)),
    },
    refresh: {
      service: () => refreshService(load, service, bench.isQuick ? 2000 : 8000),
      prolonged: () => read(argon2, askBetterAuth(argon2, exact)),
      fastApi: () => refreshFastApi(load, servers, bench.isQuick ? 200 : 800),
    },
    signIn: {
      service: () => signIn(service, askService(service)),
      scrypt: () => signIn(scrypt, askBetterAuth(scrypt)),
      argon2: () => signIn(argon2, askBetterAuth(argon2)),
      fastApi: () => signIn(fastApi, askFastApi(fastApi)),
    },
  };
  const rounds = bench.isQuick ? 2 : 5;
  // Code that has run before runs faster, on all sides.
  const inTurn = async <Name extends string>(what: string, ofAll: Record<Name, () => Promise<ServedSample>>) => {
    bench.tell(what);
    await interleave(1, ofAll);
    return interleave(rounds, ofAll);
  };
  return {
    read: await inTurn('warm reads', subjects.read),
    refresh: await inTurn('refreshes', subjects.refresh),
    signIn: await inTurn('sign-ins', subjects.signIn),
  };
}

/** A round without an answer measured nothing, and nothing may be divided by it. */
function answered(url: string, sample: ServedSample): ServedSample {
  if (!(sample.perSecond > 0)) throw new Error(`${url} answered nothing in a whole round: the machine is too busy`);
  return sample;
}

async function refreshService(load: Load, service: GivenService, count: number): Promise<ServedSample> {
  const tokens = (await service.addSessions(count + 1)).map(({ refreshToken }) => refreshToken);
  return refreshAll(load, service.pid, `${service.url}/api/auth/refresh`, tokens);
}

const refreshFastApi = (load: Load, { fastApi, data }: Servers, count: number): Promise<ServedSample> =>
  refreshAll(load, fastApi.pid, `${fastApi.url}/refresh`, addFastApiTokens(data, count + 1));

/** The first is looked at, the others are measured, each of them once. */
async function refreshAll(load: Load, pid: number, url: string, [first = '', ...others]: string[]) {
  await proveRefresh(url, first);
  const bodies = others.map((token) => JSON.stringify({ refresh_token: token }));
  return measureLoad(load, pid, { url, method: 'POST', headers, connections, bodies });
}

/** After all of the load and a while of quiet, in which the service ends its threads that hash. */
async function measureMemory(bench: Bench, { service, scrypt, fastApi }: Servers): Promise<Memory> {
  await wait(bench.isQuick ? 1000 : 40_000);
  return {
    service: residentMebibytes(service.pid),
    betterAuth: residentMebibytes(scrypt.pid),
    fastApi: residentMebibytes(fastApi.pid),
  };
}
