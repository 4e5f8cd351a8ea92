import { expect, test } from 'vitest';
import { listAuditEvents } from '#features/audit-log/store.ts';
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
});
