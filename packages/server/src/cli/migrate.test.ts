import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { migrations } from '#migrations/migrations.ts';
import { openCommandLine } from '#test/command-line.ts';
import { createEmptyDatabase, readSchema } from '#test/empty-database.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { onPostgres } from '#test/run-on-postgres.ts';

const all = migrations.names;

/** As a newer version would leave it. */
function addMigrationOfTomorrow(dataDirectory: string, kind?: string, since: string | null = null): void {
  const raw = new DatabaseSync(join(dataDirectory, 'portress.db'));
  raw.exec("INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-tomorrow', '2030-01-01T00:00:00.000Z')");
  if (kind !== undefined) raw.prepare("INSERT INTO migration_kinds VALUES ('9999-tomorrow', ?, ?)").run(kind, since);
  raw.close();
}

describe('migrate', () => {
  it('applies what is missing, once', async () => {
    const { run, json } = openCommandLine();
    expect(await json('migrate')).toEqual({ exitCode: 0, applied: all });
    expect(await json('migrate')).toEqual({ exitCode: 0, applied: [] });
    expect((await run('migrate')).out).toBe('The schema is up to date.\n');
  });

  it('can be asked about an installation that was never started, and makes nothing by that', async () => {
    const { run, json, dataDirectory } = openCommandLine({ SECRET_KEY: undefined });
    expect(await json('migrate check')).toEqual({ exitCode: 1, current: false, missing: all, unknown: [] });
    expect((await run('migrate status')).out).toMatch(new RegExp(`^${all[0]} +not applied yet +base$`, 'm'));
    expect(readdirSync(dataDirectory)).toEqual([]);
  });

  it('says that database and version fit together', async () => {
    const { json } = openCommandLine();
    await json('migrate');
    expect(await json('migrate check')).toEqual({ exitCode: 0, current: true, missing: [], unknown: [] });
    const status = await json<{ applied: { name: string; applied_at: string }[] }>('migrate status');
    expect(status.applied.map(({ name }) => name)).toEqual(all);
    expect(Date.parse(status.applied[0]?.applied_at ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it('refuses a database that a newer version was at, in each of its commands', async () => {
    const { run, json, dataDirectory } = openCommandLine();
    await json('migrate');
    addMigrationOfTomorrow(dataDirectory);
    expect(await json('migrate check')).toMatchObject({ exitCode: 1, unknown: ['9999-tomorrow'] });
    expect(await json('migrate status')).toMatchObject({ exitCode: 0, unknown: ['9999-tomorrow'] });
    expect(await run('migrate')).toMatchObject({ exitCode: 1, error: expect.stringContaining('a newer version') });
    const verify = await run('accounts verify a@example.com');
    expect(verify).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining('a newer version of Portress (9999-tomorrow)'),
    });
  });

  it('works on beside a newer version that has only added, and says so', async () => {
    const { run, json, dataDirectory } = openCommandLine();
    await json('migrate');
    addMigrationOfTomorrow(dataDirectory, 'expand');
    const told =
      'The database was migrated by a newer version of Portress (9999-tomorrow), which this one can live with.\n';
    expect(await run('migrate check')).toMatchObject({ exitCode: 0, out: told });
    expect(await run('migrate')).toMatchObject({ exitCode: 0, out: told });
    expect((await run('migrate status')).out).toMatch(/^9999-tomorrow +unknown to this version +expand$/m);
    expect((await run('accounts list')).exitCode).toBe(0);
  });

  it('says of each migration what it is for nodes of an older version', async () => {
    const { run, json, dataDirectory } = openCommandLine();
    await json('migrate');
    addMigrationOfTomorrow(dataDirectory, 'contract', '9998-today');
    const status = await json<{ applied: { kind: string }[] }>('migrate status');
    expect(status.applied[0]).toMatchObject({ kind: 'base' });
    const told = /^9999-tomorrow +unknown to this version +contract, unneeded since 9998-today$/m;
    expect((await run('migrate status')).out).toMatch(told);
    expect((await run('migrate check')).exitCode).toBe(1);
  });

  it('tells the person who waits what it waits for', async () => {
    const url = await createEmptyDatabase();
    const { run } = openCommandLine({ DATABASE_URL: url });
    await onPostgres(url, async (holder) => {
      await holder.query("BEGIN; SET application_name = 'the other node'");
      await holder.query('SELECT pg_advisory_xact_lock(3853314791062309107)');
      const migrating = run('migrate');
      await new Promise((resolve) => setTimeout(resolve, 500));
      await holder.query('ROLLBACK');
      expect(await migrating).toMatchObject({
        exitCode: 0,
        error: expect.stringMatching(
          /^migrations wait: another node is migrating the database: the other node \(process \d+/,
        ),
      });
    });
  });

  it('compares declarations on PostgreSQL only, and changes nothing there', async () => {
    expect(await openCommandLine().run('migrate check --declarations')).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining('set DATABASE_URL'),
    });
    const url = await createEmptyDatabase();
    const { run, json } = openCommandLine({ DATABASE_URL: url });
    expect((await run('migrate check --declarations')).out).toBe('Every migration is what it declares.\n');
    expect(await json('migrate check --declarations')).toEqual({ exitCode: 0, false_declarations: [] });
    expect((await readSchema(url)).tables).toEqual([]);
  });

  it('does the same on PostgreSQL', async () => {
    const test = await openTestDatabase('postgres');
    try {
      const { json } = openCommandLine({ DATABASE_URL: test.url });
      expect(await json('migrate check')).toMatchObject({ exitCode: 0, current: true });
      expect(await json('migrate')).toEqual({ exitCode: 0, applied: [] });
    } finally {
      await test.close();
    }
  });

  it.each(['Add-Phone', 'add_phone', '-x', '../up', 'phone--number', '1st'])(
    'new refuses the name %s',
    async (name) => {
      const told = await openCommandLine().run(`migrate new -- ${name}`);
      expect(told).toMatchObject({ exitCode: 1, error: expect.stringContaining('lower-case words with dashes') });
    },
  );
});
