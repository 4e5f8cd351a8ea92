import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findAccountByEmail, findAccountByUsername } from '#features/accounts/store.ts';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { findPasswordHash } from '#features/authenticators/passwords/store.ts';
import { findSetupLink } from '#features/setup/find-setup-link.ts';
import { statement } from '#platform/database/statement.ts';
import { type CommandLine, openCommandLine } from '#test/command-line.ts';
import { firebaseProject, givenForeignHashes } from '#test/given-foreign-hashes.ts';

type Imported = {
  dry_run: boolean;
  rows: number;
  resumed_at: number;
  brought_in: number;
  without_password: number;
  unverified: number;
  refused: number;
  reasons: Record<string, number>;
  refused_file: string | null;
};
type Refused = { line: number; email?: string; reasons: { field: string; code: string; message: string }[] };

const hash = givenForeignHashes().find(({ kind }) => kind === 'pbkdf2-sha1')?.hash ?? '';

/** A command line with a file of people beside its data. */
function given(content: string, name = 'people.csv') {
  const line = openCommandLine();
  const file = join(line.dataDirectory, name);
  writeFileSync(file, content);
  return {
    ...line,
    file,
    bring: (more = '') => line.json<Imported>(`accounts import ${file} ${more}`),
    refused: () => readRefused(`${file}.refused.jsonl`),
  };
}

const setupTokens = statement<Record<never, never>, { id: string }>(
  'test.setup_tokens',
  'SELECT id FROM one_time_tokens WHERE account_id IS NULL',
);

const readRefused = (file: string): Refused[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Refused);

/** What each refused line was refused for. */
const reasonsByLine = (refused: Refused[]): Record<number, string[]> =>
  Object.fromEntries(
    refused.map(({ line, reasons }) => [line, reasons.map(({ field, code }) => `${field} ${code}`.trim())]),
  );

const accountOf = async (line: CommandLine, email: string) => {
  const app = await line.serve();
  return { app, account: await findAccountByEmail(app.database.read, email) };
};

