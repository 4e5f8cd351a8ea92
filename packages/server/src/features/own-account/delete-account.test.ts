import { expect, test } from 'vitest';
import { findAccount, findAccountByEmail } from '#features/accounts/store.ts';
import { suspendAccount } from '#features/admin/suspend-account.ts';
import { statement } from '#platform/database/statement.ts';
import { bearer, cookiesOf, describeApp, openApp, type TestAccount, type TestApp } from '#test/test-app.ts';

type Answer = Awaited<ReturnType<TestApp['get']>>;
type Tokens = { access_token: string; refresh_token: string; session_id: string };

const told = (answer: Answer) => [answer.statusCode, answer.json().code];
const begin = async (app: TestApp, account: TestAccount): Promise<Tokens> => (await app.signIn(account)).json();
const leave = (app: TestApp, headers: Record<string, string>, password: string) =>
  app.post('/api/account/deletion', { password }, headers);
const activeAdmins = statement<Record<never, never>, { rows: number }>(
  'test.active_admins',
  "SELECT COUNT(*) AS rows FROM accounts WHERE role = 'admin' AND status = 'active'",
);

describeApp('deleting the own account', (open) => {
  test('E8, M15: every token is dead at once, and nobody signs in any more', async () => {
    const app = await open();
    const account = await app.givenAccount({ username: 'ann' });
    const [mine, other] = [await begin(app, account), await begin(app, account)];
    const answer = await leave(app, bearer(mine.access_token), account.password);
    expect([answer.statusCode, answer.body, answer.headers['set-cookie']]).toEqual([204, '', undefined]);
    for (const { access_token, refresh_token } of [mine, other]) {
      expect(told(await app.get('/api/account', bearer(access_token)))).toEqual([401, 'session_ended']);
      const refreshed = await app.post('/api/auth/refresh', { refresh_token });
      expect(refreshed.statusCode).toBe(401);
    }
    for (const login of [account.email, 'ann']) {
      const signedIn = await app.signIn({ ...account, email: login });
      const unknown = await app.signIn({ ...account, email: 'nobody@example.com' });
      expect([signedIn.statusCode, signedIn.json().code]).toEqual([unknown.statusCode, unknown.json().code]);
    }
    expect(told(await leave(app, bearer(other.access_token), account.password))).toEqual([401, 'session_ended']);
    expect(await findAccount(app.database.read, account.id)).toBeUndefined();
  });

  test('E8: another node and one that was started since refuse its tokens too', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    const elsewhere = await openApp(app);
    expect((await elsewhere.get('/api/account', bearer(mine.access_token))).statusCode).toBe(200);
    expect((await leave(app, bearer(mine.access_token), account.password)).statusCode).toBe(204);
    const statusElsewhere = async () => told(await elsewhere.get('/api/account', bearer(mine.access_token)));
    await expect.poll(statusElsewhere, { timeout: 2000 }).toEqual([401, 'session_ended']);
    await elsewhere.app.server.close();
    const restarted = await openApp(app);
    expect(told(await restarted.get('/api/account', bearer(mine.access_token)))).toEqual([401, 'session_ended']);
    expect((await restarted.post('/api/auth/refresh', { refresh_token: mine.refresh_token })).statusCode).toBe(401);
    // Also where the revocation was swept before the token has expired: there is no such account.
    const forget = statement<Record<never, never>>('test.forget', 'DELETE FROM revocations');
    await app.database.write.change(forget, {});
    await restarted.app.server.close();
    const later = await openApp(app);
    expect(told(await later.get('/api/account', bearer(mine.access_token)))).toEqual([401, 'session_ended']);
    await later.app.server.close();
  });

  test('A10: whoever signs up with the same address again is somebody else, and nothing old works', async () => {
    const app = await open();
    const account = await app.givenAccount({ email: 'ann@example.com', username: 'ann' });
    const mine = await begin(app, account);
    await app.post('/api/auth/password-reset/request', { email: account.email });
    const link = /#token=([\w-]+)/.exec((await app.mails())[0]?.text ?? '')?.[1];
    await leave(app, bearer(mine.access_token), account.password);
    const again = { email: account.email, username: 'ann', password: 'four patient lanterns' };
    const signedUp = await app.post('/api/auth/sign-up', again);
    expect(signedUp.statusCode, signedUp.body).toBe(201);
    expect(signedUp.json().account.id).not.toBe(account.id);
    const newest = (await app.mails())[0];
    await app.post('/api/auth/verify-email', { token: /#token=([\w-]+)/.exec(newest?.text ?? '')?.[1] });

    expect(told(await app.get('/api/account', bearer(mine.access_token)))).toEqual([401, 'session_ended']);
    expect((await app.post('/api/auth/refresh', { refresh_token: mine.refresh_token })).statusCode).toBe(401);
    expect(
      told(await app.post('/api/auth/password-reset', { token: link, password: 'another good password' })),
    ).toEqual([400, 'invalid_token']);
    expect((await app.signIn(account)).statusCode).toBe(401);
    const second = await begin(app, { ...account, password: again.password });
    expect((await app.get('/api/account/sessions', bearer(second.access_token))).json().items).toHaveLength(1);
    const { security_events: events } = (await app.get('/api/account/export', bearer(second.access_token))).json();
    expect(events.map((event: { type: string }) => event.type)).not.toContain('account_deleted');
  });

  test('by cookies: both are cleared, also those that this very request was re-authenticated with', async () => {
    const app = await open();
    for (const seconds of [0, 1000]) {
      const account = await app.givenAccount();
      const { header } = cookiesOf(await app.signIn(account, { transport: 'cookie' }));
      await app.clock.wind({ seconds });
      const answer = await leave(app, { cookie: header, 'sec-fetch-site': 'same-origin' }, account.password);
      expect(answer.statusCode, answer.body).toBe(204);
      expect(cookiesOf(answer).byName).toEqual({ refresh_token: '', access_token: '' });
      expect(cookiesOf(answer).lines).toHaveLength(2);
      expect(answer.headers['x-access-token']).toBeUndefined();
    }
  });

  test('C4: without the right password, or asked for by another site, nothing happens', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = bearer((await begin(app, account)).access_token);
    expect(told(await leave(app, mine, 'wrong'))).toEqual([401, 'invalid_credentials']);
    expect(told(await leave(app, {}, account.password))).toEqual([401, 'not_signed_in']);
    for (const body of [{}, { password: null }, { password: account.password, id: 'x' }, { account_id: account.id }])
      expect((await app.post('/api/account/deletion', body, mine)).statusCode).toBe(422);
    const { header } = cookiesOf(await app.signIn(account, { transport: 'cookie' }));
    const foreign = { cookie: header, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect(told(await leave(app, foreign, account.password))).toEqual([403, 'cross_site_request']);
    expect((await app.get('/api/account', mine)).statusCode).toBe(200);
    expect(await app.mails()).toEqual([]);
  });

  test('N5: the person is told by mail, in their language', async () => {
    const app = await open();
    const account = await app.givenAccount({ locale: 'ru' });
    await leave(app, bearer((await begin(app, account)).access_token), account.password);
    const [mail] = await app.mails();
    expect(mail?.to).toContain(account.email);
    expect(mail?.subject).toContain('удалена');
  });

  test('the last administrator who can sign in stays, and is told why', async () => {
    const app = await open();
    const [admin, suspended] = [await app.givenAccount({ role: 'admin' }), await app.givenAccount({ role: 'admin' })];
    const mine = bearer((await begin(app, admin)).access_token);
    await suspendAccount(app.app.context, suspended.email);
    expect(told(await leave(app, mine, admin.password))).toEqual([409, 'last_admin']);
    expect((await app.get('/api/account', mine)).statusCode).toBe(200);
    expect((await begin(app, admin)).access_token).toBeDefined();
    await app.givenAccount({ role: 'admin' });
    expect((await leave(app, mine, admin.password)).statusCode).toBe(204);
  });

  test('I10: of 20 administrators who all go at once, by themselves or by being suspended, one stays', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const admins = await Promise.all(Array.from({ length: 20 }, () => app.givenAccount({ role: 'admin' })));
    const tokens: string[] = [];
    for (const admin of admins) tokens.push((await begin(app, admin)).access_token);
    const going = () =>
      Promise.allSettled(
        admins.map((admin, n) =>
          n % 2
            ? leave(app, bearer(tokens[n] ?? ''), admin.password).then(({ statusCode }) => statusCode)
            : suspendAccount(app.app.context, admin.email).then(() => 200),
        ),
      );
    // A lock that is not had in time is 503, and is asked for again.
    for (let round = 0; round < 5; round += 1) await going();
    expect((await app.database.read.first(activeAdmins, {}))?.rows).toBe(1);
  }, 60_000);

  test('of 20 parallel deletions of one account one is done, and none is a fault', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = bearer((await begin(app, account)).access_token);
    const answers = await Promise.all(Array.from({ length: 20 }, () => leave(app, mine, account.password)));
    const statuses = answers.map((answer) => answer.statusCode);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.every((status) => [204, 401, 429, 503].includes(status))).toBe(true);
  });

  test('E9: raced with sign-ins, mail requests and changes, nothing is left of it and nothing fails', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0', MAILS_PER_HOUR: '0', LOG_LEVEL: 'error' });
    for (let round = 0; round < 5; round += 1) {
      const account = await app.givenAccount();
      const mine = bearer((await begin(app, account)).access_token);
      const answers = await Promise.all([
        app.signIn(account),
        app.post('/api/auth/password-reset/request', { email: account.email }),
        app.post('/api/account/email', { email: `raced-${round}@example.org`, password: account.password }, mine),
        app.inject({ method: 'PATCH', url: '/api/account', headers: mine, payload: { first_name: 'Ann' } }),
        leave(app, mine, account.password),
        app.post('/api/auth/sign-out-everywhere', {}, mine),
        app.signIn({ ...account, password: 'wrong' }),
      ]);
      expect(answers.filter((answer) => answer.statusCode === 500).map((answer) => answer.body)).toEqual([]);
      if (answers[4]?.statusCode !== 204)
        await leave(app, bearer((await begin(app, account)).access_token), account.password);
      expect(await findAccountByEmail(app.database.read, account.email)).toBeUndefined();
      for (const table of ['sessions', 'passwords', 'one_time_tokens', 'known_devices', 'outbox']) {
        const left = statement<{ id: string }, { rows: number }>(
          `test.left_${table}`,
          `SELECT COUNT(*) AS rows FROM ${table} WHERE account_id = :id`,
        );
        expect([table, (await app.database.read.first(left, { id: account.id }))?.rows]).toEqual([table, 0]);
      }
    }
  }, 60_000);

  test('a deletion that was proved by the password of before a change is not done', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = bearer((await begin(app, account)).access_token);
    const payload = { current_password: account.password, password: 'quite another password' };
    const [changed, left] = await Promise.all([
      app.inject({ method: 'PUT', url: '/api/account/password', headers: mine, payload }),
      leave(app, mine, account.password),
    ]);
    // Whichever committed first has won; the other is told that its password, or its session, is none any more.
    expect(Math.max(changed.statusCode, left.statusCode)).toBe(401);
  });
});
