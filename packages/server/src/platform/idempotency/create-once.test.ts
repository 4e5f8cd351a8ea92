import { expect, test } from 'vitest';
import { randomId } from '#platform/crypto/random.ts';
import { type Database, ReferenceGone, type Transaction, UniqueViolation } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { Problem } from '#platform/errors.ts';
import { describeOnEveryDatabase, type TestDatabase } from '#test/every-database.ts';
import { createOnce } from './create-once.ts';
import { deleteExpiredIdempotencyKeys } from './store.ts';

type Thing = { id: string; name: string };

const createTable = statement('test.things', 'CREATE TABLE things (id text PRIMARY KEY, name text NOT NULL UNIQUE)');
const insert = statement<Thing, Thing>(
  'test.add_thing',
  'INSERT INTO things (id, name) VALUES (:id, :name) RETURNING *',
);
const find = statement<{ id: string }, Thing>('test.find_thing', 'SELECT * FROM things WHERE id = :id');
const all = statement<Record<never, never>, Thing>('test.all_things', 'SELECT * FROM things');
const remove = statement<{ id: string }>('test.remove_thing', 'DELETE FROM things WHERE id = :id');
const rename = statement<Thing>('test.rename_thing', 'UPDATE things SET name = :name WHERE id = :id');
const removeAccount = statement<{ id: string }>('test.remove_account', 'DELETE FROM accounts WHERE id = :id');
const insertAccount = statement<{ id: string }>(
  'test.plain_account',
  `INSERT INTO accounts (id, email, email_canonical, role, status, epoch, credential_version, created_at, updated_at)
   VALUES (:id, :id, :id, 'user', 'active', 0, 0, now_ms(), now_ms())`,
);
const keys = statement<Record<never, never>, { n: number }>('test.keys', 'SELECT count(*) AS n FROM idempotency_keys');

const day = 24 * 3600;

async function givenAccount(database: Database): Promise<string> {
  const id = randomId();
  await database.write.change(insertAccount, { id });
  return id;
}
async function openThings(open: () => Promise<TestDatabase>) {
  const given = await open();
  await given.database.write.change(createTable, {});
  return { ...given, accountId: await givenAccount(given.database) };
}
const addThing =
  (name: string) =>
  async (transaction: Transaction, id: string): Promise<Thing> => {
    const thing = await transaction.first(insert, { id, name });
    if (thing === undefined) throw new Error('no row');
    return thing;
  };
const create = (database: Database, accountId: string, key: string | undefined, name = 'a', scope = 'POST /things') =>
  createOnce<Thing>(
    { database },
    { accountId, scope, key, request: { name }, find: (executor, id) => executor.first(find, { id }) },
    addThing(name),
  );
const namesIn = async (database: Database): Promise<string[]> =>
  (await database.read.all(all, {})).map(({ name }) => name).toSorted();
const keysIn = async (database: Database): Promise<number> => Number((await database.read.first(keys, {}))?.n);
const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const outcome = await promise.then(
    () => 'done',
    (error: unknown) => (error instanceof Problem ? `${error.status} ${error.code}` : String(error)),
  );
  return outcome;
};

