import { describe, expect, it } from 'vitest';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { openCommandLine } from '#test/command-line.ts';

type Listed = { items: { email: string; role: string }[]; total: number; has_more: boolean };

describe('accounts list, accounts show', () => {
  it('list, find and show people while the service runs', async () => {
    const { run, json, serve } = openCommandLine();
    const app = await serve();
    await app.givenAccount({ email: 'ada@example.com', username: 'ada', role: 'admin' });
    await app.givenAccount({ email: 'bob@example.com', isVerified: false });
    await app.signIn({ id: '', email: 'ada@example.com', password: 'correct horse battery staple' });
    const listed = await run('accounts list');
    expect(listed).toMatchObject({ exitCode: 0, error: '' });
    expect(listed.out).toMatch(/^E-mail +Role +State +Made +Name\n(.+\n){2}$/);
    expect(listed.out).toMatch(/^ada@example\.com +admin +active +\d{4}-\d\d-\d\d \d\d:\d\d UTC$/m);
    expect((await run('accounts list --limit 1')).out).toContain('1 of 2. More with --limit.');
    expect(await json<Listed>('accounts list --q BOB')).toMatchObject({
      items: [{ email: 'bob@example.com' }],
      total: 1,
    });
    expect(await json<Listed>('accounts list --role admin --limit 1')).toMatchObject({ total: 1, has_more: false });
    expect((await run('accounts list --q nobody')).out).toBe('No account.\n');

    const shown = await run('accounts show ADA@example.com');
    expect(shown.out).toMatch(/^Username +ada$/m);
    expect(shown.out).toMatch(/^Sessions +1$/m);
    expect(await json('accounts show bob@example.com')).toMatchObject({
      email_verified: false,
      role: 'user',
      sessions: 0,
    });
  });

  it('say what cannot be read', async () => {
    const { run } = openCommandLine();
    for (const [line, expected] of [
      ['accounts list --role root', '--role must be one of user, moderator, admin.'],
      ['accounts list --status gone', '--status must be one of active, suspended.'],
      ['accounts list --limit 0', '--limit must be a number from 1 to 10000.'],
      ['accounts role ada@example.com root', '"root" is no role: user, moderator, admin.'],
    ] as const)
      expect(await run(line)).toMatchObject({ exitCode: 2, error: expect.stringContaining(expected) });
    for (const line of ['show', 'sign-out', 'delete']) {
      const told = await run(`accounts ${line} nobody@example.com`);
      expect(told).toMatchObject({ exitCode: 1, error: 'No account has this e-mail address.\n' });
    }
  });
});

describe('accounts role', () => {
  it('acts on a running service, is on the audit log, and keeps the last administrator', async () => {
    const { run, json, serve } = openCommandLine();
    const app = await serve();
    const account = await app.givenAccount();
    const { access_token: token } = (await app.signIn(account)).json<{ access_token: string }>();
    const list = async () => (await app.get('/api/accounts', { authorization: `Bearer ${token}` })).statusCode;
    expect(await list()).toBe(403);
    expect((await run(`accounts role ${account.email} admin`)).out).toBe(
      `${account.email} was user and is admin now.\n`,
    );
    await expect.poll(list, { timeout: 3000 }).toBe(200);
    expect((await run(`accounts role ${account.email} admin`)).out).toBe(`${account.email} has this role already.\n`);
    expect(await json(`accounts role ${account.email} user`)).toMatchObject({
      exitCode: 1,
      error: { code: 'last_admin' },
    });
    const events = (await listAuditEvents(app.database.read, account.id, 20)).filter(
      ({ type }) => type === 'role_changed',
    );
    expect(events).toMatchObject([{ actor_id: null, details: '{"by":"command_line","from":"user","to":"admin"}' }]);
  });
});

describe('accounts sign-out, accounts delete', () => {
  it('end every session of an account in a running service', async () => {
    const { run, serve } = openCommandLine();
    const app = await serve();
    const account = await app.givenAccount();
    const { access_token: token } = (await app.signIn(account)).json<{ access_token: string }>();
    expect((await run(`accounts sign-out ${account.email}`)).out).toBe(
      `${account.email} is signed out: 1 session ended.\n`,
    );
    const whoAmI = async () => (await app.get('/api/account', { authorization: `Bearer ${token}` })).statusCode;
    await expect.poll(whoAmI, { timeout: 3000 }).toBe(401);
    expect((await run(`accounts sign-out ${account.email}`)).out).toBe(`${account.email} is signed in nowhere.\n`);
  });

  it('delete only what was confirmed by typing the address, or by --yes', async () => {
    const { run, json, serve } = openCommandLine();
    const app = await serve();
    const [one, other, admin] = [
      await app.givenAccount(),
      await app.givenAccount(),
      await app.givenAccount({ role: 'admin' }),
    ];
    expect(await run(`accounts delete ${one.email}`)).toMatchObject({
      exitCode: 1,
      error: 'Nobody can be asked here. Say --yes to delete. Nothing was changed.\n',
    });
    const wrong = await run(`accounts delete ${one.email}`, { answers: ['yes'] });
    expect(wrong).toMatchObject({ exitCode: 1, error: 'That is another address. Nothing was changed.\n' });
    expect((await app.signIn(one)).statusCode).toBe(200);
    const done = await run(`accounts delete ${one.email}`, { answers: [one.email] });
    expect(done).toEqual({ exitCode: 0, out: `${one.email} is deleted.\n`, error: '' });
    expect((await app.signIn(one)).statusCode).toBe(401);
    expect(await json(`accounts delete ${other.email} --yes`)).toMatchObject({ id: other.id, deleted: true });
    expect(await json(`accounts delete ${admin.email} --yes`)).toMatchObject({ error: { code: 'last_admin' } });
  });
});
