import { describe, expect, it } from 'vitest';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { statement } from '#platform/database/statement.ts';
import { openCommandLine } from '#test/command-line.ts';

type Printed = { email: string; link: string; expires_at: string };
const tokenOf = (link: string): string => link.split('#token=')[1] ?? '';
const hours = (printed: Printed): number => (Date.parse(printed.expires_at) - Date.now()) / 3_600_000;

describe('accounts reset-link', () => {
  it('prints a link whose token sets a new password, once', async () => {
    const { json, serve } = openCommandLine();
    const app = await serve({ MAIL: 'off' });
    const account = await app.givenAccount();
    const printed = await json<Printed>(`accounts reset-link ${account.email}`);
    expect(printed).toMatchObject({ exitCode: 0, email: account.email });
    expect(printed.link).toMatch(/^http:\/\/localhost:1\/reset-password#token=[\w-]{43}$/);
    expect(hours(printed)).toBeCloseTo(1, 1);

    const body = { token: tokenOf(printed.link), password: 'another long password' };
    expect((await app.post('/api/auth/password-reset', body)).statusCode).toBe(204);
    expect((await app.post('/api/auth/password-reset', body)).json()).toMatchObject({ code: 'invalid_token' });
    expect((await app.signIn(account)).statusCode).toBe(401);
    expect((await app.signIn({ ...account, password: body.password })).statusCode).toBe(200);
    const events = await listAuditEvents(app.database.read, account.id, 10);
    expect(events.find(({ type }) => type === 'one_time_link_printed')?.details).toBe('{"purpose":"reset_password"}');
  });

  it('tells an unknown address as a sentence', async () => {
    const { run, json } = openCommandLine();
    expect(await run('accounts reset-link nobody@example.com')).toEqual({
      exitCode: 1,
      out: '',
      error: 'No account has this e-mail address.\n',
    });
    expect(await json('accounts reset-link rubbish')).toMatchObject({ exitCode: 1, error: { code: 'not_found' } });
  });
});

describe('accounts verify', () => {
  it('prints a link whose token confirms the address, once', async () => {
    const { run, json, serve } = openCommandLine();
    const app = await serve();
    const account = await app.givenAccount({ isVerified: false });
    expect((await app.signIn(account)).json()).toMatchObject({ code: 'email_not_verified' });
    const printed = await json<Printed>(`accounts verify ${account.email}`);
    expect(hours(printed)).toBeCloseTo(24, 1);
    const replaced = tokenOf(printed.link);
    const told = await run(`accounts verify ${account.email}`);
    const token = tokenOf(told.out.split('\n')[0] ?? '');
    expect(told.error).toBe('');

    expect((await app.post('/api/auth/verify-email', { token: replaced })).statusCode).toBe(400);
    expect((await app.post('/api/auth/verify-email', { token })).json()).toMatchObject({ email_verified: true });
    expect((await app.post('/api/auth/verify-email', { token })).statusCode).toBe(400);
    expect((await app.signIn(account)).statusCode).toBe(200);
  });

  it('confirms at once with --now, on the audit log', async () => {
    const { json, serve } = openCommandLine();
    const app = await serve();
    const account = await app.givenAccount({ isVerified: false });
    const told = await json(`accounts verify ${account.email} --now`);
    expect(told).toEqual({ exitCode: 0, email: account.email, verified: true });
    expect((await app.signIn(account)).statusCode).toBe(200);
    const events = await listAuditEvents(app.database.read, account.id, 10);
    expect(events.find(({ type }) => type === 'email_verified')?.details).toBe('{"by":"command_line"}');
  });

  it('says so when there is nothing to confirm, or nobody', async () => {
    const { run, serve } = openCommandLine();
    const account = await (await serve()).givenAccount();
    for (const more of ['', ' --now']) {
      const done = await run(`accounts verify ${account.email}${more}`);
      expect(done).toMatchObject({ exitCode: 1, error: 'This e-mail address is verified already.\n' });
      const nobody = await run(`accounts verify nobody@example.com${more}`);
      expect(nobody).toMatchObject({ exitCode: 1, error: 'No account has this e-mail address.\n' });
    }
  });
});

describe('accounts change-email', () => {
  it('gives a running service’s account another address, tells the old one, and kills what was mailed to it', async () => {
    const { run, json, serve } = openCommandLine();
    const app = await serve();
    const account = await app.givenAccount();
    const { access_token: token } = (await app.signIn(account)).json<{ access_token: string }>();
    const printed = await json<Printed>(`accounts reset-link ${account.email}`);
    expect(await run(`accounts change-email ${account.email} New@Example.org`)).toEqual({
      exitCode: 0,
      out: `The account of ${account.email} has the address New@Example.org now.\n`,
      error: '',
    });
    const body = { token: tokenOf(printed.link), password: 'another long password' };
    expect((await app.post('/api/auth/password-reset', body)).statusCode).toBe(400);
    const shown = async () =>
      (await app.get('/api/account', { authorization: `Bearer ${token}` })).json<{ email: string }>().email;
    await expect.poll(shown, { timeout: 2000 }).toBe('New@Example.org');
    expect((await app.signIn({ ...account, email: 'new@example.org' })).statusCode).toBe(200);
    const events = await listAuditEvents(app.database.read, account.id, 10);
    expect(events.find(({ type }) => type === 'email_changed')?.details).toBe('{"by":"command_line"}');
    const queued = statement<{ id: string }, { kind: string }>(
      'test.queued',
      'SELECT kind FROM outbox WHERE account_id = :id',
    );
    expect(await app.database.read.all(queued, { id: account.id })).toEqual([{ kind: 'email_was_changed' }]);
  });

  it('says what cannot be done', async () => {
    const { run, json, serve } = openCommandLine();
    const app = await serve();
    const [account, other] = [await app.givenAccount(), await app.givenAccount()];
    expect(await json(`accounts change-email ${account.email} ${other.email}`)).toMatchObject({
      exitCode: 1,
      error: { code: 'email_taken' },
    });
    expect(await run(`accounts change-email ${account.email} rubbish`)).toMatchObject({
      exitCode: 1,
      error: 'The e-mail address must be one e-mail address such as name@example.com.\n',
    });
    expect(await run(`accounts change-email ${account.email} ${account.email.toUpperCase()}`)).toMatchObject({
      exitCode: 1,
      error: 'The e-mail address must be another one than the account has.\n',
    });
    expect(await run('accounts change-email nobody@example.com a@example.com')).toMatchObject({ exitCode: 1 });
    await run(`accounts suspend ${account.email}`);
    expect(await run(`accounts change-email ${account.email} free@example.com`)).toMatchObject({
      exitCode: 1,
      error: 'This account is suspended.\n',
    });
  });
});

describe('accounts suspend, accounts restore', () => {
  it('stop an account of a running service, and let it sign in again', async () => {
    const { run, json, serve } = openCommandLine();
    const app = await serve();
    const account = await app.givenAccount();
    const { access_token: token } = (await app.signIn(account)).json<{ access_token: string }>();
    expect(await run(`accounts suspend ${account.email}`)).toEqual({
      exitCode: 0,
      out: `${account.email} is suspended; 1 session has ended.\n`,
      error: '',
    });
    const whoAmI = () => app.get('/api/account', { authorization: `Bearer ${token}` });
    await expect.poll(async () => (await whoAmI()).statusCode, { timeout: 2000 }).toBe(401);
    expect((await app.signIn(account)).statusCode).toBe(401);
    expect(await json(`accounts restore ${account.email}`)).toEqual({
      exitCode: 0,
      email: account.email,
      status: 'active',
    });
    expect((await app.signIn(account)).statusCode).toBe(200);
    expect((await whoAmI()).statusCode).toBe(401);
  });

  it('say what cannot be done, as a sentence and as JSON', async () => {
    const { run, json, serve } = openCommandLine();
    const app = await serve();
    const admin = await app.givenAccount({ role: 'admin' });
    expect(await run(`accounts suspend ${admin.email}`)).toMatchObject({
      exitCode: 1,
      error: 'This is the only administrator who can sign in. Make another one first.\n',
    });
    expect(await json(`accounts restore ${admin.email}`)).toMatchObject({
      exitCode: 1,
      error: { code: 'state_conflict', message: 'This account is not suspended.' },
    });
    expect(await run('accounts suspend nobody@example.com')).toMatchObject({ exitCode: 1 });
    expect((await run('accounts suspend --help')).out).toContain('accounts suspend bob@example.com');
  });
});
