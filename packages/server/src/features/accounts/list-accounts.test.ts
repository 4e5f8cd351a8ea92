import { expect, it } from 'vitest';
import type { SearchBounds } from '#platform/database/page-of-matches.ts';
import { statement } from '#platform/database/statement.ts';
import { describeOnEveryDatabase, type TestDatabase } from '#test/every-database.ts';
import { type AccountQuery, listAccounts } from './list-accounts.ts';
import { type AccountSort, countAccounts, roles, statuses } from './list-store.ts';
import { newAccount } from './new-account.ts';
import { parseEmail } from './parse-email.ts';
import { parseUsername } from './parse-username.ts';
import { createAccount, type Role } from './store.ts';

type Given = {
  email: string;
  username?: string;
  firstName?: string;
  lastName?: string;
  role?: Role;
  isSuspended?: boolean;
};

const suspend = statement<{ id: string }>('test.suspend', "UPDATE accounts SET status = 'suspended' WHERE id = :id");
const moveTime = statement<{ id: string; created: number; updated: number }>(
  'test.times',
  'UPDATE accounts SET created_at = :created, updated_at = :updated WHERE id = :id',
);
const rename = statement<{ id: string; name: string }>(
  'test.rename',
  'UPDATE accounts SET first_name = :name WHERE id = :id',
);
const remove = statement<{ id: string }>('test.remove', 'DELETE FROM accounts WHERE id = :id');
const texts = statement<Record<never, never>, { texts: number }>(
  'test.texts',
  'SELECT COUNT(*) AS texts FROM account_search',
);

const give = async ({ database }: TestDatabase, given: readonly Given[]): Promise<string[]> => {
  const ids: string[] = [];
  for (const { email, username, firstName, lastName, role = 'user', isSuspended } of given) {
    const address = parseEmail(email);
    if (address === undefined) throw new Error(`${email} is no address`);
    const name = username === undefined ? undefined : parseUsername(username);
    const row = { ...newAccount({ email: address, username: name, firstName, lastName }), role };
    const { id } = await database.transaction((transaction) => createAccount(transaction, row));
    if (isSuspended) await database.write.change(suspend, { id });
    ids.push(id);
  }
  return ids;
};

const everything: AccountQuery = {
  text: null,
  filter: { role: null, status: null },
  sort: 'created_at',
  order: 'desc',
  after: null,
  limit: 20,
};

/** Every page of a list, one after another. */
async function pagesOf({ database }: TestDatabase, query: Partial<AccountQuery>, bounds?: SearchBounds) {
  const emails: string[] = [];
  let after = null as AccountQuery['after'];
  let total = 0;
  do {
    const page = await listAccounts(database.read, { ...everything, ...query, after }, bounds);
    emails.push(...page.accounts.map(({ email }) => email));
    total = page.total;
    after = page.next;
  } while (after !== null);
  return { emails, total };
}
const find = async (test: TestDatabase, text: string, more: Partial<AccountQuery> = {}) =>
  (await pagesOf(test, { text, ...more })).emails.toSorted();