describeOnEveryDatabase('a key', (open) => {
  test('lets one of fifty at once create, and gives all of them the same', async () => {
    const { database, accountId } = await openThings(open);
    const all50 = await Promise.all(Array.from({ length: 50 }, () => create(database, accountId, 'key')));
    expect(new Set(all50.map(({ resource }) => resource.id)).size).toBe(1);
    expect(all50.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1);
    expect(await namesIn(database)).toEqual(['a']);
    expect(await keysIn(database)).toBe(1);
  });

  test('answers with what there is now', async () => {
    const { database, accountId } = await openThings(open);
    const { resource } = await create(database, accountId, 'key');
    await database.write.change(rename, { id: resource.id, name: 'b' });
    expect(await create(database, accountId, 'key')).toEqual({
      resource: { id: resource.id, name: 'b' },
      isReplayed: true,
    });
  });

  test('is refused with another body, and with another call', async () => {
    const { database, accountId } = await openThings(open);
    await create(database, accountId, 'key');
    expect(await codeOf(create(database, accountId, 'key', 'b'))).toBe('422 idempotency_key_reused');
    expect(await codeOf(create(database, accountId, 'key', 'a', 'POST /others'))).toBe('422 idempotency_key_reused');
    expect(await namesIn(database)).toEqual(['a']);
  });

  test('is refused once what it made was deleted', async () => {
    const { database, accountId } = await openThings(open);
    const { resource } = await create(database, accountId, 'key');
    await database.write.change(remove, { id: resource.id });
    expect(await codeOf(create(database, accountId, 'key'))).toBe('409 state_conflict');
    expect(await namesIn(database)).toEqual([]);
  });

  test('of another account is another key', async () => {
    const { database, accountId } = await openThings(open);
    await create(database, accountId, 'key');
    const other = await create(database, await givenAccount(database), 'key', 'b');
    expect(other.isReplayed).toBe(false);
    expect(await namesIn(database)).toEqual(['a', 'b']);
  });

  test('is kept for a day by the database’s clock, and counts as new afterwards, swept or not', async () => {
    const { database, accountId, clock } = await openThings(open);
    await create(database, accountId, 'key');
    await create(database, accountId, 'swept', 'b');
    await clock.wind({ seconds: day - 60 });
    await deleteExpiredIdempotencyKeys(database.write);
    expect((await create(database, accountId, 'key')).isReplayed).toBe(true);
    await clock.wind({ seconds: 61 });
    const fifty = await Promise.allSettled(
      Array.from({ length: 50 }, () => create(database, accountId, 'key', 'a later one')),
    );
    const ids = fifty.map((one) => (one.status === 'fulfilled' ? one.value.resource.id : String(one.reason)));
    expect(new Set(ids).size).toBe(1);
    await deleteExpiredIdempotencyKeys(database.write);
    expect(await keysIn(database)).toBe(1);
    expect((await create(database, accountId, 'swept', 'c')).isReplayed).toBe(false);
    expect(await namesIn(database)).toEqual(['a', 'a later one', 'b', 'c']);
  });

  test('of a creation that failed is not remembered', async () => {
    const { database, accountId } = await openThings(open);
    await create(database, accountId, undefined, 'taken');
    const failed = await create(database, accountId, 'key', 'taken').catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(UniqueViolation);
    expect(await keysIn(database)).toBe(0);
    expect((await create(database, accountId, 'key', 'free')).isReplayed).toBe(false);
  });

  test('of a creation that failed lets the next one of those that wait create', async () => {
    const { database, accountId } = await openThings(open);
    let tries = 0;
    const attempt = () =>
      createOnce<Thing>(
        { database },
        {
          accountId,
          scope: 'POST /things',
          key: 'key',
          request: {},
          find: (executor, id) => executor.first(find, { id }),
        },
        async (transaction, id) => {
          tries += 1;
          const thing = await addThing('a')(transaction, id);
          if (tries === 1) throw new Problem('forbidden');
          return thing;
        },
      );
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, attempt));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    const made = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(made.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1);
    expect(await namesIn(database)).toEqual(['a']);
  });

  test('goes with its account', async () => {
    const { database, accountId } = await openThings(open);
    await create(database, accountId, 'key');
    await database.write.change(removeAccount, { id: accountId });
    expect(await keysIn(database)).toBe(0);
  });

  test('and the erasure of its account never wait for each other in a circle, an expired key or not', async () => {
    const { database, accountId, clock } = await openThings(open);
    await create(database, accountId, 'old', 'old');
    await clock.wind({ seconds: day + 1 });
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 10 }, () => create(database, accountId, 'old', 'again')),
      database.transaction((transaction) => transaction.change(removeAccount, { id: accountId })),
      ...Array.from({ length: 10 }, (_, number) => create(database, accountId, `key ${number}`, `${number}`)),
    ]);
    const failures = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
    expect(failures.filter((error) => !(error instanceof ReferenceGone)).map(String)).toEqual([]);
    expect(await keysIn(database)).toBe(0);
  });

  test('is not needed: without one each call creates', async () => {
    const { database, accountId } = await openThings(open);
    for (const name of ['a', 'b']) expect((await create(database, accountId, undefined, name)).isReplayed).toBe(false);
    expect(await keysIn(database)).toBe(0);
  });
});
