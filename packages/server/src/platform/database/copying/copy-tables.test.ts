import { dirname } from 'node:path';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#platform/clock.ts';
import { openSqliteConnection } from '#platform/database/sqlite-connection.ts';
import { statement } from '#platform/database/statement.ts';
import { readSchema } from '#test/empty-database.ts';
import { dialects, openTestDatabase, type TestDatabase } from '#test/every-database.ts';
import { type FullInstallation, fillInstallation } from '#test/given-full-installation.ts';
import { bearer, openApp } from '#test/test-app.ts';
import { copyTables } from './copy-tables.ts';
import { postgresSide } from './postgres-side.ts';
import type { CopyRefused } from './shared-tables.ts';
import type { CopiedRow, CopySide } from './side.ts';
import { sqliteSide } from './sqlite-side.ts';
import type { TableSum } from './table-sums.ts';

type Given = { test: TestDatabase; side: CopySide; schema(): Promise<unknown> };

/** A migrated database with a connection for copying. */
async function given(dialect: 'sqlite' | 'postgres'): Promise<Given> {
  const one = await openTestDatabase(dialect);
  onTestFinished(() => one.close());
  if (dialect === 'sqlite') {
    const { raw } = openConnection(one.url);
    const all = raw.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY type, name');
    return { test: one, side: sqliteSide(raw), schema: async () => all.all() };
  }
  const client = new pg.Client({ connectionString: one.url });
  await client.connect();
  onTestFinished(() => client.end());
  return { test: one, side: postgresSide(client), schema: () => readSchema(one.url) };
}

function openConnection(url: string) {
  const connection = openSqliteConnection(url.slice('sqlite:'.length), systemClock);
  onTestFinished(() => connection.close());
  return connection;
}

/** Everything was used in it. */
async function givenFull(): Promise<Given & { full: FullInstallation }> {
  const one = await given('sqlite');
  const app = await openApp({ ...one.test, close: async () => {} }, { DATA_DIR: dirname(one.test.url.slice(7)) });
  const full = await fillInstallation(app);
  await app.close();
  return { ...one, full };
}

const emptyOnes = (sums: readonly TableSum[]) => sums.filter(({ rows }) => rows === 0).map(({ table }) => table);

/** One statement, by hand. */
const run = (one: Given, text: string): Promise<unknown> =>
  one.test.database.write.change(statement(`test.${text}`, text), {});

/** What indexes, counts and numbers are for, asked at the front door of a service on the copy. */
async function expectAtWork({ test: one }: Given, { full, accounts }: { full: FullInstallation; accounts: number }) {
  const app = await openApp({ ...one, close: async () => {} });
  const admin = (await app.signIn(full.admin)).json<{ access_token: string }>();
  const found = await app.get('/api/contacts?q=%D1%82%D0%B0%D1%88%D0%BA%D0%B0', bearer(full.signedIn.access));
  expect(found.json()).toMatchObject({ items: [full.contact] });
  const people = await app.get('/api/accounts?q=%D0%B2%D0%B0%D0%BB%D1%8C', bearer(admin.access_token));
  expect(people.json()).toMatchObject({ items: [{ email: full.person.email }] });
  const all = await app.get('/api/accounts', bearer(admin.access_token));
  expect(all.json()).toMatchObject({ total: accounts });
  // A new address book takes the next number, and a new account is found: numbers and triggers are at work again.
  const next = await app.givenAccount({ email: 'next@example.com' });
  const { access_token: token } = (await app.signIn(next)).json<{ access_token: string }>();
  expect((await app.post('/api/contacts', { first_name: 'Grace' }, bearer(token))).statusCode).toBe(201);
  const nextOne = await app.get('/api/accounts?q=next@ex', bearer(admin.access_token));
  expect(nextOne.json()).toMatchObject({ items: [{ email: next.email }] });
  await app.close();
}

