import { expect, test, vi } from 'vitest';
import { findAccount } from '#features/accounts/store.ts';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { findPasswordHash } from '#features/authenticators/passwords/store.ts';
import { statement } from '#platform/database/statement.ts';
import { bearer, cookiesOf, describeApp, type TestApp } from '#test/test-app.ts';
import { createResetLink } from './create-reset-link.ts';

const newPassword = 'quite another password';
const suspend = statement<{ id: string }>('test.suspend', "UPDATE accounts SET status = 'suspended' WHERE id = :id");
const changeAddress = statement<{ id: string; email: string }>(
  'test.move_address',
  'UPDATE accounts SET email = :email, email_canonical = :email WHERE id = :id',
);

const liveRows = statement<Record<never, never>, { id: string }>(
  'test.live_rows',
  'SELECT id FROM one_time_tokens WHERE consumed_at IS NULL',
);

const request = (app: TestApp, email: string) => app.post('/api/auth/password-reset/request', { email });
const reset = (app: TestApp, token: string, password = newPassword) =>
  app.post('/api/auth/password-reset', { token, password });
const newestToken = async (app: TestApp): Promise<string> =>
  /#token=([\w-]+)/.exec((await app.mails())[0]?.text ?? '')?.[1] ?? '';
const givenToken = async (app: TestApp, email: string): Promise<string> => {
  await request(app, email);
  return newestToken(app);
};
const comparable = (answer: Awaited<ReturnType<TestApp['post']>>) => {
  const { 'x-request-id': _, 'server-timing': __, date: ___, ...headers } = answer.headers;
  return { status: answer.statusCode, body: answer.body, headers };
};

