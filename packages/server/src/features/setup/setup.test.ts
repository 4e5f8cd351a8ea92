import { expect, test } from 'vitest';
import { findAccountByEmail, hasAdmin } from '#features/accounts/store.ts';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { isSetupToken } from '#features/one-time-tokens/setup-token.ts';
import { statement } from '#platform/database/statement.ts';
import { describeApp, type TestApp } from '#test/test-app.ts';
import { createAdmin } from './create-admin.ts';
import { findSetupLink } from './find-setup-link.ts';

const password = 'a good long password';
const setUp = (app: TestApp, token: string, email = 'boss@example.com') =>
  app.post('/api/setup', { token, email, password });
const givenToken = async (app: TestApp): Promise<string> =>
  (await findSetupLink(app.app.context))?.split('#token=')[1] ?? '';
const admins = statement<Record<never, never>, { id: string }>(
  'test.admins',
  "SELECT id FROM accounts WHERE role = 'admin'",
);

describeApp('setup', (open) => {
  test('N8: a fresh service has no account at all, and prints the same link until it is used', async () => {
    const app = await open();
    expect(await app.database.read.all(statement('test.all_accounts', 'SELECT id FROM accounts'), {})).toEqual([]);
    const link = await findSetupLink(app.app.context);
    expect(link).toMatch(/^http:\/\/localhost:8000\/setup#token=[\w-]{43}$/);
    expect(await findSetupLink(app.app.context)).toBe(link);
    for (const login of ['admin', 'root', 'admin@example.com'])
      expect((await app.post('/api/auth/sign-in', { login, password: 'admin' })).statusCode).toBe(401);
  });

  test('M20: the link makes the first administrator, verified, once', async () => {
    const app = await open();
    const token = await givenToken(app);
    const answer = await setUp(app, token);
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({
      email: 'boss@example.com',
      role: 'admin',
      email_verified: true,
      status: 'active',
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect((await app.post('/api/auth/sign-in', { login: 'boss@example.com', password })).statusCode).toBe(200);
    const again = await setUp(app, token, 'other@example.com');
    expect([again.statusCode, again.json().code]).toEqual([409, 'setup_done']);
    expect(await findSetupLink(app.app.context)).toBeUndefined();
    const types = (await listAuditEvents(app.database.read, answer.json().id, 10)).map((event) => event.type);
    expect(types).toContain('admin_created');
  });

  test('N8: of 20 parallel uses of the link exactly one makes an administrator', async () => {
    const app = await open();
    const token = await givenToken(app);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => setUp(app, token, `boss${index}@example.com`)),
    );
    const statuses = answers.map((answer) => answer.statusCode);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    // A busy machine may let one of them wait for too long.
    expect(statuses.filter((status) => status === 409 || status === 503)).toHaveLength(19);
    expect(statuses).toContain(409);
    expect(await app.database.read.all(admins, {})).toHaveLength(1);
  });

  test.each(['', 'wrong', 'x'.repeat(43)])('the token %j is 400 while there is no administrator', async (token) => {
    const app = await open();
    await givenToken(app);
    expect((await setUp(app, token)).json().code).toBe('invalid_token');
    expect(await hasAdmin(app.database.read)).toBe(false);
  });

  test('wrong fields are told and do not spend the link', async () => {
    const app = await open();
    const token = await givenToken(app);
    const wrong = await app.post('/api/setup', { token, email: 'boss', password: 'short', role: 'admin' });
    expect(wrong.statusCode).toBe(422);
    await app.givenAccount({ email: 'taken@example.com' });
    const taken = await setUp(app, token, 'Taken@example.com');
    expect([taken.statusCode, taken.json().code]).toEqual([409, 'email_taken']);
    expect((await setUp(app, token)).statusCode).toBe(201);
  });

  test('the command line makes administrators too, and its first one ends the link', async () => {
    const app = await open();
    const token = await givenToken(app);
    const admin = await createAdmin(app.app.context, { email: 'Op@example.com', password });
    expect(admin).toMatchObject({ email: 'Op@example.com', role: 'admin' });
    expect(admin.email_verified_at).toBeGreaterThan(0);
    expect(await isSetupToken(app.database.read, token)).toBe(false);
    expect((await setUp(app, token)).json().code).toBe('setup_done');
    expect(await findSetupLink(app.app.context)).toBeUndefined();
    expect((await app.post('/api/auth/sign-in', { login: 'op@example.com', password })).statusCode).toBe(200);
    await expect(createAdmin(app.app.context, { email: 'op@example.com', password })).rejects.toMatchObject({
      code: 'email_taken',
    });
    await expect(createAdmin(app.app.context, { email: 'op', password })).rejects.toMatchObject({ status: 422 });
    await expect(createAdmin(app.app.context, { email: 'op2@example.com', password: 'short' })).rejects.toMatchObject({
      status: 422,
    });
    expect(await findAccountByEmail(app.database.read, 'op2@example.com')).toBeUndefined();
  });

  test('a use of the link that races the command line never makes a second administrator by the link', async () => {
    const app = await open();
    const token = await givenToken(app);
    const [byLink] = await Promise.all([
      setUp(app, token),
      createAdmin(app.app.context, { email: 'op@example.com', password }),
    ]);
    const count = (await app.database.read.all(admins, {})).length;
    expect(count).toBe(byLink.statusCode === 201 ? 2 : 1);
    expect([201, 409]).toContain(byLink.statusCode);
    expect((await setUp(app, token, 'late@example.com')).statusCode).toBe(409);
  });
});
