import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import { openCommandLine } from '#test/command-line.ts';
import { givenForeignHashes } from '#test/given-foreign-hashes.ts';
import { describeApp, type TestAccount } from '#test/test-app.ts';

const hash = givenForeignHashes().find(({ kind }) => kind === 'bcrypt-2b')?.hash ?? '';
/** Everything that a row may hold, and what makes trouble in a spreadsheet, in CSV and in JSON. */
const people = [
  {
    id: '-starts-like-a-formula',
    email: '+plus@example.com',
    first_name: '=HYPERLINK("x";"y")',
    last_name: "'=quoted",
  },
  { id: '_2', email: 'Ann@Example.com', username: 'Ann', role: 'admin', email_verified: '2020-01-02T03:04:05.678Z' },
  { id: '3', email: 'josé@bücher.example', first_name: 'Жанна "д’Арк", ;', status: 'suspended', locale: 'uk' },
  {
    id: '4',
    email: 'bob@example.com',
    time_zone: 'Europe/Kyiv',
    country: 'UA',
    created_at: '2001-02-03T04:05:06.000Z',
  },
  { id: '5', email: 'eve@example.com', role: 'moderator', last_name: '@SUM(1)', password_hash: hash },
  { id: '6', email: 'oda@example.com', first_name: '-1', last_name: "''+1", username: '=cmd' },
];
const jsonLines = people.map((person) => `${JSON.stringify(person)}\n`).join('');

/** `people` in a database of their own, which is exported with everything. */
async function givenPeople() {
  const line = openCommandLine();
  const file = join(line.dataDirectory, 'people.jsonl');
  writeFileSync(file, jsonLines);
  const brought = await line.run(`accounts import ${file} --keep-ids --allow-admins`);
  expect(brought).toMatchObject({ exitCode: 0 });
  return line;
}

describe('accounts export', () => {
  it.each(['csv', 'jsonl'])(
    'what is brought into an empty database from it, as %s, is exported to the letter again',
    async (format) => {
      const first = await givenPeople();
      const file = join(first.dataDirectory, `all.${format}`);
      const line = `accounts export --format ${format} --with-password-hashes --output`;
      const told = await first.json(`${line} ${file}`);
      expect(told).toEqual({ exitCode: 0, accounts: 6, file, format, password_hashes: true });
      expect(statSync(file).mode & 0o777).toBe(0o600);

      const second = openCommandLine();
      const copy = join(second.dataDirectory, `copy.${format}`);
      writeFileSync(copy, readFileSync(file));
      const brought = await second.json(`accounts import ${copy} --keep-ids --allow-admins`);
      expect(brought).toMatchObject({ exitCode: 0, brought_in: 6, without_password: 5, unverified: 5 });
      const again = join(second.dataDirectory, `again.${format}`);
      await second.run(`${line} ${again}`);
      expect(readFileSync(again, 'utf8')).toBe(readFileSync(file, 'utf8'));
    },
  );

  it('gives what came in: every cell of every person', async () => {
    const { run } = await givenPeople();
    const { out } = await run('accounts export --format jsonl --with-password-hashes');
    const exported = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    for (const person of people) {
      const found = exported.find(({ id }) => id === person.id);
      expect(found).toMatchObject({ role: 'user', status: 'active', email_verified: 'false', ...person });
    }
  });

  it('J16: no cell of CSV begins a formula', async () => {
    const { run } = await givenPeople();
    const told = await run('accounts export');
    expect(told).toMatchObject({ exitCode: 0, error: '' });
    expect(told.out).toMatch(/^id,email,email_verified,username,/);
    expect(told.out).not.toMatch(/(^|,)"?[=+\-@\t\r]/m);
    expect(told.out).toContain("'=HYPERLINK");
  });

  it('holds no password hash unless it is asked for, and says so then', async () => {
    const { run } = await givenPeople();
    for (const format of ['csv', 'jsonl'])
      expect((await run(`accounts export --format ${format}`)).out).not.toContain('$2b$');
    const told = await run('accounts export --with-password-hashes');
    expect(told.out).toContain(hash);
    expect(told.error).toContain('Password hashes are in it');
  });

  it('closes a file that others could read before anything is in it', async () => {
    const { run, dataDirectory } = await givenPeople();
    const file = join(dataDirectory, 'open.csv');
    writeFileSync(file, 'older', { mode: 0o644 });
    expect(await run(`accounts export --output ${file}`)).toMatchObject({ out: `6 accounts are in ${file}.\n` });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain('older');
  });

  it.each([
    ['--format xml', '--format must be csv or jsonl.'],
    ['--json', '--json needs --output.'],
  ])('refuses %s with a sentence', async (option, sentence) => {
    const told = await openCommandLine().run(`accounts export ${option}`);
    expect(told).toMatchObject({ exitCode: 2, out: '' });
    expect(told.error.startsWith(sentence)).toBe(true);
  });
});

const recorded = statement<Record<never, never>, { details: string }>(
  'test.export_events',
  "SELECT details FROM audit_events WHERE type = 'accounts_exported'",
);

describeApp('an export beside a running service', (open) => {
  it('tells everybody once, over many pages, and N4: is in the audit log', async () => {
    const app = await open();
    const { run } = openCommandLine({ DATABASE_URL: app.url });
    const accounts: TestAccount[] = [];
    // A few at a time: whoever waits longer than a second for a connection is told that there is no database.
    while (accounts.length < 1203)
      accounts.push(...(await Promise.all(Array.from({ length: 401 }, () => app.givenAccount()))));
    const [exported] = await Promise.all([
      run('accounts export --format jsonl'),
      app.signIn(accounts[0] ?? { id: '', email: '', password: '' }),
    ]);
    const ids = exported.out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids).toEqual(accounts.map(({ id }) => id).toSorted());
    expect(await app.database.read.all(recorded, {})).toEqual([
      { details: '{"by":"command_line","password_hashes":"no"}' },
    ]);
  });
});
