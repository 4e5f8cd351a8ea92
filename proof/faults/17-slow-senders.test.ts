import { createServer, type Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { recordEvidence } from '#proof/evidence.ts';
import { extentOf } from '#proof/extent.ts';
import { givenService, refresh } from '#proof/machine/given-service.ts';
import { residentMegabytes } from '#proof/machine/resident-memory.ts';
import { openSlowClient, type SlowClient, type Slowness } from '#proof/machine/slow-clients.ts';
import { servedWithin } from './served-within.ts';

/** No more in the long run than wait to be taken at once: whoever is turned away there was not slow. */
const ofEachKind = extentOf({ short: 150, long: 250 });
const loadMilliseconds = extentOf({ short: 3000, long: 30_000 });
/** How long the service lets each of them be, as it is set for everybody. A short run does not wait for the longer one. */
const bounds: Partial<Record<Slowness, number>> = extentOf<Partial<Record<Slowness, number>>>({
  short: { headers: 10_000 },
  long: { headers: 10_000, body: 30_000 },
});
const mostMegabytes = 100;
/** Twice as slow is what is aimed at, and twenty times that is what a busy machine is allowed. */
const mostTimesSlower = 40;

async function openMany(port: number): Promise<SlowClient[]> {
  const clients: SlowClient[] = [];
  onTestFinished(() => {
    for (const client of clients) client.leave();
  });
  for (let number = 0; number < ofEachKind; number += 1)
    for (const slowness of ['headers', 'body'] as const) clients.push(await openSlowClient(port, slowness));
  return clients;
}

/** Those that were not closed by then, or too early to be fair. */
async function findLeftOpen(clients: readonly SlowClient[]): Promise<string[]> {
  const longest = Math.max(...Object.values(bounds)) * 2;
  const asked = clients.filter(({ slowness }) => bounds[slowness] !== undefined);
  const isOpen = (client: SlowClient): boolean => client.closedAfter() === undefined;
  for (const until = performance.now() + longest; asked.some(isOpen) && performance.now() < until; ) await wait(200);
  return asked
    .filter((client) => isOpen(client) || (client.closedAfter() ?? 0) < (bounds[client.slowness] ?? 0) * 0.9)
    .map((client) => `${client.slowness} after ${client.closedAfter()} ms`);
}

test('P9, O1, O2, fault 17: hundreds of clients that are slow to send are closed within bounds, and others notice little', {
  timeout: 400_000,
}, async () => {
  const startedAt = performance.now();
  const given = await givenService();
  const service = await given.start({ settings: { LOG_LEVEL: 'warn' } });
  const [session] = given.sessions;
  const accessToken = (await refresh(service.url, session ?? { id: '', refreshToken: '' })).accessToken ?? '';
  const load = { accessToken, milliseconds: loadMilliseconds };
  await servedWithin(service.url, load);
  const usual = await servedWithin(service.url, load);
  const megabytes = residentMegabytes(service.pid) ?? 0;

  const clients = await openMany(Number(new URL(service.url).port));
  const besides = await servedWithin(service.url, load);
  const grown = (residentMegabytes(service.pid) ?? 0) - megabytes;
  const leftOpen = await findLeftOpen(clients);
  recordEvidence({
    proof: 'fault 17: clients that are slow to send',
    on: 'one node, SQLite',
    counts: {
      slowClients: clients.length,
      grownMegabytes: Math.round(grown),
      slowerByPercent: Math.round((besides / usual - 1) * 100),
    },
    violations: leftOpen.length,
    milliseconds: performance.now() - startedAt,
  });
  expect(leftOpen).toEqual([]);
  for (const { slowness, heard } of clients)
    if (bounds[slowness] !== undefined) expect(heard()).toMatch(/^HTTP\/1\.1 408 /);
  expect(grown).toBeLessThan(mostMegabytes);
  expect(besides / usual).toBeLessThan(mostTimesSlower);
  expect(service.log()).not.toContain('a request failed');
  expect((await refresh(service.url, session ?? { id: '', refreshToken: '' })).status).toBe(200);
});

test('fault 17: a server that lets them be would be seen', async () => {
  const server: Server = createServer(() => {}).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const client = await openSlowClient(typeof address === 'object' ? (address?.port ?? 0) : 0, 'headers');
  onTestFinished(() => client.leave());
  await wait(600);
  expect(client.closedAfter()).toBeUndefined();
  client.leave();
  await expect.poll(client.closedAfter).toBeGreaterThan(500);
  expect(await findLeftOpen([client])).toEqual([expect.stringMatching(/^headers after/)]);
});
