import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseEmail } from '#features/accounts/parse-email.ts';
import type { Account } from '#features/accounts/store.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { statement } from '#platform/database/statement.ts';
import { openTestDatabase, type TestDatabase } from '#test/every-database.ts';
import { testSecret } from '#test/test-app.ts';
import { type AddressBook, findBook, openBook } from '../book-store.ts';
import type { Birthday } from '../contact-fields.ts';
import { pageBirthdays } from '../pages.ts';
import { todayOf } from '../person-today.ts';
import { createContact } from '../store.ts';
import { birthdayRanges } from './birthday-ranges.ts';
import { listBirthdayRows } from './birthday-store.ts';
import { listBirthdays } from './list-birthdays.ts';

/** Every day on which something begins or ends, neighbours of leap days twice, and a spread over the year. */
const days: Birthday[] = [
  [2, 27],
  [2, 28],
  [2, 28],
  [2, 29],
  [2, 29],
  [2, 29],
  [3, 1],
  [3, 1],
  [3, 2],
  [12, 30],
  [12, 31],
  [12, 31],
  [1, 1],
  [1, 1],
  [1, 2],
  [6, 30],
  [7, 1],
].map(([month = 1, day = 1], place) => ({ year: place % 3 === 0 ? null : place % 2 === 0 ? 1996 : 2004, month, day }));
const spread: Birthday[] = Array.from({ length: 43 }, (_, place) => {
  const date = Temporal.PlainDate.from('2001-01-03').add({ days: Math.floor(place * 8.5) });
  return { year: place % 4 === 0 ? null : 1950 + place, month: date.month, day: date.day };
});
/** Names repeat, so that ids decide. */
const people = [...days, ...spread].map((birthday, place) => ({
  birthday,
  name: `Name${String((place * 7) % 11).padStart(2, '0')}`,
  id: `contact-${String((place * 37) % 60).padStart(3, '0')}`,
}));

const insertAccount = statement<{ id: string }>(
  'test.account_of_birthdays',
  `INSERT INTO accounts (id, email, email_canonical, role, status, epoch, credential_version, created_at, updated_at)
   VALUES (:id, :id, :id, 'user', 'active', 0, 0, now_ms(), now_ms())`,
);

const byNameAndId = people.toSorted((one, other) => (one.name + one.id < other.name + other.id ? -1 : 1));
const bornOn = new Map<number, string[]>();
for (const { birthday, id } of byNameAndId) {
  const on = birthday.month * 100 + birthday.day;
  bornOn.set(on, [...(bornOn.get(on) ?? []), id]);
}
const bornOnEither = byNameAndId
  .filter(({ birthday: { month, day } }) => (month === 2 && day === 29) || (month === 3 && day === 1))
  .map(({ id }) => id);

/** Another way: walks day by day with plain Date, and looks who has a birthday on each. */
function birthdaysByWalking(start: Temporal.PlainDate, window: number): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  for (let step = 0; step < window; step += 1) {
    const date = new Date(Date.UTC(start.year, start.month - 1, start.day + step));
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    const hasLeapDay = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
    const on = month * 100 + day;
    for (const id of on === 301 && !hasLeapDay ? bornOnEither : (bornOn.get(on) ?? [])) {
      if (seen.has(id)) continue;
      seen.add(id);
      found.push(`${year * 10_000 + on} ${id}`);
    }
  }
  return found;
}

let test: TestDatabase;
let book: AddressBook;
const accountId = 'account-of-birthdays';
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  await test.database.write.change(insertAccount, { id: accountId });
  await test.database.transaction(async (transaction) => {
    const opened = await openBook(transaction, accountId);
    for (const { birthday, name, id } of people)
      await createContact(transaction, {
        book: opened,
        most: 1000,
        id,
        fields: {
          firstName: name,
          lastName: null,
          email: parseEmail(`${id}@example.com`) ?? null,
          phone: null,
          birthday,
          notes: null,
          isFavorite: false,
        },
      });
  });
  book = (await findBook(test.database.read, accountId)) as AddressBook;
});
afterAll(() => test.close());

const answered = async (today: Temporal.PlainDate, window: number, limit = 100): Promise<string[]> =>
  (await listBirthdayRows(test.database.read, book, birthdayRanges(today, window, null), limit)).map(
    ({ falls_on, id }) => `${falls_on} ${id}`,
  );

const windows = [1, 7, 30, 365, 366];
const zones = ['Pacific/Kiritimati', 'Europe/Kyiv', 'America/Los_Angeles'];