describeApp('password reset', (open) => {
  test('M17: request, mail, new password; the old one is dead, and nobody is signed in by it', async () => {
    const app = await open();
    const account = await app.givenAccount({ email: 'ann@example.com' });
    expect((await request(app, 'ANN@example.com')).statusCode).toBe(202);
    const [mail] = await app.mails();
    expect(mail?.to).toContain('ann@example.com');
    expect(mail?.text).toMatch(/http:\/\/localhost:8000\/reset-password#token=[\w-]{43}/);
    const answer = await reset(app, await newestToken(app));
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect(cookiesOf(answer).lines).toEqual([]);
    expect((await app.signIn(account)).statusCode).toBe(401);
    expect((await app.signIn({ ...account, password: newPassword })).statusCode).toBe(200);
  });

  test('C11: every session ends at once, access and refresh tokens alike', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const other = await app.givenAccount();
    const [one, two, others] = [await app.signIn(account), await app.signIn(account), await app.signIn(other)].map(
      (answer) => answer.json(),
    );
    expect((await reset(app, await givenToken(app, account.email))).statusCode).toBe(204);
    for (const { access_token, refresh_token } of [one, two]) {
      const answer = await app.get('/api/account', bearer(access_token));
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'session_ended']);
      expect((await app.post('/api/auth/refresh', { refresh_token })).statusCode).toBe(401);
    }
    expect((await app.get('/api/account', bearer(others.access_token))).statusCode).toBe(200);
  });

  test('the person is told, and the audit log knows', async () => {
    const app = await open();
    const account = await app.givenAccount();
    await reset(app, await givenToken(app, account.email));
    const [notice] = await app.mails();
    expect(notice?.to).toContain(account.email);
    expect(notice?.text).toContain('/forgotten-password');
    expect(notice?.text).not.toContain('#token=');
    const types = (await listAuditEvents(app.database.read, account.id, 10)).map((event) => event.type);
    expect(types).toEqual(expect.arrayContaining(['password_reset_requested', 'password_reset', 'sessions_revoked']));
  });

  test('a reset proves the address', async () => {
    const app = await open();
    const account = await app.givenAccount({ isVerified: false });
    await reset(app, await givenToken(app, account.email));
    expect((await findAccount(app.database.read, account.id))?.email_verified_at).not.toBeNull();
    expect((await app.signIn({ ...account, password: newPassword })).statusCode).toBe(200);
  });

  test('C2: of 200 parallel uses of one link exactly one is answered with 2xx, and later ones are refused', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const token = await givenToken(app, account.email);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => reset(app, token, `${newPassword} ${index}`)),
    );
    const statuses = answers.map((answer) => answer.statusCode);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.every((status) => [204, 400, 503].includes(status))).toBe(true);
    expect((await reset(app, token)).statusCode).toBe(400);
    const right = statuses.indexOf(204);
    expect((await app.signIn({ ...account, password: `${newPassword} ${right}` })).statusCode).toBe(200);
  });

  test('a password that is refused does not spend the link', async () => {
    const app = await open();
    const account = await app.givenAccount({ email: 'ann-smith@example.com', username: 'annsmith' });
    const token = await givenToken(app, account.email);
    for (const [password, code] of [
      ['short', 'too_short'],
      ['x'.repeat(257), 'too_long'],
      ['Ann-Smith@example.com', 'personal_password'],
      ['ANNSMITH', 'personal_password'],
      ['broken password \ud800', 'invalid_value'],
    ] as const) {
      const answer = await reset(app, token, password);
      expect([answer.statusCode, answer.json().errors[0]]).toEqual([
        422,
        expect.objectContaining({ field: 'password', code }),
      ]);
    }
    expect((await reset(app, token)).statusCode).toBe(204);
  });

  test('nothing is hashed for a token that is not good', async () => {
    const app = await open();
    const hash = vi.spyOn(app.app.context.passwordHashing, 'hash');
    for (const token of ['', 'unknown', 'x'.repeat(43), 'x'.repeat(100_000)])
      expect((await reset(app, token)).json().code).toBe('invalid_token');
    expect(hash).not.toHaveBeenCalled();
  });

  test('C7: a minute before its hour ends a link works; a second after, before any sweep, it is dead', async () => {
    const app = await open();
    const [account, other] = [await app.givenAccount(), await app.givenAccount()];
    const [token, others] = [await givenToken(app, account.email), await givenToken(app, other.email)];
    const { link } = await createResetLink(app.app.context, (await app.givenAccount()).email);
    await app.clock.wind({ seconds: 3540 });
    expect((await reset(app, others)).statusCode).toBe(204);
    await app.clock.wind({ seconds: 61 });
    expect(await app.database.read.all(liveRows, {})).toHaveLength(2);
    // Mailed or printed, it is one token.
    for (const late of [token, link.split('#token=')[1] ?? '']) {
      const answer = await reset(app, late);
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_token']);
    }
    expect((await app.signIn(account)).statusCode).toBe(200);
  });

  test('C8: of several links that were asked for only the newest works, and no other one is kept', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const tokens = [];
    for (let count = 0; count < 4; count += 1) tokens.push(await givenToken(app, account.email));
    expect(new Set(tokens).size).toBe(4);
    expect(await app.database.read.all(liveRows, {})).toHaveLength(1);
    for (const older of tokens.slice(0, -1)) expect((await reset(app, older)).json().code).toBe('invalid_token');
    expect((await reset(app, tokens.at(-1) ?? '')).statusCode).toBe(204);
  });

  test('C5, C6: a change of address or password kills what was mailed before', async () => {
    const app = await open();
    const account = await app.givenAccount({ isVerified: false });
    await app.post('/api/auth/verify-email/request', { email: account.email });
    const verification = await newestToken(app);
    const moved = await givenToken(app, account.email);
    await app.database.write.change(changeAddress, { id: account.id, email: 'moved@example.com' });
    expect((await reset(app, moved)).statusCode).toBe(400);
    await app.database.write.change(changeAddress, { id: account.id, email: account.email });
    expect((await reset(app, moved)).statusCode).toBe(204);
    expect((await app.post('/api/auth/verify-email', { token: verification })).statusCode).toBe(400);
  });

  test('C3: with the token of one account nothing of another is changed, whatever the body names', async () => {
    const app = await open();
    const [ann, bob] = [await app.givenAccount(), await app.givenAccount()];
    const token = await givenToken(app, ann.email);
    const before = await findPasswordHash(app.database.read, bob.id);
    for (const more of [{ email: bob.email }, { account_id: bob.id }, { userId: bob.id }])
      expect((await app.post('/api/auth/password-reset', { token, password: newPassword, ...more })).statusCode).toBe(
        422,
      );
    expect((await reset(app, token)).statusCode).toBe(204);
    expect(await findPasswordHash(app.database.read, bob.id)).toBe(before);
    expect((await app.signIn(bob)).statusCode).toBe(200);
  });

  test.each([
    {},
    { password: newPassword },
    { token: 'x' },
    { token: 1, password: newPassword },
    { token: 'x', password: null },
  ])('C4, J6: %j is 422 and changes nothing', async (body) => {
    const app = await open();
    expect((await app.post('/api/auth/password-reset', body)).statusCode).toBe(422);
  });

  test('C1: a reset token is good at no other consumer', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const token = await givenToken(app, account.email);
    expect((await app.post('/api/auth/verify-email', { token })).statusCode).toBe(400);
    expect((await app.post('/api/setup', { token, email: 'a@example.com', password: newPassword })).statusCode).toBe(
      400,
    );
    expect((await app.get('/api/account', bearer(token))).statusCode).toBe(401);
    expect((await app.post('/api/auth/refresh', { refresh_token: token })).statusCode).toBe(401);
    expect((await reset(app, token)).statusCode).toBe(204);
  });

  test('B3: a request answers alike for known, suspended and unknown addresses; only the known one gets mail', async () => {
    const app = await open();
    await app.givenAccount({ email: 'known@example.com' });
    const suspended = await app.givenAccount({ email: 'suspended@example.com' });
    await app.database.write.change(suspend, { id: suspended.id });
    const answers = [];
    for (const name of ['known', 'suspended', 'unknown'])
      answers.push(comparable(await request(app, `${name}@example.com`)));
    expect(answers[0]).toMatchObject({ status: 202, body: '{"status":"check_your_mail"}' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect((await app.mails()).map((mail) => mail.to)).toEqual([expect.stringContaining('known@example.com')]);
  });

  test('a suspended account cannot be reset by a link from before', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const token = await givenToken(app, account.email);
    await app.database.write.change(suspend, { id: account.id });
    expect((await reset(app, token)).json().code).toBe('invalid_token');
  });

  test('C15: the sixth request of an hour is answered the same and nothing is sent', async () => {
    const app = await open();
    const { email } = await app.givenAccount();
    const answers = [];
    for (let count = 1; count <= 6; count += 1) answers.push(comparable(await request(app, email)));
    expect(answers[0]).toMatchObject({ status: 202, body: '{"status":"check_your_mail"}' });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const mails = await app.mails();
    expect(mails).toHaveLength(5);
    // What was not mailed was not issued either: one of those that arrived is the newest, and works. Two that are sent at
    // the same time may arrive in either order.
    const answered = [];
    for (const mail of mails)
      answered.push((await reset(app, /#token=([\w-]+)/.exec(mail.text)?.[1] ?? '')).statusCode);
    expect(Object.groupBy(answered, String)).toEqual({ 204: [204], 400: [400, 400, 400, 400] });
  });

  test('M1: the link is on the configured origin, whatever the request says', async () => {
    const app = await open({ PUBLIC_URL: 'https://id.example/accounts' });
    const { email } = await app.givenAccount();
    const evil = { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
    await app.post('/api/auth/password-reset/request', { email }, evil);
    const [mail] = await app.mails();
    expect(mail?.text).toContain('https://id.example/accounts/reset-password#token=');
    expect(`${mail?.text}${mail?.html}`).not.toContain('evil.example');
  });

  test('with MAIL=off a request says so, and the operator can make a link', async () => {
    const app = await open({ MAIL: 'off' });
    const account = await app.givenAccount();
    expect((await request(app, account.email)).json().code).toBe('mail_off');
    const { link } = await createResetLink(app.app.context, ` ${account.email.toUpperCase()} `);
    expect((await reset(app, link.split('=')[1] ?? '')).statusCode).toBe(204);
    expect((await app.signIn({ ...account, password: newPassword })).statusCode).toBe(200);
    await expect(createResetLink(app.app.context, 'nobody@example.com')).rejects.toMatchObject({ code: 'not_found' });
    await expect(createResetLink(app.app.context, 'no address')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a sign-in that races a reset with the old password leaves no session behind', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const token = await givenToken(app, account.email);
    const signIns = Array.from({ length: 8 }, () => app.signIn(account));
    const resets = reset(app, token);
    const answers = await Promise.all(signIns);
    expect((await resets).statusCode).toBe(204);
    for (const answer of answers.filter(({ statusCode }) => statusCode === 200))
      expect((await app.get('/api/account', bearer(answer.json().access_token))).statusCode).toBe(401);
  });
});