describeOnEveryDatabase('the list of accounts', (open) => {
  it('goes through all pages of every sort, order and filter without a gap or a repetition, ties and missing names too', {
    timeout: 60_000,
  }, async () => {
    const test = await open();
    const given = Array.from({ length: 23 }, (_, index): Given => {
      const role = roles[index % 3] ?? 'user';
      const email = `n${(index * 7) % 23}@example.com`;
      return { email, role, isSuspended: index % 4 === 0, ...(index % 2 === 0 && { username: `name_${index}` }) };
    });
    const ids = await give(test, given);
    // Many share one instant, as after an import.
    for (const [index, id] of ids.entries())
      await test.database.write.change(moveTime, { id, created: 1000 + (index % 3), updated: 9000 - (index % 5) });
    const sorts: AccountSort[] = ['created_at', 'updated_at', 'email', 'username'];
    for (const sort of sorts)
      for (const role of [null, ...roles])
        for (const status of [null, ...statuses]) {
          const filter = { role, status };
          const asc = await pagesOf(test, { sort, order: 'asc', filter, limit: 4 });
          const desc = await pagesOf(test, { sort, order: 'desc', filter, limit: 3 });
          const expected = given.filter(
            (one) =>
              (role === null || one.role === role) &&
              (status === null || (one.isSuspended ? 'suspended' : 'active') === status),
          );
          expect(asc.emails.toSorted()).toEqual(expected.map(({ email }) => email).toSorted());
          expect(desc.emails).toEqual(asc.emails.toReversed());
          expect([asc.total, desc.total]).toEqual([expected.length, expected.length]);
          if (sort === 'email') expect(asc.emails).toEqual(asc.emails.toSorted());
        }
  });

  it('keeps its place while others sign up and go', async () => {
    const test = await open();
    const ids = await give(
      test,
      Array.from({ length: 6 }, (_, index) => ({ email: `k${index}@example.com` })),
    );
    const query = { ...everything, sort: 'email' as const, order: 'asc' as const, limit: 3 };
    const first = await listAccounts(test.database.read, query);
    await give(test, [{ email: 'k00@example.com' }]);
    await test.database.write.change(remove, { id: ids[2] ?? '' });
    const second = await listAccounts(test.database.read, { ...query, after: first.next });
    expect(second.accounts.map(({ email }) => email)).toEqual(['k3@example.com', 'k4@example.com', 'k5@example.com']);
    expect(second.next).toBeNull();
  });

  it('counts right after everything that changes a count, also of many at once', async () => {
    const test = await open();
    const { database } = test;
    const ids = await give(
      test,
      Array.from({ length: 12 }, (_, index) => ({ email: `c${index}@example.com` })),
    );
    const setRole = statement<{ id: string; role: string }>(
      'test.role',
      'UPDATE accounts SET role = :role WHERE id = :id',
    );
    const both = statement<{ one: string; other: string }>(
      'test.remove_two',
      'DELETE FROM accounts WHERE id IN (:one, :other)',
    );
    await Promise.all([
      ...ids.slice(0, 4).map((id) => database.write.change(setRole, { id, role: 'admin' })),
      ...ids.slice(2, 8).map((id) => database.write.change(suspend, { id })),
      database.write.change(both, { one: ids[8] ?? '', other: ids[9] ?? '' }),
      // Both ways between two groups, several in one transaction: whoever waited for a count would wait in a circle.
      ...[0, 1, 2, 3].map((round) =>
        database.transaction(async (transaction) => {
          for (const role of round % 2 ? ['moderator', 'user'] : ['user', 'moderator'])
            await transaction.change(setRole, { id: ids[10 + (round % 2)] ?? '', role });
        }),
      ),
    ]);
    await expect(
      database.transaction(async (transaction) => {
        await transaction.change(setRole, { id: ids[11] ?? '', role: 'admin' });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow();
    const counted = statement<Record<never, never>, { role: string; status: string; accounts: number }>(
      'test.count',
      'SELECT role, status, COUNT(*) AS accounts FROM accounts GROUP BY role, status',
    );
    const byGroup = (rows: { role: string; status: string; accounts: number }[]) =>
      Object.fromEntries(
        rows.filter(({ accounts }) => accounts !== 0).map((row) => [`${row.role} ${row.status}`, row.accounts]),
      );
    expect(byGroup(await countAccounts(database.read))).toEqual(byGroup(await database.read.all(counted, {})));
  });
});

describeOnEveryDatabase('the search for accounts', (open) => {
  const people: Given[] = [
    { email: 'Olena.Kovalenko@Example.com', username: 'Lenka', firstName: 'Олена', lastName: 'Коваленко' },
    { email: 'taras@пошта.укр', firstName: 'Тарас', lastName: 'Їжакевич' },
    { email: 'a_b@example.com', firstName: 'Q100%', lastName: "O'Neil" },
    { email: 'axb@example.com', firstName: 'Qwerty', lastName: 'De "La" Cruz' },
    { email: 'zed@example.org', username: 'ΟΔΥΣΣΕΥΣ'.toLowerCase(), firstName: 'Ödön', lastName: 'Ångström' },
  ];
  const [olena = '', taras = '', underscore = '', axb = '', zed = ''] = people.map(({ email }) => email);

  it('finds any part of e-mail, username and names, whatever the case and the script', async () => {
    const test = await open();
    await give(test, people);
    const found: [string, string[]][] = [
      ['KOVAL', [olena]],
      ['коваЛЕНКО', [olena]],
      ['ленк', [olena]],
      ['lenk', [olena]],
      ['їЖАК', [taras]],
      ['олена коваленко', [olena]],
      ['Коваленко Олена', [olena]],
      ['@example.', [olena, underscore, axb, zed]],
      ['ångSTR', [zed]],
      ['ODON', []],
      ['одісей', []],
      ['δυσ', [zed]],
      ['ΣΕΎΣ', []],
      ['σσευς', [zed]],
      ['ПОШТА', [taras]],
      ['xn--', [taras]],
      ['  koval  ', [olena]],
      ['ｋｏｖａｌ', [olena]],
    ];
    for (const [text, expected] of found) expect([text, await find(test, text)]).toEqual([text, expected.toSorted()]);
  });

  it('takes every sign literally', async () => {
    const test = await open();
    await give(test, people);
    const found: [string, string[]][] = [
      ['a_b@', [underscore]],
      ['a%b', []],
      ['100%', [underscore]],
      ['%%%', []],
      ["o'ne", [underscore]],
      ['"la"', [axb]],
      ['"', []],
      ['" OR "', []],
      ['la" AND', []],
      ['*', []],
      ['\\', []],
      ['a\0b', []],
      ['\u001f\u001fa', []],
      ['\u001era', []],
      ['{}', []],
      ['$1 ?1 :id', []],
      ['𝓐𝓑𝓒🙂', []],
    ];
    for (const [text, expected] of found) expect([text, await find(test, text)]).toEqual([text, expected]);
  });

  it('looks for one or two characters at the beginnings of fields', async () => {
    const test = await open();
    await give(test, people);
    expect(await find(test, 'o')).toEqual([olena, underscore].toSorted());
    expect(await find(test, 'Ко')).toEqual([olena]);
    expect(await find(test, 'ва')).toEqual([]);
    expect(await find(test, 'Її')).toEqual([]);
    expect(await find(test, 'Їж')).toEqual([taras]);
  });

  it('goes through the pages of a term that very many have in the order of the list, wherever they stand', async () => {
    const test = await open();
    const given = Array.from({ length: 40 }, (_, index): Given => {
      const name = index < 25 ? 'Anton' : 'Zoryana';
      return { email: `${name}${index}@example.com`, firstName: name, role: index % 2 ? 'user' : 'admin' };
    });
    await give(test, given);
    const bounds = { few: 2, mostCounted: 10, mostSorted: 3, stretch: 6, mostStretches: 2 };
    const expected = given.slice(25).map(({ email }) => email);
    for (const sort of ['created_at', 'email', 'username'] as const)
      for (const order of ['asc', 'desc'] as const) {
        const { emails, total } = await pagesOf(test, { text: 'zory', sort, order, limit: 4 }, bounds);
        expect([sort, order, emails.toSorted(), total]).toEqual([sort, order, expected.toSorted(), 10]);
        if (sort === 'email') expect(order === 'asc' ? emails : emails.toReversed()).toEqual(expected.toSorted());
        const filter = { role: 'admin', status: 'active' } as const;
        const admins = await pagesOf(test, { text: 'zory', sort, order, limit: 4, filter }, bounds);
        expect(admins.emails.length).toBe(7);
      }
    // More than a few, and still few enough to be sorted.
    const sorted = await pagesOf(
      test,
      { text: 'zory', sort: 'email', order: 'asc', limit: 4 },
      { ...bounds, mostCounted: 50, mostSorted: 20 },
    );
    expect(sorted).toEqual({ emails: expected.toSorted(), total: 15 });
    // Nothing in the first stretches: a short page that says where to go on.
    const { accounts, next } = await listAccounts(
      test.database.read,
      { ...everything, text: 'zory', order: 'asc', sort: 'created_at' },
      bounds,
    );
    expect([accounts.length, next === null]).toEqual([0, false]);
  });

  it('finds an exact id, and no part of one', async () => {
    const test = await open();
    const [id = ''] = await give(test, people);
    expect(await find(test, id)).toEqual([olena]);
    expect(await find(test, ` ${id} `, { filter: { role: 'admin', status: null } })).toEqual([]);
    expect(await find(test, id.slice(0, 20))).toEqual([]);
  });

  it('keeps to the filter, and follows every change of a name, a role, a state, and every deletion', async () => {
    const test = await open();
    const { database } = test;
    const [id = '', second = ''] = await give(test, people);
    await database.write.change(suspend, { id });
    const status = (one: 'active' | 'suspended') => ({ filter: { role: null, status: one } });
    expect(await find(test, 'koval', status('active'))).toEqual([]);
    expect(await find(test, 'koval', status('suspended'))).toEqual([olena]);
    expect(await find(test, 'koval', { filter: { role: 'admin', status: null } })).toEqual([]);
    await database.write.change(rename, { id, name: 'Соломія' });
    expect([await find(test, 'олена'), await find(test, 'соломія')]).toEqual([[], [olena]]);
    await expect(
      database.transaction(async (transaction) => {
        await transaction.change(rename, { id, name: 'Undone' });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow();
    expect([await find(test, 'undone'), await find(test, 'соломія')]).toEqual([[], [olena]]);
    await database.write.change(remove, { id: second });
    expect(await find(test, 'тарас')).toEqual([]);
    expect(await database.read.first(texts, {})).toEqual({ texts: people.length - 1 });
  });
});
