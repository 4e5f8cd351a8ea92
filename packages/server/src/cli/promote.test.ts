import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { queueMail } from '#features/outbox/queue-mail.ts';
import { migrations } from '#migrations/migrations.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { type CommandLine, openCommandLine } from '#test/command-line.ts';
import { createEmptyDatabase } from '#test/empty-database.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { type FullInstallation, fillInstallation, type GivenTokens } from '#test/given-full-installation.ts';
import { verify } from '#test/given-outbox.ts';
import { onPostgres, runOnPostgres } from '#test/run-on-postgres.ts';
import { ofTheShell } from '#test/start-service.ts';
import { bearer, openApp, type TestApp, testSecret } from '#test/test-app.ts';

type Answer = {
  exitCode: number;
  outcome: string;
  target: string;
  rows: number;
  service_is_running?: boolean;
  tables: { table: string; rows: number; checksum?: string }[];
  error?: { code: string; message: string };
};

/** Made once: an installation in which everything was used, with a mail that is still to be sent. */
let template: string;
let full: FullInstallation;

beforeAll(async () => {
  template = join(mkdtempSync(join(tmpdir(), 'portress-promote-')), 'portress.db');
  const one = await openTestDatabase('sqlite');
  const app = await openApp({ ...one, close: async () => {} }, { DATA_DIR: join(template, '..') });
  full = await fillInstallation(app);
  await app.close();
  const secrets = createSecrets([testSecret]);
  await one.database.transaction((transaction) =>
    queueMail({ secrets }, transaction, {
      ...verify,
      to: 'late@example.com',
      link: 'http://localhost:8000/verify-email#token=x',
    }),
  );
  const raw = new DatabaseSync(one.url.slice('sqlite:'.length));
  raw.exec(`VACUUM INTO '${template}'`);
  raw.close();
  await one.close();
});
afterAll(() => rmSync(join(template, '..'), { recursive: true }));

/** The command line beside a copy of it; no service runs. */
function givenInstallation(): CommandLine & { file: string } {
  const line = openCommandLine();
  const file = join(line.dataDirectory, 'portress.db');
  copyFileSync(template, file);
  return { ...line, file };
}

/** With its tables, which no service has touched. */
async function givenMigrated(): Promise<string> {
  const one = await openTestDatabase('postgres');
  onTestFinished(() => one.close());
  return one.url;
}

/** The service on what DATABASE_URL names, as a start opens it. */
async function serve(url: string): Promise<TestApp> {
  const clock = { now: () => Date.now(), wind: () => Promise.reject(new Error('this clock cannot be wound')) };
  const { database } = await openDatabase({ url, clock, log: silentLog, migrations, checkpoints: false });
  const dialect = database.dialect;
  const app = await openApp({ dialect, url, database, clock, close: () => database.close() });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= app.close());
  onTestFinished(close);
  return { ...app, close };
}

const promote = ({ json }: CommandLine, options: string): Promise<Answer> => json<Answer>(`promote ${options}`);
const refreshWith = (app: TestApp, { refresh }: GivenTokens) =>
  app.post('/api/auth/refresh', { refresh_token: refresh });
const statusOf = async (answer: Promise<{ statusCode: number }>): Promise<number> => (await answer).statusCode;