describe('birthdays to come', () => {
  it('C05: are those that walking day by day finds, on every day from 2023 to 2028', async () => {
    const last = Temporal.PlainDate.from('2028-12-31');
    let compared = 0;
    for (
      let today = Temporal.PlainDate.from('2023-01-01');
      Temporal.PlainDate.compare(today, last) <= 0;
      today = today.add({ days: 1 })
    ) {
      await nextTurn();
      // The longest walk knows all shorter ones: whoever comes within n days stands at its beginning.
      const walked = birthdaysByWalking(today, 366);
      for (const window of windows) {
        const end = today.add({ days: window - 1 });
        const to = end.year * 10_000 + end.month * 100 + end.day;
        const expected = walked.filter((line) => Number(line.split(' ')[0]) <= to);
        const found = await answered(today, window);
        if (found.join() !== expected.join())
          expect([today.toString(), window, found]).toEqual([today.toString(), window, expected]);
        compared += 1;
      }
    }
    expect(compared).toBe(2192 * windows.length);
  }, 120_000);

  it.each(zones)(
    'C05: in %s the day is the one on the wall, also on days that the clock makes shorter or longer',
    (zone) => {
      const format = new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      });
      const expectDay = (now: number) =>
        expect([now, todayOf({ clock: { now: () => now } }, { time_zone: zone }).toString()]).toEqual([
          now,
          format.format(now),
        ]);
      const hour = 3_600_000;
      const start = Date.UTC(2023, 11, 30);
      for (let hours = 0; hours < 24 * 366; hours += 11) expectDay(start + hours * hour);
      // The weeks in which clocks are changed, hour by hour, and the millisecond before each.
      for (const [month, day] of [
        [2, 9],
        [2, 30],
        [9, 26],
        [10, 2],
      ] as const)
        for (let hours = 0; hours < 72; hours += 1)
          for (const less of [0, 1]) expectDay(Date.UTC(2024, month, day) + hours * hour - less);
    },
  );

  it.each(zones)(
    'C05: in %s the whole answer is that of walking, turns and all, on every day from 2023 to 2028',
    async (time_zone) => {
      const format = new Intl.DateTimeFormat('en-CA', { timeZone: time_zone, dateStyle: 'short' });
      const secrets = createSecrets([testSecret]);
      const account = { id: accountId, time_zone, country: null } as Account;
      const bornIn = new Map(people.map(({ id, birthday }) => [id, birthday.year]));
      const first = Date.UTC(2023, 0, 1);
      const hour = 3_600_000;
      let compared = 0;
      for (let day = 0; day < 2192; day += 1) {
        // Every day at another hour, so also at those at which it is another day elsewhere.
        const now = first + day * 24 * hour + ((day * 7) % 24) * hour;
        const days = windows[day % windows.length] ?? 7;
        const context = { database: test.database, secrets, clock: { now: () => now } };
        const { items } = await pageBirthdays(context, account, { days, limit: 100 });
        const expected = birthdaysByWalking(Temporal.PlainDate.from(format.format(now)), days).map((line) => {
          const [on = '', id = ''] = line.split(' ');
          const year = bornIn.get(id) ?? null;
          return [
            `${on.slice(0, 4)}-${on.slice(4, 6)}-${on.slice(6)}`,
            id,
            year === null ? null : Number(on.slice(0, 4)) - year,
          ];
        });
        const found = items.map(({ next_birthday, id, turns }) => [next_birthday, id, turns]);
        if (JSON.stringify(found) !== JSON.stringify(expected))
          expect([now, days, found]).toEqual([now, days, expected]);
        compared += found.length;
        await nextTurn();
      }
      expect(compared).toBeGreaterThan(2192 * 5);
    },
    120_000,
  );

  it('C05: in a zone that nobody knows, and in none, the day is that of UTC', () => {
    for (const time_zone of [null, 'Nowhere/City'])
      expect(todayOf({ clock: { now: () => Date.UTC(2024, 1, 29, 23, 59) } }, { time_zone }).toString()).toBe(
        '2024-02-29',
      );
  });

  it('C05, C07: page by page are the same as at once, whatever the day, window and page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2200 }),
        fc.integer({ min: 1, max: 366 }),
        fc.integer({ min: 1, max: 9 }),
        async (offset, window, limit) => {
          const today = Temporal.PlainDate.from('2023-01-01').add({ days: offset });
          const seen: string[] = [];
          let after = null;
          do {
            const page: Awaited<ReturnType<typeof listBirthdays>> = await listBirthdays(
              test.database.read,
              accountId,
              { today, days: window },
              { after, limit },
            );
            expect(page.rows.length).toBeLessThanOrEqual(limit);
            seen.push(...page.rows.map(({ falls_on, id }) => `${falls_on} ${id}`));
            after = page.next;
          } while (after !== null);
          expect(seen).toEqual(birthdaysByWalking(today, window));
        },
      ),
      { numRuns: 30 },
    );
  }, 60_000);

  it('asks for five stretches at most, and for none of the whole book', async () => {
    for (let offset = 0; offset < 1500; offset += 1) {
      const today = Temporal.PlainDate.from('2023-01-01').add({ days: offset });
      for (const window of windows) expect(birthdayRanges(today, window, null).length).toBeLessThanOrEqual(5);
    }
    const { birthdayStatement } = await import('./birthday-store.ts');
    const plan = statement<Record<string, number | string>, { detail: string }>(
      'test.plan_of_birthdays',
      `EXPLAIN QUERY PLAN ${birthdayStatement}`,
    );
    const parameters = Object.fromEntries(
      plan.parameters.map((name) => [name, name.startsWith('name') || name.startsWith('id') ? '' : 1]),
    );
    const lines = (await test.database.read.all(plan, parameters)).map(({ detail }) => detail);
    expect(lines.filter((line) => line.includes('contacts_birthdays')).length).toBe(5);
    expect(lines.filter((line) => /SCAN contacts/.test(line))).toEqual([]);
  });
});