describe('accounts import', () => {
  it('takes every column, under the names that others give them', async () => {
    const people = given(
      `\uFEFFe-mail;User Name;firstName;last_name;password;role;is_active;date_joined;lang;tz;country;is_verified;id
 Ann@Example.com ;Ann;"Ann ""the first""";О’Коннор;${hash};moderator;t;2020-01-02 03:04:05.678+02;de-at;Europe/Kyiv;ua;2020-02-01;17
bob@example.com;;;;;;0;1577934245;;;;no;18
`,
    );
    expect(await people.bring('--keep-ids')).toEqual({
      exitCode: 0,
      dry_run: false,
      rows: 2,
      resumed_at: 0,
      brought_in: 2,
      without_password: 1,
      unverified: 1,
      refused: 0,
      reasons: {},
      refused_file: null,
    });
    expect(existsSync(`${people.file}.refused.jsonl`)).toBe(false);
    const { app, account } = await accountOf(people, 'ann@example.com');
    expect(account).toMatchObject({
      id: '17',
      email: 'Ann@Example.com',
      username: 'Ann',
      first_name: 'Ann "the first"',
      last_name: 'О’Коннор',
      role: 'moderator',
      status: 'active',
      created_at: Date.parse('2020-01-02T01:04:05.678Z'),
      email_verified_at: Date.parse('2020-02-01'),
      locale: 'de-AT',
      time_zone: 'Europe/Kyiv',
      country: 'UA',
    });
    expect(await findAccountByEmail(app.database.read, 'bob@example.com')).toMatchObject({
      id: '18',
      status: 'suspended',
      role: 'user',
      email_verified_at: null,
      created_at: 1_577_934_245_000,
    });
  });

  it('takes JSON lines with numbers, truth values and nulls', async () => {
    const people = given(
      `{"localId":"abc","email":"ann@example.com","emailVerified":true,"createdAt":"1577934245123","disabled":true}

{"email":"bob@example.com","first_name":null,"created_at":1577934245}
["no object"]
{"email":"eve@example.com","roles":["admin"],"isAdmin":true}
{"email":"eve@example.com"`,
      'people.jsonl',
    );
    expect(await people.bring()).toMatchObject({ exitCode: 1, rows: 5, brought_in: 2, refused: 3 });
    expect(people.refused().map(({ line, reasons }) => [line, reasons[0]?.message.slice(0, 60)])).toEqual([
      [4, 'is not a JSON object'],
      [5, 'has fields that mean nothing here: roles, isAdmin (known are'],
      [6, 'is not a JSON object'],
    ]);
    const { account } = await accountOf(people, 'ann@example.com');
    expect(account).toMatchObject({ status: 'suspended', created_at: 1_577_934_245_123 });
    expect(account?.id).toMatch(/^[\w-]{22}$/);
    expect(account?.email_verified_at).toBeGreaterThan(0);
  });

  it('refuses each row by the rules of a sign-up, with its line and every reason, and brings in the rest (I2, J16)', async () => {
    const people = given(`email,username,first_name,role,time_zone,password_hash,created_at,country
good@example.com,,"=cmd()",,,,,
a@b@c.example,x,"line
end",owner,Mars,hunter2,2031-02-30,xx
,ann,,,,,,
admin@example.com,,,admin,,,,
root@example.com,root,,,,,,
good@EXAMPLE.com,,,,,,,
short@example.com,,
later@example.com,,,,,,2099-01-01,
slow@example.com,,,,,$2b$20$raYVSXTouMSxcMtolHYlu.mep2m1n60JBo/GtTE/8hBXygDNCAvMe,,
`);
    expect(await people.bring()).toMatchObject({ exitCode: 1, rows: 9, brought_in: 1, refused: 8 });
    expect(reasonsByLine(people.refused())).toEqual({
      3: [
        'email invalid_email',
        'username too_short',
        'first_name invalid_value',
        'role invalid_value',
        'time_zone invalid_time_zone',
        'country invalid_country',
        'created_at invalid_value',
        'password_hash invalid_value',
      ],
      5: ['email required'],
      6: ['role invalid_value'],
      7: ['username reserved'],
      8: ['email taken'],
      9: ['unreadable'],
      10: ['created_at invalid_value'],
      11: ['password_hash invalid_value'],
    });
    const { account } = await accountOf(people, 'good@example.com');
    expect(account?.first_name).toBe('=cmd()');
    expect(statSync(`${people.file}.refused.jsonl`).mode & 0o777).toBe(0o600);
    expect(readFileSync(`${people.file}.refused.jsonl`, 'utf8')).not.toMatch(/hunter2|\$2b\$/);
  });

  it('takes administrators only where they are wanted, and then the setup link no longer works', async () => {
    const people = given('email,role\nada@example.com,admin\n');
    const app = await people.serve();
    const token = (await findSetupLink(app.app.context))?.split('#token=')[1];
    expect(await people.bring()).toMatchObject({ exitCode: 1, brought_in: 0, reasons: { 'role invalid_value': 1 } });
    expect(await app.database.read.all(setupTokens, {})).toHaveLength(1);
    expect((await people.run(`accounts import ${people.file} --allow-admins`)).exitCode).toBe(0);
    expect(await findAccountByEmail(app.database.read, 'ada@example.com')).toMatchObject({ role: 'admin' });
    expect(await app.database.read.all(setupTokens, {})).toEqual([]);
    const body = { token, email: 'eve@example.com', password: 'correct horse battery' };
    expect((await app.post('/api/setup', body)).statusCode).toBeGreaterThanOrEqual(400);
  });

  it('a column that means nothing stops the import before it begins, unless it is named or passed over (I2)', async () => {
    const people = given('email,isAdmin,displayName\nann@example.com,true,Ann\n');
    const told = await people.run(`accounts import ${people.file}`);
    expect(told).toMatchObject({ exitCode: 1, out: '' });
    expect(told.error).toContain('These columns mean nothing here: isAdmin, displayName.');
    const { app, account } = await accountOf(people, 'ann@example.com');
    expect(account).toBeUndefined();
    expect(await people.bring('--ignore-unknown --map displayName=first_name')).toMatchObject({ brought_in: 1 });
    expect(await findAccountByEmail(app.database.read, 'ann@example.com')).toMatchObject({
      first_name: 'Ann',
      role: 'user',
    });
  });

  it.each([
    ['name\nann\n', 'The first line names no column "email". It is: name.'],
    ['', 'The file is empty'],
    ['email,mail\na@example.com,b@example.com\n', 'Two columns mean email: email, mail.'],
    ['email\n"ann@example.com\nbob@example.com\n', 'A quotation mark is never closed'],
    [`email\n"${'x'.repeat(70_000)}"\n`, 'A row has more than 65536 characters'],
  ])('brings in nothing of a file that cannot be read to its end: %j', async (content, sentence) => {
    const people = given(content);
    const told = await people.run(`accounts import ${people.file}`);
    expect(told).toMatchObject({ exitCode: 1, out: '' });
    expect(told.error).toContain(sentence);
    expect(told.error).toContain('Nothing was brought in.');
  });

  it('brings in nothing of a file in another encoding, or of a JSON array', async () => {
    const people = given('');
    writeFileSync(people.file, Buffer.from('email,first_name\nann@example.com,\xc0\xed\xed\xe0\n', 'latin1'));
    expect((await people.run(`accounts import ${people.file}`)).error).toContain('The file is not UTF-8');
    const array = given('[{"email":"ann@example.com"}]', 'people.jsonl');
    expect((await array.run(`accounts import ${array.file}`)).error).toContain('one JSON array');
  });

  it.each([
    ['--format xml', '--format must be csv or jsonl.'],
    ['--verified some', '--verified must be all or none.'],
    ['--delimiter ab', '--delimiter must be one sign, or tab.'],
    ['--map a=b', '--map: "a=b" is not of the form THEIRS=OURS'],
  ])('refuses %s with a sentence', async (option, sentence) => {
    const people = given('email\n');
    const told = await people.run(`accounts import ${people.file} ${option}`);
    expect(told).toMatchObject({ exitCode: 2, out: '' });
    expect(told.error).toContain(sentence);
  });

  it('never writes refused rows over the file itself', async () => {
    const people = given('email\nann@example.com\n');
    const told = await people.run(`accounts import ${people.file} --refused ${people.file}`);
    expect(told).toMatchObject({ exitCode: 2, error: expect.stringContaining('--refused names the file itself.') });
    expect(readFileSync(people.file, 'utf8')).toBe('email\nann@example.com\n');
  });

  it('tells a file that is not there as a sentence', async () => {
    const told = await openCommandLine().run('accounts import /nowhere/people.csv');
    expect(told).toMatchObject({ exitCode: 1, out: '' });
    expect(told.error).not.toContain('    at ');
  });

  it('brings nothing twice, whatever else is in the file', async () => {
    const people = given('email,username\nann@example.com,ann\nbob@example.com,bob\nbob2@example.com,BOB\n');
    expect(await people.bring()).toMatchObject({ brought_in: 2, refused: 1 });
    expect(await people.bring()).toMatchObject({ resumed_at: 0, brought_in: 0, refused: 3 });
    expect(reasonsByLine(people.refused())).toEqual({
      2: ['email taken', 'username taken'],
      3: ['email taken', 'username taken'],
      4: ['username taken'],
    });
  });

  it('keeps ids only where asked, and refuses those that could not stand in a path', async () => {
    const people = given(
      'id,email\nа,a@example.com\nx/y,b@example.com\nsame,c@example.com\nsame,d@example.com\n,e@example.com\n',
    );
    expect(await people.bring('--keep-ids --dry-run')).toMatchObject({ exitCode: 1 }); // no schema yet
    expect(await people.bring('--keep-ids')).toMatchObject({ brought_in: 1, refused: 4 });
    expect(reasonsByLine(people.refused())).toEqual({
      2: ['id invalid_value'],
      3: ['id invalid_value'],
      5: ['id taken'],
      6: ['id required'],
    });
    expect(await people.bring()).toMatchObject({ brought_in: 4, refused: 1 });
  });

  it('a dry run refuses the same rows and changes nothing', async () => {
    const people = given(`email,username,first_name
old@example.com,,
ann@example.com,ann,
ANN@example.com,other,
bob@example.com,Ann,
bob@example.com,bob,
nobody,,
`);
    expect(await people.run(`accounts import ${people.file} --dry-run`)).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining('run `portress migrate` first'),
    });
    const app = await people.serve();
    await app.givenAccount({ email: 'old@example.com' });
    const rehearsed = await people.bring('--dry-run');
    const refusedThen = people.refused();
    expect(rehearsed).toMatchObject({ exitCode: 1, dry_run: true, brought_in: 2, refused: 4 });
    expect(await findAccountByEmail(app.database.read, 'ann@example.com')).toBeUndefined();
    expect(await people.bring()).toEqual({ ...rehearsed, dry_run: false });
    expect(people.refused()).toEqual(refusedThen);
    expect(await findAccountByUsername(app.database.read, 'bob')).toBeDefined();
  });

  it('--verified settles every address, and an unconfirmed one is not waited for', async () => {
    for (const [which, verified] of [
      ['all', true],
      ['none', false],
    ] as const) {
      const people = given('email,email_verified\na@example.com,true\nb@example.com,false\nc@example.com,\n');
      expect(await people.bring(`--verified ${which}`)).toMatchObject({ unverified: verified ? 0 : 3 });
      for (const name of ['a', 'b', 'c']) {
        const { app, account } = await accountOf(people, `${name}@example.com`);
        expect(account?.email_verified_at === null).toBe(!verified);
        await app.app.server.close();
      }
    }
  });

  it('N4: one audit event for each account and one for the import, and no mail to anybody', async () => {
    const people = given(`email,password_hash\nann@example.com,${hash}\nnobody,\n`);
    const app = await people.serve();
    await people.bring();
    const account = await findAccountByEmail(app.database.read, 'ann@example.com');
    const events = await listAuditEvents(app.database.read, account?.id ?? '', 10);
    expect(events).toMatchObject([{ type: 'account_imported', details: '{"by":"command_line"}' }]);
    const summaries = statement<Record<never, never>, { details: string }>(
      'test.import_events',
      "SELECT details FROM audit_events WHERE type = 'accounts_imported'",
    );
    expect(await app.database.read.all(summaries, {})).toEqual([
      { details: '{"by":"command_line","accounts":1,"refused":1}' },
    ]);
    expect(await app.mails()).toEqual([]);
  });

  it('a Firebase export comes in with the project’s parameters from a file', async () => {
    const people = given('', 'users.jsonl');
    const rows = givenForeignHashes().filter(({ kind }) => kind === 'firebase-scrypt');
    const lines = rows.map(({ columns }, index) =>
      JSON.stringify({
        localId: `firebase-${index}`,
        email: `person${index}@example.com`,
        emailVerified: true,
        passwordHash: columns.password_hash?.replaceAll('+', '-').replaceAll('/', '_'),
        salt: columns.password_salt,
        createdAt: '1577934245123',
      }),
    );
    writeFileSync(people.file, lines.join('\n'));
    const config = join(people.dataDirectory, 'hash-config.txt');
    expect(await people.bring()).toMatchObject({
      exitCode: 1,
      brought_in: 0,
      reasons: { 'password_hash invalid_value': 7 },
    });
    writeFileSync(config, 'hash_config { algorithm: SCRYPT }');
    expect((await people.run(`accounts import ${people.file} --firebase-hash-config ${config}`)).error).toContain(
      'base64_signer_key',
    );
    writeFileSync(
      config,
      `hash_config {\n  algorithm: SCRYPT,\n  base64_signer_key: ${firebaseProject.signerKey},\n  base64_salt_separator: ${firebaseProject.saltSeparator},\n  rounds: 8,\n  mem_cost: 14,\n}\n`,
    );
    expect(await people.bring(`--keep-ids --firebase-hash-config ${config}`)).toMatchObject({
      exitCode: 0,
      brought_in: 7,
    });
    const app = await people.serve();
    for (const [index, { password, hash: stored }] of rows.entries()) {
      expect(await findPasswordHash(app.database.read, `firebase-${index}`)).toBe(stored);
      expect((await app.signIn({ id: '', email: `person${index}@example.com`, password })).statusCode).toBe(200);
    }
  });

  it('an address that repeats as the username is no username', async () => {
    const people = given('email,username\nann@example.com,Ann@Example.com\nbob@example.com,ann@example.com\n');
    expect(await people.bring()).toMatchObject({ brought_in: 1, reasons: { 'username invalid_username': 1 } });
    const { account } = await accountOf(people, 'ann@example.com');
    expect(account?.username).toBeNull();
  });

  it('J10: what looks like SQL is a text', async () => {
    const name = "Robert'); DROP TABLE accounts;--";
    const people = given(`email,first_name\nann@example.com,"${name}"\n`);
    expect(await people.bring()).toMatchObject({ brought_in: 1 });
    expect((await accountOf(people, 'ann@example.com')).account?.first_name).toBe(name);
  });
});