describe('promote', () => {
  it('moves everything: people stay signed in, what had ended stays so, and the embedded database serves no more', async () => {
    const line = givenInstallation();
    const target = await createEmptyDatabase();
    const { mark } = await line.json<{ mark: string }>('audit verify');
    const told = await promote(line, `--to ${target}`);
    expect(told).toMatchObject({ exitCode: 0, outcome: 'promoted', target: target.replace(':postgres@', '@') });
    expect(
      told.tables.filter(({ rows }) => rows === 0),
      'fill them in test/given-full-installation.ts',
    ).toEqual([]);

    const app = await serve(target);
    const me = (token: string) => statusOf(app.get('/api/account', bearer(token)));
    expect([await me(full.signedIn.access), await me(full.signedOut.access)]).toEqual([200, 401]);
    expect(await statusOf(refreshWith(app, full.signedOut))).toBe(401);
    const renewed = await refreshWith(app, full.signedIn);
    expect([renewed.statusCode, await me(renewed.json<{ access_token: string }>().access_token)]).toEqual([200, 200]);
    const found = await app.get('/api/contacts?q=%D1%82%D0%B0%D1%88%D0%BA%D0%B0', bearer(full.signedIn.access));
    expect(found.json()).toMatchObject({ items: [full.contact] });
    expect((await app.mails()).filter(({ to }) => to === 'late@example.com')).toHaveLength(1);
    expect(await app.mails()).toHaveLength((told.tables.find(({ table }) => table === 'inbox_mails')?.rows ?? 0) + 1);
    await expectRevocationsToGoOn(app, renewed.json<{ refresh_token: string }>().refresh_token);
    const reset = { token: full.resetToken, password: 'seven quiet lanterns' };
    expect(await statusOf(app.post('/api/auth/password-reset', reset))).toBe(204);

    await expect(serve(`sqlite:${line.file}`)).rejects.toThrow(
      /was promoted to PostgreSQL on 20.*DATABASE_URL has to name postgres:/,
    );
    expect(await line.run('accounts list')).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining('promote --undo'),
    });
    expect((await line.run('doctor')).out).toMatch(/^FAULT +database: The data of this database was promoted/m);
    expect(await promote(line, `--to ${target}`)).toMatchObject({ exitCode: 0, outcome: 'already' });
    expect(await openCommandLine({ DATABASE_URL: target }).json(`audit verify --since ${mark}`)).toMatchObject({
      exitCode: 0,
      faults: [],
    });
  });

  it('is undone by a word, and the embedded database serves as it was', async () => {
    const line = givenInstallation();
    const target = await givenMigrated();
    expect(await line.run('promote --undo --yes')).toMatchObject({
      exitCode: 1,
      error: expect.stringMatching(/not promoted/),
    });
    const moved = await line.run(`promote --to ${target}`);
    expect(moved.out).toMatch(/^contacts +\d+ +[0-9a-f]{16}…$/m);
    expect(moved.out).toMatch(
      /\d+ rows in \d+ tables are in postgres:.*SECRET_KEY stays the same.*Pictures of people \(1\) stay in/s,
    );
    expect(await line.run('promote --undo')).toMatchObject({ exitCode: 1, error: expect.stringMatching(/Say --yes/) });
    expect((await line.run('promote --undo', { answers: ['yes'] })).exitCode).toBe(1);
    const told = await line.run('promote --undo', { answers: ['undo'] });
    expect(told).toMatchObject({ exitCode: 0, out: expect.stringMatching(/serves again, as it was on 20/) });
    const app = await serve(`sqlite:${line.file}`);
    expect((await refreshWith(app, full.signedIn)).statusCode).toBe(200);
    await app.close();
    const again = await promote(line, `--to ${target}`);
    expect(again.error?.message).toMatch(/holds this installation from an earlier promotion \(accounts: 2, /);
  });

  it('looks beside a running service, names what stands in the way at once, and changes nothing', async () => {
    const line = givenInstallation();
    const [target, other] = [await createEmptyDatabase(), await createEmptyDatabase()];
    const app = await serve(`sqlite:${line.file}`);
    const rehearsed = await promote(line, `--to ${target} --dry-run`);
    expect(rehearsed).toMatchObject({ exitCode: 0, outcome: 'ready', service_is_running: true });
    expect(rehearsed.rows).toBeGreaterThan(100);
    await runOnPostgres(target, ['CREATE TABLE orders (id integer)', 'CREATE VIEW shop AS SELECT 1']);
    const { error } = await promote(line, `--to ${target}`);
    expect(error?.message.split('\n')).toEqual([
      `Another process has ${line.file} open: stop the service first, and whatever else reads that file.`,
      'The target holds something else: orders, shop. An empty database is needed.',
    ]);
    const unreachable = await promote(line, '--to postgres://ada:secret@127.0.0.1:1/none');
    expect(unreachable.error?.message).toMatch(/open: stop .*\nThe target cannot be reached: connect ECONNREFUSED/);
    expect(
      await onPostgres(
        target,
        async (client) => (await client.query('SELECT FROM pg_tables WHERE schemaname = current_schema()')).rowCount,
      ),
    ).toBe(1);
    await app.close();
    await (await serve(other)).close();
    expect((await promote(line, `--to ${other}`)).error?.message).toBe(
      'The target holds an installation already (signing keys: 1, audit events: 1). An empty database is needed.',
    );
  });

  it.each([
    ['mysql://x', '--to must be an address of PostgreSQL: postgres://…'],
    ['postgres://127.0.0.1/x?sslmode=prefer', '--to: sslmode (or PGSSLMODE) must be disable, require or verify-full'],
  ])('--to %s is refused with what would be right', async (to, sentence) => {
    const told = await givenInstallation().run(`promote --to ${to}`);
    expect(told).toMatchObject({ exitCode: 1, error: expect.stringContaining(sentence) });
  });

  it('a target in which no table may be made, or no name of another script kept, is refused', async () => {
    const target = await createEmptyDatabase();
    await runOnPostgres(target, ['CREATE ROLE lodger LOGIN', 'REVOKE CREATE ON SCHEMA public FROM public']);
    onTestFinished(() => runOnPostgres(target, ['DROP ROLE lodger']));
    const { error } = await promote(givenInstallation(), `--to ${target.replace('//postgres:postgres', '//lodger')}`);
    expect(error?.message).toMatch(/^The role lodger may not make tables in the schema public: .*GRANT CREATE/);
    const latin = target.replace(/[^/]*$/, 'test_latin_promotion');
    await runOnPostgres(target, [
      "CREATE DATABASE test_latin_promotion ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0",
    ]);
    onTestFinished(() => runOnPostgres(target, ['DROP DATABASE test_latin_promotion WITH (FORCE)']));
    expect((await promote(givenInstallation(), `--to ${latin}`)).error?.message).toMatch(
      /^The encoding of the target is LATIN1/,
    );
  });

  it('a row that PostgreSQL loses or changes is named: nothing is marked, and the same line does it later', async () => {
    const line = givenInstallation();
    const target = await givenMigrated();
    const rules = {
      'contacts: of \\d+ rows \\d+ arrived\\.': "WHERE NEW.first_name LIKE 'Ž%' DO INSTEAD NOTHING",
      'contacts: not all of \\d+ rows arrived as they were sent\\.':
        "DO ALSO UPDATE contacts SET notes = 'planted' WHERE first_name LIKE 'Ž%'",
    };
    for (const [sentence, rule] of Object.entries(rules)) {
      await runOnPostgres(target, [`CREATE OR REPLACE RULE planted AS ON INSERT TO contacts ${rule}`]);
      const { error } = await promote(line, `--to ${target}`);
      expect(error?.message).toMatch(new RegExp(`^${sentence}\nNothing was changed\\.$`));
      await (await serve(`sqlite:${line.file}`)).close();
    }
    await expect(serve(target)).rejects.toThrow(/promotion into this database was not finished/);
    await runOnPostgres(target, [
      'DROP RULE planted ON contacts',
      "ALTER TABLE contacts ADD CONSTRAINT planted CHECK (first_name NOT LIKE 'Ž%')",
    ]);
    const { error } = await promote(line, `--to ${target}`);
    expect(error).toEqual({
      code: 'promotion_broken',
      message: expect.stringMatching(/^The promotion was broken off: .*"planted"\. The embedded database is as it was/),
    });
    await runOnPostgres(target, ['ALTER TABLE contacts DROP CONSTRAINT planted']);
    expect(await promote(line, `--to ${target}`)).toMatchObject({ exitCode: 0, outcome: 'promoted' });
  });

  it('kill -9 in the midst of it, or before its last step, loses nothing, and the same line goes on', {
    timeout: 60_000,
  }, async () => {
    const line = givenInstallation();
    const target = await givenMigrated();
    // While the rows of one table come in; the installation serves on where it was.
    await killAt(line, target, {
      stop: 'ALTER TABLE contacts ADD CONSTRAINT stopped CHECK (stop_here())',
      go: 'ALTER TABLE contacts DROP CONSTRAINT stopped',
    });
    await expect(serve(target)).rejects.toThrow(/was not finished/);
    const app = await serve(`sqlite:${line.file}`);
    const renewed = (await refreshWith(app, full.signedIn)).json<{ refresh_token: string }>();
    await app.close();
    // When all of it has arrived, and the embedded database says so, but PostgreSQL does not know it.
    await killAt(line, target, {
      stop: `CREATE TRIGGER stopped BEFORE UPDATE ON installation FOR EACH ROW WHEN (NEW.state = 'here') EXECUTE FUNCTION stop_trigger()`,
      go: 'DROP TRIGGER stopped ON installation',
    });
    await expect(serve(target)).rejects.toThrow(/was not finished/);
    await expect(serve(`sqlite:${line.file}`)).rejects.toThrow(/was promoted/);
    expect(await promote(line, `--to ${target}`)).toMatchObject({ exitCode: 0, outcome: 'finished' });
    const promoted = await serve(target);
    const next = { access: '', session: '', refresh: renewed.refresh_token };
    expect((await refreshWith(promoted, next)).statusCode).toBe(200);
  });
});

