import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { openCommandLine } from '#test/command-line.ts';
import { bearer } from '#test/test-app.ts';

type Exported = { exported_at: string; security_events: unknown[] };

it('writes the very file that the person gets themselves, for its owner only, and both are noted', async () => {
  const { run, json, serve, dataDirectory } = openCommandLine();
  const app = await serve();
  const account = await app.givenAccount({ email: 'bob@example.com' });
  const { access_token } = (await app.signIn(account)).json<{ access_token: string }>();
  const file = join(dataDirectory, 'bob.json');
  expect(await run(`accounts personal-data BOB@example.com --output ${file}`)).toEqual({
    exitCode: 0,
    out: `What is held about bob@example.com is in ${file}.\n`,
    error: '',
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const written = JSON.parse(readFileSync(file, 'utf8')) as Exported;
  const own = (await app.get('/api/account/export', bearer(access_token))).json<Exported>();
  // The second one has noted itself, and a later time.
  expect({ ...written, exported_at: '', security_events: [], service: '' }).toEqual({
    ...own,
    exported_at: '',
    security_events: [],
    service: '',
  });
  const events = await listAuditEvents(app.database.read, account.id, 10);
  const taken = events.filter(({ type }) => type === 'personal_data_exported');
  expect(taken.map(({ details, ip }) => `${details} ${ip}`).toSorted()).toEqual([
    '{"by":"command_line"} null',
    '{} 127.0.0.1',
  ]);
  expect(await json(`accounts personal-data bob@example.com --output ${file}`)).toMatchObject({ id: account.id, file });
  expect(JSON.parse((await run('accounts personal-data bob@example.com')).out)).toMatchObject({
    format: 'portress-account',
  });
});

it('refuses an address that nobody has, and JSON about a file that is not named', async () => {
  const { run } = openCommandLine();
  expect(await run('accounts personal-data nobody@example.com')).toEqual({
    exitCode: 1,
    out: '',
    error: 'No account has this e-mail address.\n',
  });
  expect(await run('accounts personal-data bob@example.com --json')).toMatchObject({
    exitCode: 2,
    error: expect.stringMatching(/^--json needs --output\./),
  });
});
