import { expect, test } from 'vitest';
import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { freezeClock } from '#test/frozen-clock.ts';
import { givenOwner } from '#test/given-session-rows.ts';
import {
  createSetupRow,
  deleteEveryOneTimeToken,
  deleteExpiredTokens,
  deleteOneTimeTokensOf,
  deleteSetupRow,
  findLiveToken,
  findSetupRow,
  type OneTimePurpose,
  spendSetupRow,
  spendToken,
  spendTokenByCode,
  upsertOneTimeToken,
} from './store.ts';

const now = 1_900_000_000_000;
const hashOf = (text: string): Buffer => Buffer.alloc(32, text);
const rows = statement<Record<never, never>, Record<string, unknown>>(
  'test.one_time_rows',
  'SELECT * FROM one_time_tokens ORDER BY id',
);
const token = {
  id: 'token',
  purpose: 'verify_email' as OneTimePurpose,
  account_id: 'ann',
  email_canonical: 'ann@example.com',
  new_email: null,
  credential_version: null,
  token_hash: hashOf('t'),
  code_hash: hashOf('c'),
  lifetime: 1000,
  code_lifetime: 500,
};
type NewToken = Parameters<typeof upsertOneTimeToken>[1];

describeOnEveryDatabase('the store of one-time tokens', (open) => {
  async function given(...tokens: Partial<NewToken>[]) {
    const one = await open();
    const setClock = await freezeClock(one, now);
    for (const id of ['ann', 'bob']) await givenOwner(one.database, id);
    for (const more of tokens) await issue(one.database, more);
    return { database: one.database, setClock };
  }
  const issue = (database: Database, more: Partial<NewToken> = {}) =>
    database.transaction((transaction) => upsertOneTimeToken(transaction, { ...token, ...more }));
  const spend = (database: Database, text = 't', purpose = token.purpose) =>
    database.transaction((transaction) => spendToken(transaction, purpose, hashOf(text)));
  const spendCode = (database: Database, text = 'c', accountId = 'ann') =>
    database.transaction((transaction) => spendTokenByCode(transaction, token.purpose, accountId, hashOf(text)));
  const rowOf = async (database: Database, id = 'token') =>
    (await database.read.all(rows, {})).find((row) => row.id === id) ?? expect.fail('no row');

  test('C7: a token is good until its last millisecond and not one longer; so is its code', async () => {
    const { database, setClock } = await given();
    const isFound = async () => (await findLiveToken(database.read, 'verify_email', hashOf('t'))) !== undefined;
    for (const [spendIt, at, lifetime] of [
      [spend, now + 999, true],
      [spend, now + 1000, false],
      [spendCode, now + 499, true],
      [spendCode, now + 500, false],
    ] as const) {
      await setClock(now);
      await issue(database);
      await setClock(at);
      if (spendIt === spend) expect(await isFound()).toBe(lifetime);
      expect((await spendIt(database)) !== undefined).toBe(lifetime);
      expect(await rowOf(database)).toMatchObject({ consumed_at: lifetime ? at : null });
    }
  });

  test('C2: what was spent, by token or by code, is found no more and spent no more', async () => {
    const { database, setClock } = await given();
    for (const first of [spend, spendCode]) {
      await setClock(now);
      await issue(database);
      expect(await first(database)).toMatchObject({ account_id: 'ann', email_canonical: 'ann@example.com' });
      await setClock(now + 1);
      expect(await findLiveToken(database.read, 'verify_email', hashOf('t'))).toBeUndefined();
      expect(await spend(database)).toBeUndefined();
      expect(await spendCode(database)).toBeUndefined();
      expect(await rowOf(database)).toMatchObject({ consumed_at: now });
    }
  });

  test('C1: spending one token leaves every other as it was', async () => {
    const others = [
      { id: 'purpose', purpose: 'reset_password', token_hash: hashOf('p'), code_hash: hashOf('c') },
      { id: 'account', account_id: 'bob', token_hash: hashOf('b'), code_hash: hashOf('c') },
    ] as const;
    for (const spendIt of [spend, spendCode]) {
      const { database } = await given({}, ...others);
      expect(await spend(database, 'p')).toBeUndefined();
      expect(await findLiveToken(database.read, 'verify_email', hashOf('p'))).toBeUndefined();
      expect(await spendIt(database)).toMatchObject({ account_id: 'ann' });
      for (const { id } of others) expect(await rowOf(database, id)).toMatchObject({ consumed_at: null });
    }
  });

  test('P7: a wrong code counts where it was tried, and at no other account or purpose', async () => {
    const { database } = await given(
      {},
      { id: 'purpose', purpose: 'reset_password', token_hash: hashOf('p') },
      { id: 'account', account_id: 'bob', token_hash: hashOf('b') },
    );
    for (let tries = 1; tries <= 7; tries += 1) expect(await spendCode(database, 'w')).toBeUndefined();
    expect(await rowOf(database)).toMatchObject({ code_tries: 5, consumed_at: null });
    for (const id of ['purpose', 'account']) expect(await rowOf(database, id)).toMatchObject({ code_tries: 0 });
    expect(await spendCode(database)).toBeUndefined();
    expect(await spendCode(database, 'c', 'bob')).toBeDefined();
  });

  test('C8: a newer token takes the place of the older with all that it says, and counts anew', async () => {
    const { database, setClock } = await given({}, { id: 'account', account_id: 'bob', token_hash: hashOf('b') });
    await spendCode(database, 'w');
    await spend(database);
    await setClock(now + 5);
    await issue(database, {
      id: 'newer',
      email_canonical: 'new@example.com',
      new_email: 'New@example.com',
      credential_version: 3,
      token_hash: hashOf('n'),
      code_hash: hashOf('d'),
      lifetime: 2000,
      code_lifetime: 700,
    });
    const all = await database.read.all(rows, {});
    expect(all.map(({ id }) => id)).toEqual(['account', 'newer']);
    expect(all[1]).toMatchObject({
      email_canonical: 'new@example.com',
      new_email: 'New@example.com',
      credential_version: 3,
      code_tries: 0,
      created_at: now + 5,
      expires_at: now + 2005,
      code_expires_at: now + 705,
      consumed_at: null,
    });
    expect(await spendCode(database)).toBeUndefined();
    expect(await spend(database, 'n')).toMatchObject({ new_email: 'New@example.com', credential_version: 3 });
  });

  test('C5: all of one account go together, and nobody else’s', async () => {
    const { database } = await given({}, { id: 'b', account_id: 'bob', token_hash: hashOf('b') });
    expect(await database.transaction((transaction) => deleteOneTimeTokensOf(transaction, 'ann'))).toBe(1);
    expect((await database.read.all(rows, {})).map(({ id }) => id)).toEqual(['b']);
  });

  test('what has expired is swept in the millisecond it does, the oldest first, and no more than asked for', async () => {
    const { database, setClock } = await given(
      { id: 'c', lifetime: 1000 },
      { id: 'a', lifetime: 999, account_id: 'bob', token_hash: hashOf('a') },
      { id: 'b', lifetime: 1001, purpose: 'reset_password', token_hash: hashOf('b') },
    );
    await setClock(now + 1000);
    expect(await deleteExpiredTokens(database.write, 1)).toBe(1);
    expect((await database.read.all(rows, {})).map(({ id }) => id)).toEqual(['b', 'c']);
    expect(await deleteExpiredTokens(database.write, 10)).toBe(1);
    expect((await database.read.all(rows, {})).map(({ id }) => id)).toEqual(['b']);
  });

  test('N8: there is one setup token, it is spent by its own hash alone, and only once', async () => {
    const { database } = await given({});
    const work = <T>(deed: Parameters<typeof database.transaction<T>>[0]) => database.transaction(deed);
    const create = (id: string) =>
      work((transaction) => createSetupRow(transaction, { id, token_hash: hashOf(id), lifetimeSeconds: 2 }));
    expect(await findSetupRow(database.read)).toBeUndefined();
    expect(await create('s')).toBe(1);
    expect(await create('z')).toBe(0);
    expect(await findSetupRow(database.read)).toMatchObject({ id: 's' });
    expect(await rowOf(database, 's')).toMatchObject({ created_at: now, expires_at: now + 2000, account_id: null });
    for (const wrong of ['z', 't'])
      expect(await work((transaction) => spendSetupRow(transaction, hashOf(wrong)))).toBe(false);
    expect(await work((transaction) => spendSetupRow(transaction, hashOf('s')))).toBe(true);
    expect(await work((transaction) => spendSetupRow(transaction, hashOf('s')))).toBe(false);
    await create('s');
    expect(await work(deleteSetupRow)).toBe(1);
    expect((await database.read.all(rows, {})).map(({ id }) => id)).toEqual(['token']);
    await create('s');
    expect(await work(deleteEveryOneTimeToken)).toBe(2);
  });
});
