import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { recordEvidence } from '#proof/evidence.ts';
import { extentOf, seed } from '#proof/extent.ts';
import { givenService, readAccount, refresh } from '#proof/machine/given-service.ts';
import { sendHostileBytes } from '#proof/machine/hostile-bytes.ts';
import { residentMegabytes } from '#proof/machine/resident-memory.ts';
import { seededRandom } from '#proof/random.ts';

const timeout = extentOf({ short: 180_000, long: 7_200_000 });

it('P9, J4, J12, J13, fault 18: bytes that no honest client sends, straight into the socket, are never answered 5xx, and the process lives and stays small', {
  timeout,
}, async () => {
  const startedAt = performance.now();
  const given = await givenService();
  const service = await given.start({ settings: { LOG_LEVEL: 'warn' } });
  let hasEnded = false;
  void service.exitCode.then(() => {
    hasEnded = true;
  });
  const port = Number(new URL(service.url).port);
  // What a runtime takes for itself under load it keeps; what is to be found is memory that grows with what was sent.
  await sendHostileBytes(port, {
    count: extentOf({ short: 500, long: 50_000 }),
    random: seededRandom(seed + 1),
  });
  const before = residentMegabytes(service.pid);
  const run = await sendHostileBytes(port, {
    count: extentOf({ short: 5000, long: 200_000 }),
    random: seededRandom(seed),
  });
  const grown = (residentMegabytes(service.pid) ?? 0) - (before ?? 0);
  recordEvidence({
    proof: 'fault 18: bytes that no honest client sends',
    on: 'one node, SQLite',
    counts: { sent: run.sent, grownMegabytes: Math.round(grown) },
    violations: run.violations.length + Number(hasEnded),
    milliseconds: performance.now() - startedAt,
  });
  expect([hasEnded, run.violations]).toEqual([false, []]);
  expect(Object.keys(run.statuses)).toEqual(expect.arrayContaining(['400', '401', '413', '422', '431']));
  expect(service.log()).not.toContain('a request failed');
  expect(grown).toBeLessThan(150);
  const { accessToken } = await refresh(service.url, given.sessions[0] ?? { id: '', refreshToken: '' });
  expect((await readAccount(service.url, accessToken ?? '')).status).toBe(200);
});

it.each([
  ['an answer of 500', 'HTTP/1.1 500 Oh\r\n\r\n', 'answered 500'],
  ['what is no HTTP', 'Segmentation fault', 'no answer of HTTP'],
])('fault 18: %s is found', async (_what, answer, violation) => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.resume();
    socket.once('end', () => socket.end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const run = await sendHostileBytes(port, { count: 30, random: seededRandom(seed) });
  server.close();
  expect(run.violations).toHaveLength(30);
  expect(run.violations[0]).toContain(violation);
});
