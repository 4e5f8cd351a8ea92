import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { recordEvidence } from '#proof/evidence.ts';
import { extentOf } from '#proof/extent.ts';
import { call } from '#proof/load/ask.ts';
import { asBearer, type GivenService, givenService, refresh } from '#proof/machine/given-service.ts';
import { countSockets } from '#proof/machine/open-sockets.ts';
import { residentMegabytes } from '#proof/machine/resident-memory.ts';
import { servedWithin } from './served-within.ts';

/** Each account may ask for its contacts twenty times an hour. */
const books = 6;
const readersOfEach = 20;
/** The largest contacts there are, in two files: more than what the system keeps of an answer between the two. */
const contactsOfFile = 750;
const filesOfEach = 2;
const notes = '😀'.repeat(2000);

const loadMilliseconds = extentOf({ short: 3000, long: 30_000 });
/** How long an answer may stand unread, and a while until that is looked at; a short run does not wait for it. */
const closedWithin = extentOf({ short: null, long: 60_000 });
/** As in a small container. With room Node leaves what has gone where it lies, for longer than anybody reads nothing. */
const smallHeap = '--max-old-space-size=128';
const mostMegabytes = 100;
/** Twice as slow is what is aimed at, and twenty times that is what a busy machine is allowed. */
const mostTimesSlower = 40;

/** @returns the access tokens of those who have one, brought in as anybody brings theirs */
async function givenLargeBooks(url: string, { sessions }: GivenService): Promise<string[]> {
  const file = [
    'first_name,notes',
    ...Array.from({ length: contactsOfFile }, (_, number) => `${number},${notes}`),
  ].join('\n');
  const tokens: string[] = [];
  const accounts = new Set<string>();
  for (const session of sessions) {
    if (tokens.length === books) break;
    const { accessToken, body } = await refresh(url, session);
    const { id } = body.account as { id: string };
    if (accessToken === null || accounts.has(id)) continue;
    accounts.add(id);
    for (let number = 0; number < filesOfEach; number += 1) {
      const answer = await fetch(`${url}/api/contacts/import`, {
        method: 'POST',
        headers: { ...asBearer(accessToken), 'content-type': 'text/csv' },
        body: file,
      });
      expect(await answer.json()).toMatchObject({ created: contactsOfFile, refused_count: 0 });
    }
    tokens.push(accessToken);
  }
  return tokens;
}

/** Asks for a whole book, and takes nothing of it. */
function openUnreadClient(port: number, accessToken: string): void {
  const socket = connect(port, '127.0.0.1').pause();
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.write(
    `GET /api/contacts/export?format=vcard HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${accessToken}\r\n\r\n`,
  );
}

test('P9, O3, O5, fault 17: a hundred and twenty clients that read nothing hold little memory, and others notice little', {
  timeout: 400_000,
}, async () => {
  const startedAt = performance.now();
  const given = await givenService();
  const service = await given.start({ settings: { LOG_LEVEL: 'warn' }, nodeArguments: [smallHeap] });
  const tokens = await givenLargeBooks(service.url, given);
  expect(tokens).toHaveLength(books);
  const [accessToken = ''] = tokens;
  await servedWithin(service.url, { accessToken, milliseconds: loadMilliseconds });
  const usual = await servedWithin(service.url, { accessToken, milliseconds: loadMilliseconds });
  const [megabytes, sockets] = [residentMegabytes(service.pid) ?? 0, countSockets(service.pid)];

  for (const token of tokens)
    for (let number = 0; number < readersOfEach; number += 1)
      openUnreadClient(Number(new URL(service.url).port), token);
  const readers = books * readersOfEach;
  await expect.poll(() => countSockets(service.pid), { timeout: 10_000 }).toBeGreaterThanOrEqual(sockets + readers);
  const besides = await servedWithin(service.url, { accessToken, milliseconds: loadMilliseconds });
  const grown = (residentMegabytes(service.pid) ?? 0) - megabytes;
  // They were answered, and are not through with it: whoever was refused would hold nothing.
  expect(countSockets(service.pid)).toBeGreaterThanOrEqual(sockets + readers);
  const refused = await call(service, 'GET', '/api/contacts/export', { headers: asBearer(accessToken) });
  expect(refused.status).toBe(429);
  recordEvidence({
    proof: 'fault 17: clients that read nothing',
    on: 'one node, SQLite',
    counts: {
      slowClients: readers,
      grownMegabytes: Math.round(grown),
      slowerByPercent: Math.round((besides / usual - 1) * 100),
    },
    violations: 0,
    milliseconds: performance.now() - startedAt,
  });
  expect(grown).toBeLessThan(mostMegabytes);
  expect(besides / usual).toBeLessThan(mostTimesSlower);
  expect(service.log()).not.toContain('a request failed');
  if (closedWithin === null) return;
  await wait(closedWithin);
  expect(countSockets(service.pid)).toBeLessThan(sockets + readers / 10);
});
