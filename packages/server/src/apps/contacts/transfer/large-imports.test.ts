import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { connectionBounds } from '#platform/http/connection-bounds.ts';
import { describeHttp } from '#test/cases/describe-http.ts';
import { listen } from '#test/cases/over-the-wire.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { bearer, openApp } from '#test/test-app.ts';
import { findBook } from '../book-store.ts';
import { givenPerson, importFile, sendFile } from '../test/given-contacts.ts';

const rows = (count: number): string =>
  `first_name,last_name,email\r\n${Array.from({ length: count }, (_, n) => `Anna${n},Smith,p${n}@example.com\r\n`).join('')}`;

/** The most that this thread worked between two turns of everybody else, in milliseconds, until `stop`. */
function watchTurns(): { stop(): number } {
  const worked = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let [longest, last, isStopped] = [0, worked(), false];
  const tick = (): void => {
    const now = worked();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isStopped) setImmediate(tick);
  };
  setImmediate(tick);
  return {
    stop: () => {
      isStopped = true;
      return longest;
    },
  };
}

// On SQLite only: it is there that everything is worked out on the event loop, and that there is one writer. What the
// databases do with a contact is tested on both, with few of them.
describeHttp('a large import', (open) => {
  test('a book takes 100,000 contacts in one file, and not one more', async () => {
    const app = await open();
    const ann = await givenPerson(app);
    const report = await importFile(app, ann, rows(100_001));
    expect(report).toMatchObject({
      created: 100_000,
      refused_count: 1,
      refused: [{ line: 100_002, code: 'address_book_full' }],
    });
    expect(await findBook(app.database.read, ann.account.id)).toMatchObject({ contacts: 100_000 });
  }, 300_000);

  test.each(['lenient', 'atomic'] as const)(
    'others have their turns while one of 5000 contacts works (%s)',
    async (mode) => {
      const app = await open();
      const [ann, eve] = [await givenPerson(app), await givenPerson(app)];
      let isOver = false;
      let answered = 0;
      const turns = watchTurns();
      const importing = importFile(app, ann, rows(5000), { mode }).finally(() => {
        isOver = true;
      });
      while (!isOver) {
        expect((await app.get('/api/account', bearer(eve.accessToken))).statusCode).toBe(200);
        answered += 1;
        // An answer without a connection takes no turn of the event loop by itself.
        await nextTurn();
      }
      expect(await importing).toMatchObject({ created: 5000 });
      expect(turns.stop()).toBeLessThan(20 * 15);
      expect(answered).toBeGreaterThan(20);
    },
  );
});

test('a connection on which nothing is heard while an import works is not given up', async () => {
  const bounds = { ...connectionBounds, stalled: 100, interval: 20 };
  const app = await openApp(await openTestDatabase('sqlite'), {}, { bounds });
  try {
    const ann = await givenPerson(app);
    const port = await listen(app);
    const startedAt = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/api/contacts/import`, {
      method: 'POST',
      headers: { ...bearer(ann.accessToken), 'content-type': 'text/csv' },
      body: rows(10_000),
    });
    expect(await answer.json()).toMatchObject({ created: 10_000 });
    expect(performance.now() - startedAt).toBeGreaterThan(2 * bounds.stalled);
  } finally {
    await app.close();
  }
});

describe('ten megabytes that are no contacts', () => {
  const most = 10_000_000;
  const nothing = { created: 0, updated: 0, refused_count: 1 };
  describeHttp('are dealt with at once', (open) => {
    test.each([
      ['one line of CSV', 'text/csv', Buffer.alloc(most, 'x'), 422, undefined],
      ['one cell', 'text/csv', `first_name\r\n${'x'.repeat(most - 12)}`, 200, nothing],
      [
        'one card',
        'text/vcard',
        `BEGIN:VCARD\r\nFN:Eve\r\nNOTE:${'x'.repeat(most - 100)}\r\nEND:VCARD\r\n`,
        200,
        nothing,
      ],
      [
        'one card with a picture',
        'text/vcard',
        `BEGIN:VCARD\r\nFN:Eve\r\nPHOTO:${'QUJD'.repeat(most / 4 - 25)}\r\nEND:VCARD\r\n`,
        200,
        { created: 1, dropped_count: 1 },
      ],
    ])('%s', async (_what, type, payload, status, report) => {
      const app = await open();
      const ann = await givenPerson(app);
      const before = process.cpuUsage();
      const turns = watchTurns();
      const answer = await sendFile(app, ann, payload, { type });
      expect(answer.statusCode).toBe(status);
      if (report !== undefined) expect(answer.json()).toMatchObject(report);
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(20 * 500);
      expect(turns.stop()).toBeLessThan(20 * 15);
    });
  });
});
