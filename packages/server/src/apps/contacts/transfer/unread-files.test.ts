import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { openBook } from '#apps/contacts/book-store.ts';
import { createContact } from '#apps/contacts/store.ts';
import { givenPerson } from '#apps/contacts/test/given-contacts.ts';
import { listen } from '#test/cases/over-the-wire.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { openApp, type TestApp } from '#test/test-app.ts';

// What has gone and is not collected yet is not what a reader holds.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const readers = 8;
const mostMegabytesEach = 2;
/** Longer than what the systems keep of a connection between the two, in the letters that take the most room. */
const contacts = 1200;
const notes = '😀'.repeat(2000);

function heldMegabytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

async function givenLongBook(app: TestApp): Promise<string> {
  const { account, accessToken } = await givenPerson(app);
  await app.database.transaction(async (transaction) => {
    const book = await openBook(transaction, account.id);
    const others = { lastName: null, email: null, phone: null, birthday: null, isFavorite: false };
    for (let number = 0; number < contacts; number += 1)
      await createContact(transaction, { book, fields: { firstName: `${number}`, notes, ...others }, most: contacts });
  });
  return accessToken;
}

/** @returns once nothing more is taken off the service's hands */
async function openUnreadReaders(port: number, path: string, accessToken: string): Promise<void> {
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${accessToken}\r\n\r\n`;
  const sockets: Socket[] = Array.from({ length: readers }, () => connect(port, '127.0.0.1'));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (const socket of sockets) {
    socket.pause();
    socket.write(request);
  }
  for (let before = Number.NaN, now = 0; before !== now; now = Math.round(heldMegabytes())) {
    before = now;
    await wait(1000);
  }
}

test.each(['/api/contacts/export?format=csv', '/api/contacts/export?format=vcard', '/api/account/export'])(
  'O3, O5, fault 17: whoever asks for %s and reads nothing of it holds a page of it in memory, and a small one',
  async (path) => {
    const app = await openApp(await openTestDatabase('sqlite'));
    onTestFinished(() => app.close());
    const accessToken = await givenLongBook(app);
    const port = await listen(app);
    const before = heldMegabytes();
    await openUnreadReaders(port, path, accessToken);
    const each = (heldMegabytes() - before) / readers;
    expect(each).toBeLessThan(mostMegabytesEach);
    // They are there, and are still waiting.
    const connections = () =>
      new Promise<number>((resolve) => app.app.server.server.getConnections((_, count) => resolve(count)));
    expect(await connections()).toBe(readers);
  },
);
