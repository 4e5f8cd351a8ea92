import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PlanProcess } from './child-process.ts';
import type { Subject } from './figure.ts';
import type { LoadPlan, LoadResult } from './load-process.ts';
import { processorMicroseconds } from './process-usage.ts';
import { spreadOf } from './statistics.ts';

/** One round of load on one server. */
export type ServedSample = {
  perSecond: number;
  /** Microseconds of the server's processor time for one request. */
  cpu: number;
  clientCpu: number;
  /** How much of one core the server used: 1 is all of it. */
  busy: number;
  latency: LoadResult['latency'];
};

export type Load = PlanProcess<LoadPlan, LoadResult>;

/** Sends a plan to a server and measures what it cost the server. */
export async function measureLoad(load: Load, serverPid: number, plan: LoadPlan): Promise<ServedSample> {
  const before = processorMicroseconds(serverPid);
  const { requests, seconds, clientMicroseconds, latency } = await load.run(plan);
  const used = processorMicroseconds(serverPid) - before;
  return {
    // Nothing came back before the round was over: whatever it is compared with is infinitely faster.
    perSecond: requests === 0 ? 0 : requests / seconds,
    cpu: used / requests,
    clientCpu: clientMicroseconds,
    busy: used / 1e6 / seconds,
    latency,
  };
}

export const subjectOf = (
  name: string,
  unit: string,
  samples: readonly Pick<ServedSample, 'perSecond' | 'cpu' | 'clientCpu'>[],
): Subject => ({
  name,
  unit,
  rate: spreadOf(samples.map((sample) => sample.perSecond)),
  cpu: spreadOf(samples.map((sample) => sample.cpu)),
  clientCpu: spreadOf(samples.map((sample) => sample.clientCpu)),
});

export type BareServer = { url: string; pid: number; startMilliseconds: number; stop(): Promise<void> };

/** `node:http` with nothing behind it: 100 bytes to a GET, `answerBytes` to a POST. */
export const startBareServer = (port: number, answerBytes = 100): Promise<BareServer> =>
  startPlainServer('bare-server.mjs', port, String(answerBytes));

/** `node:http` that verifies the signature of each Bearer token by one key, and answers 100 bytes. */
export const startSignatureServer = (port: number, publicJwk: object): Promise<BareServer> =>
  startPlainServer('signature-server.mjs', port, JSON.stringify(publicJwk));

/** `node:http` whose POST rotates a token in PostgreSQL by a transaction of five statements. */
export const startFiveStatements = (
  port: number,
  options: { url: string; connections: number; answerBytes: number },
): Promise<BareServer> => startPlainServer('five-statements-server.mjs', port, JSON.stringify(options));

async function startPlainServer(script: string, port: number, argument: string): Promise<BareServer> {
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [file, String(port), argument], { stdio: 'inherit' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  process.once('exit', () => child.kill());
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error('the bare server did not start');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return {
    url,
    pid: child.pid ?? 0,
    startMilliseconds: performance.now() - startedAt,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

/** Whether it answers with a success; a connection of its own each time. */
export async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { headers: { connection: 'close' } });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