describe('copying the tables of one database into another', () => {
  test('everything goes to PostgreSQL, to another one and back again: sums, schema, searches and numbers are right everywhere', async () => {
    const [full, one, other, back] = [
      await givenFull(),
      await given('postgres'),
      await given('postgres'),
      await given('sqlite'),
    ];
    const schemas = [await one.schema(), await back.schema()];
    const progress: number[][] = [];
    const there = await copyTables(full.side, one.side, { onProgress: (...told) => progress.push(told) });
    expect(emptyOnes(there.sums), 'fill them in test/given-full-installation.ts').toEqual([]);
    expect([there.left, progress.at(-1)?.[0]]).toEqual([[], progress.at(-1)?.[1]]);
    const further = await copyTables(one.side, other.side);
    expect(further.sums.filter(({ table }) => table !== 'test_clock')).toEqual(there.sums);
    expect(await copyTables(other.side, back.side)).toEqual({ sums: there.sums, left: ['test_clock'] });
    expect([await one.schema(), await back.schema()]).toEqual(schemas);
    for (const copy of [one, back]) await expectAtWork(copy, { full: full.full, accounts: 2 });
  });

  test('what is written to PostgreSQL during the copy is not in it, in no table', async () => {
    const [source, target] = [await given('postgres'), await given('sqlite')];
    const app = await openApp({ ...source.test, close: async () => {} });
    onTestFinished(() => app.close());
    await app.givenAccount();
    const read: CopySide['read'] = async function* (table) {
      await app.givenAccount();
      yield* source.side.read(table);
    };
    const { sums } = await copyTables({ ...source.side, read }, target.side);
    const rows = new Map(sums.map((sum) => [sum.table, sum.rows]));
    for (const table of ['accounts', 'passwords', 'account_search', 'account_events'])
      expect([table, rows.get(table)]).toEqual([table, 1]);
  });

  test.each<[string, (rows: readonly CopiedRow[]) => readonly CopiedRow[], string]>([
    ['is lost', (rows) => rows.slice(1), 'decoy_guesses: of 64 rows 63 arrived.'],
    [
      'is changed',
      ([, ...rows]) => [['8', '0'], ...rows],
      'decoy_guesses: not all of 64 rows arrived as they were sent.',
    ],
  ])('a row that %s on the way is named, and the target stays as it was', async (_, change, sentence) => {
    for (const dialect of dialects) {
      const [source, target] = [await given('sqlite'), await given(dialect)];
      await run(source, 'UPDATE decoy_guesses SET guesses = 7 WHERE slot = 0');
      await run(target, 'DELETE FROM decoy_guesses WHERE slot > 4');
      const write: CopySide['write'] = (table, rows) =>
        target.side.write(table, table.name === 'decoy_guesses' ? change(rows) : rows);
      const schema = await target.schema();
      await expect(copyTables(source.side, { ...target.side, write })).rejects.toThrow(sentence);
      expect(await target.side.count({ name: 'decoy_guesses', columns: [] })).toBe(5);
      expect(await target.schema()).toEqual(schema);
    }
  });

  test('databases of different migrations, columns or types are refused with every reason', async () => {
    for (const dialect of dialects) {
      const [source, target] = [await given(dialect), await given('sqlite')];
      await run(source, 'ALTER TABLE accounts ADD COLUMN shoe_size integer');
      const refusal = await copyTables(source.side, target.side).catch((error: CopyRefused) => error);
      expect(refusal).toMatchObject({ reasons: ['Only one of the databases has accounts.shoe_size.'] });
      await run(target, "DELETE FROM kysely_migration WHERE name > '0014'");
      const older = await copyTables(source.side, target.side).catch((error: CopyRefused) => error);
      expect(older).toMatchObject({
        reasons: [expect.stringMatching(/is copied into lacks .*: 0014-service-keys, 0015/)],
      });
    }
  });

  test('a type that no copy knows is refused by its name', async () => {
    const [source, target] = [await given('postgres'), await given('postgres')];
    for (const one of [source, target]) await run(one, 'ALTER TABLE accounts ADD COLUMN is_tall boolean');
    await expect(copyTables(source.side, target.side)).rejects.toThrow(
      'accounts.is_tall is boolean here and boolean there',
    );
  });
});
