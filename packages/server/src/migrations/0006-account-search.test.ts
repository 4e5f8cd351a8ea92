import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { listAccounts } from '#features/accounts/list-accounts.ts';
import { countAccounts } from '#features/accounts/list-store.ts';
import { deleteAccountRow } from '#features/accounts/store.ts';
import { countEventsByDay } from '#features/audit-log/store.ts';
import { systemClock } from '#platform/clock.ts';
import { randomId } from '#platform/crypto/random.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { statement } from '#platform/database/statement.ts';
import { silentLog } from '#platform/log.ts';
import { runOnPostgres } from '#test/run-on-postgres.ts';
import { migrations } from './migrations.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const onServer = (sql: string): Promise<void> => runOnPostgres(`${inject('postgresUrl')}/postgres`, [sql]);

/** A database without any table, and its address. */
const empty = {
  SQLite: async () => {
    const directory = mkdtempSync(join(tmpdir(), 'portress-migration-'));
    closing.push(async () => rmSync(directory, { recursive: true, force: true }));
    return `sqlite:${join(directory, 'portress.db')}`;
  },
  PostgreSQL: async () => makeOnServer(''),
  // Its own lower() and its extension for trigrams know no letters but ours.
  'PostgreSQL with the locale C': async () => makeOnServer("TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"),
};

async function makeOnServer(how: string): Promise<string> {
  const name = `test_${randomId().replaceAll('-', '_')}`;
  await onServer(`CREATE DATABASE "${name}" ${how}`);
  closing.push(() => onServer(`DROP DATABASE "${name}" WITH (FORCE)`));
  return `${inject('postgresUrl')}/${name}`;
}

async function openUpTo(url: string, last: string): Promise<Database> {
  const names = migrations.names.filter((name) => name <= last);
  const load = async () => {
    const timeline = await migrations.load();
    return Object.fromEntries(Object.entries(timeline).filter(([name]) => names.includes(name)));
  };
  const options = { url, clock: systemClock, log: silentLog, checkpoints: false, migrations: { names, load } };
  const { database } = await openDatabase(options);
  return database;
}

const insert = statement<{ id: string; email: string; canonical: string; name: string | null; role: string }>(
  'test.old_account',
  `INSERT INTO accounts (id, email, email_canonical, first_name, role, status, epoch, credential_version, created_at, updated_at)
   VALUES (:id, :email, :canonical, :name, :role, 'active', 0, 0, now_ms(), now_ms())`,
);
const insertEvent = statement<{ id: string; type: string }>(
  'test.old_event',
  `INSERT INTO audit_events (id, type, details, created_at) VALUES (:id, :type, '{}', now_ms())`,
);

describe.each(['SQLite', 'PostgreSQL', 'PostgreSQL with the locale C'] as const)(
  'a database of before (%s)',
  (kind) => {
    it('has its accounts listed, searched and counted, and its days counted, after the migration', async () => {
      const url = await empty[kind]();
      const old = await openUpTo(url, '0005');
      const people = [
        ['a', 'Ann@Example.com', 'ann@example.com', null, 'admin'],
        ['b', 'olena@пошта.укр', 'olena@xn--80a1acny.xn--j1amh', 'Олена', 'user'],
        ['c', 'bob@example.com', 'bob@example.com', 'Bob', 'user'],
      ] as const;
      for (const [id, email, canonical, name, role] of people)
        await old.write.change(insert, { id, email, canonical, name, role });
      for (const [index, type] of [
        'account_created',
        'sign_in_succeeded',
        'sign_in_succeeded',
        'password_reset',
      ].entries())
        await old.write.change(insertEvent, { id: String(index), type });
      await old.close();

      const database = await openUpTo(url, '9999');
      closing.push(() => database.close());
      const find = async (text: string | null) => {
        const list = {
          filter: { role: null, status: null },
          sort: 'email',
          order: 'asc',
          after: null,
          limit: 20,
        } as const;
        return (await listAccounts(database.read, { ...list, text })).accounts.map(({ id }) => id);
      };
      expect(await find(null)).toEqual(['a', 'c', 'b']);
      expect([await find('EXAMPLE'), await find('ОЛЕН'), await find('xn--80a'), await find('bo')]).toEqual([
        ['a', 'c'],
        ['b'],
        ['b'],
        ['c'],
      ]);
      expect((await countAccounts(database.read)).toSorted((one, other) => one.accounts - other.accounts)).toEqual([
        { role: 'admin', status: 'active', accounts: 1 },
        { role: 'user', status: 'active', accounts: 2 },
      ]);
      const days = await countEventsByDay(database.read, 2);
      expect(days.map(({ type, events }) => `${type} ${events}`).toSorted()).toEqual([
        'account_created 1',
        'sign_in_succeeded 2',
      ]);
      await database.transaction((transaction) => deleteAccountRow(transaction, 'c'));
      expect([await find('bob'), await find(null)]).toEqual([[], ['a', 'b']]);
    });
  },
);
