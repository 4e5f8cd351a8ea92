import { expect, test } from 'vitest';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { createResetLink } from '#features/password-reset/create-reset-link.ts';
import { resetPassword } from '#features/password-reset/reset-password.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { givenSession } from '#test/cases/given-session.ts';
import { bearer, cookiesOf, describeApp, openApp, type TestApp } from '#test/test-app.ts';
import { restoreAccount } from './restore-account.ts';
import { suspendAccount } from './suspend-account.ts';

/** As the command does it: another process on the same database, which tells the service nothing. */
const asCommand = (app: TestApp) => ({ ...app.app.context, revocations: { publish: () => {} } });
const codeOf = async (answer: Promise<{ statusCode: number; json(): { code?: string } }>) => {
  const { statusCode, json } = await answer;
  return [statusCode, json().code];
};

/** All but what differs from answer to answer by its nature. */
const comparable = (answer: Awaited<ReturnType<TestApp['get']>>) => {
  const { 'x-request-id': _, 'server-timing': __, date: ___, ...headers } = answer.headers;
  return { status: answer.statusCode, headers, body: answer.body.replace(/"request_id":"[^"]*"/, '') };
};

describeApp('suspending an account', (open) => {
  test('B4, E8: a running service refuses its access token, cookies and refresh token within two seconds', async () => {
    const app = await open();
    const other = await openApp(app);
    const { account, accessToken, refreshToken } = await givenSession(app);
    const cookies = cookiesOf(await app.signIn(account, { transport: 'cookie' })).header;
    const { endedSessions } = await suspendAccount(asCommand(app), account.email);
    expect(endedSessions).toBe(2);
    for (const node of [app, other]) {
      await expect
        .poll(async () => (await node.get('/api/account', bearer(accessToken))).statusCode, { timeout: 2000 })
        .toBe(401);
      expect(await codeOf(node.get('/api/account', bearer(accessToken)))).toEqual([401, 'session_ended']);
      expect(await codeOf(node.get('/api/account', { cookie: cookies }))).toEqual([401, 'session_ended']);
      const refreshed = node.post('/api/auth/refresh', { refresh_token: refreshToken });
      expect(await codeOf(refreshed)).toEqual([401, 'session_ended']);
      expect(await codeOf(node.signIn(account))).toEqual([401, 'invalid_credentials']);
    }
    await other.app.server.close();
  });

  test('whatever was mailed is dead, and a request for a new password is answered the same and mails nothing', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const request = () => app.post('/api/auth/password-reset/request', { email: account.email });
    const before = await request();
    const token = /#token=([\w-]+)/.exec((await app.mails())[0]?.text ?? '')?.[1] ?? '';
    await suspendAccount(asCommand(app), account.email);
    const reset = app.post('/api/auth/password-reset', { token, password: 'four words nobody heard' });
    expect(await codeOf(reset)).toEqual([400, 'invalid_token']);
    const after = await request();
    expect([after.statusCode, after.body]).toEqual([before.statusCode, before.body]);
    expect(await app.mails()).toHaveLength(1);
  });

  test('restored, it signs in with the password it had, and what ended stays ended', async () => {
    const app = await open();
    const { account, accessToken, refreshToken } = await givenSession(app);
    await suspendAccount(asCommand(app), account.email);
    await restoreAccount(asCommand(app), account.email);
    expect((await app.signIn(account)).statusCode).toBe(200);
    await expect.poll(() => codeOf(app.get('/api/account', bearer(accessToken)))).toEqual([401, 'session_ended']);
    expect((await app.post('/api/auth/refresh', { refresh_token: refreshToken })).statusCode).toBe(401);
    const types = (await listAuditEvents(app.database.read, account.id, 20)).map((event) => event.type);
    expect(types).toEqual(expect.arrayContaining(['account_suspended', 'account_restored', 'sessions_revoked']));
  });

  test('twice is told as such, and so is an unknown address', async () => {
    const app = await open();
    const account = await app.givenAccount();
    await expect(restoreAccount(asCommand(app), account.email)).rejects.toMatchObject({ code: 'state_conflict' });
    await suspendAccount(asCommand(app), account.email);
    await expect(suspendAccount(asCommand(app), account.email)).rejects.toMatchObject({ code: 'state_conflict' });
    await expect(suspendAccount(asCommand(app), 'nobody@example.com')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('I10: the last administrator who can sign in stays, also when the last ten are suspended at once', async () => {
    const app = await open();
    const admins = await Promise.all(Array.from({ length: 10 }, () => app.givenAccount({ role: 'admin' })));
    const outcomes = await Promise.allSettled(admins.map(({ email }) => suspendAccount(asCommand(app), email)));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason.code)).toEqual(['last_admin']);
    const signedIn = await Promise.all(admins.map((admin) => app.signIn(admin)));
    expect(signedIn.filter((answer) => answer.statusCode === 200)).toHaveLength(1);
  });

  test('B4: the right password of a suspended account is answered as a wrong one of another, by either name', async () => {
    const app = await open();
    const [account, other] = [await app.givenAccount({ username: 'ann' }), await app.givenAccount()];
    await suspendAccount(asCommand(app), account.email);
    const grant = (username: string, password: string) =>
      app.inject({
        method: 'POST',
        url: '/api/auth/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ grant_type: 'password', username, password }).toString(),
      });
    const wrong = comparable(await app.signIn({ ...other, password: 'wrong' }));
    for (const login of [account.email, 'ann'])
      expect(comparable(await app.signIn({ ...account, email: login }))).toEqual(wrong);
    expect(comparable(await grant('ann', account.password))).toEqual(comparable(await grant(other.email, 'wrong')));
  });

  test('of parallel suspensions of one account one ends its sessions, the others are told why they did nothing', async () => {
    const app = await open();
    const { account } = await givenSession(app);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => suspendAccount(asCommand(app), account.email)),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason.code)).toEqual(Array(7).fill('state_conflict'));
    const types = (await listAuditEvents(app.database.read, account.id, 20)).map((event) => event.type);
    expect(types.filter((type) => type === 'account_suspended')).toHaveLength(1);
  });

  test('a suspension of an administrator waits for the reset of their password, and never in a circle', async () => {
    const app = await open();
    await app.givenAccount({ role: 'admin' });
    const admin = await app.givenAccount({ role: 'admin' });
    const { link } = await createResetLink(app.app.context, admin.email);
    const body = { token: link.split('#token=')[1] ?? '', password: 'four words nobody heard' };
    const { promise: isSpent, resolve: tellSpent } = Promise.withResolvers<void>();
    /** Stops between token and account, where the two may meet. */
    const pausing = (transaction: Transaction): Transaction => ({
      ...transaction,
      first: async (statement, parameters) => {
        const row = await transaction.first(statement, parameters);
        if (statement.name !== 'one_time_tokens.consume') return row;
        tellSpent();
        await new Promise((resolve) => setTimeout(resolve, 200));
        return row;
      },
    });
    const { database } = app;
    const paused: Database = {
      ...database,
      transaction: (work) => database.transaction((transaction) => work(pausing(transaction))),
    };
    const resetting = resetPassword({ ...app.app.context, database: paused }, body, {
      requestId: 'r',
      ip: '127.0.0.1',
      network: '127.0.0.1',
      userAgent: null,
    });
    await isSpent;
    // A deadlock would be broken by the database, and one of the two would fail.
    const [, { account }] = await Promise.all([resetting, suspendAccount(asCommand(app), admin.email)]);
    expect(account.status).toBe('suspended');
  });

  test('a password change that meets a suspension leaves nothing that is alive', async () => {
    const app = await open();
    for (let round = 0; round < 5; round += 1) {
      const { account, accessToken } = await givenSession(app);
      const changing = app.inject({
        method: 'PUT',
        url: '/api/account/password',
        headers: bearer(accessToken),
        payload: { current_password: account.password, password: 'four words nobody heard' },
      });
      await new Promise((resolve) => setTimeout(resolve, round * 20));
      await suspendAccount(app.app.context, account.email);
      const changed = await changing;
      expect([200, 401]).toContain(changed.statusCode);
      for (const token of [accessToken, changed.json().access_token ?? accessToken])
        expect(await codeOf(app.get('/api/account', bearer(token)))).toEqual([401, 'session_ended']);
    }
  });
});