/** Verifiers go on by the numbers that they know: the next one is greater, and nothing before it is told again. */
async function expectRevocationsToGoOn(app: TestApp, refreshToken: string): Promise<void> {
  const list = async () =>
    (await app.get('/api/revocations', full.serviceKey.headers)).json<{ sequence: number; items: unknown[] }>();
  const before = await list();
  expect(before.items).not.toEqual([]);
  await app.post('/api/auth/sign-out', { refresh_token: refreshToken });
  const after = await list();
  expect([after.sequence, after.items.length]).toEqual([before.sequence + 1, before.items.length + 1]);
}

const entry = fileURLToPath(new URL('portress.ts', import.meta.url));
const stopKey = 4242;

/** Runs the command in a process of its own, which PostgreSQL stops where `stop` says, and kills it there. */
async function killAt(line: ReturnType<typeof givenInstallation>, target: string, at: { stop: string; go: string }) {
  const client = new pg.Client({ connectionString: target });
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(${stopKey})`);
    for (const [name, returns, done] of [
      ['stop_here', 'boolean', 'true'],
      ['stop_trigger', 'trigger', 'NEW'],
    ])
      await client.query(`CREATE OR REPLACE FUNCTION ${name}() RETURNS ${returns} LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_advisory_xact_lock(${stopKey}); RETURN ${done}; END $$`);
    await client.query(at.stop);
    const child = spawn(process.execPath, [entry, 'promote', '--to', target, '--json'], {
      env: { ...ofTheShell, DATA_DIR: line.dataDirectory, SECRET_KEY: testSecret },
      stdio: 'inherit',
    });
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = ${stopKey} AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    while ((await client.query(waiting)).rowCount === 0 && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    // As the server does when it notices that nobody is there any more; not yet, while it waits.
    await client.query(waiting.replace('FROM pg_locks', 'pg_terminate_backend(pid) FROM pg_locks'));
    await client.query(`SELECT pg_advisory_unlock(${stopKey})`);
    await client.query(at.go);
  } finally {
    await client.end();
  }
}
