import { describe, expect, it } from 'vitest';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { openCommandLine } from '#test/command-line.ts';

const email = 'ada@example.com';
const password = 'correct horse battery';
type Created = { account: { id: string; email: string; role: string } };

describe('admin create', () => {
  it('makes an administrator who can sign in, beside a running service', async () => {
    const { json, serve } = openCommandLine();
    const app = await serve();
    const created = await json<Created>(`admin create --email ${email}`, { input: `${password}\n` });
    expect(created).toEqual({ exitCode: 0, account: { id: created.account.id, email, role: 'admin' } });

    const answer = await app.post('/api/auth/sign-in', { login: email, password });
    expect(answer.json()).toMatchObject({ account: { role: 'admin', email_verified: true } });
    const [event] = (await listAuditEvents(app.database.read, created.account.id, 10)).toReversed();
    expect(event).toMatchObject({ type: 'admin_created', details: '{"by":"command_line"}' });
  });

  it('works before the first start', async () => {
    const { run, serve } = openCommandLine();
    expect(await run(`admin create --email ${email}`, { input: password })).toMatchObject({ exitCode: 0, error: '' });
    const answer = await (await serve()).post('/api/auth/sign-in', { login: email, password });
    expect(answer.statusCode).toBe(200);
  });

  it('takes every character of the password but one line end', async () => {
    const { run, serve } = openCommandLine();
    const app = await serve();
    await run(`admin create --email ${email}`, { input: '  blanks and\nlines \n\r\n' });
    const signIn = (typed: string) => app.post('/api/auth/sign-in', { login: email, password: typed });
    expect((await signIn('  blanks and\nlines \n')).statusCode).toBe(200);
    expect((await signIn('  blanks and\nlines ')).statusCode).toBe(401);
  });

  it('asks a person twice, and takes nothing when the answers differ', async () => {
    const { run, serve } = openCommandLine();
    const different = await run(`admin create --email ${email}`, { answers: [password, `${password}!`] });
    expect(different).toMatchObject({ exitCode: 1, error: expect.stringContaining('not the same') });
    const told = await run(`admin create --email ${email}`, { answers: [password, password] });
    expect(told.exitCode).toBe(0);
    expect(told.out + told.error).not.toContain(password);
    expect((await (await serve()).post('/api/auth/sign-in', { login: email, password })).statusCode).toBe(200);
  });

  it.each([
    ['nobody', password, 'The e-mail address must be'],
    [email, 'short', 'The password must have 8 characters or more.'],
    [email, email, 'The password must not be made of your name, your address'],
    [email, 'пароль123', 'The password must not be a password that is used by many'],
    [email, 'gfhjkm123', 'The password must not be a common password typed with another keyboard layout'],
    [email, 'portress2026', 'The password must not be made of your name, your address or the name of this service'],
    [email, '1990-02-01', 'The password must not be a date'],
    [email, '', 'There is no password on standard input.'],
  ])('refuses %s with the password "%s"', async (address, typed, sentence) => {
    const told = await openCommandLine().run(`admin create --email ${address}`, { input: typed });
    expect(told).toMatchObject({ exitCode: 1, out: '' });
    expect(told.error.startsWith(sentence)).toBe(true);
  });

  it('refuses an address that has an account', async () => {
    const { run, json } = openCommandLine();
    await run(`admin create --email ${email}`, { input: password });
    const again = await json(`admin create --email ADA@example.com`, { input: password });
    expect(again).toMatchObject({ exitCode: 1, error: { code: 'email_taken' } });
  });

  it('never takes the password from an argument', async () => {
    const told = await openCommandLine().run(`admin create --email ${email} --password secret-on-the-line`);
    expect(told.exitCode).toBe(2);
    expect(told.error).not.toContain('secret-on-the-line');
  });
});
