import { expect, test } from 'vitest';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { endSessionsOfAccount } from '#features/sessions/end-sessions.ts';
import { migrations } from '#migrations/migrations.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { statement } from '#platform/database/statement.ts';
import { silentLog } from '#platform/log.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { bearer, describeApp, openApp, type TestApp } from '#test/test-app.ts';
import { givenSession } from './given-session.ts';

type Answer = Awaited<ReturnType<TestApp['get']>>;

/** All but what differs from answer to answer by its nature. */
function comparable(answer: Answer) {
  const { 'x-request-id': _, 'server-timing': __, date: ___, ...headers } = answer.headers;
  return { status: answer.statusCode, headers, body: answer.body.replace(answer.json().request_id, '…') };
}

const suspend = statement<{ id: string }>('test.suspend', "UPDATE accounts SET status = 'suspended' WHERE id = :id");
const dropPassword = statement<{ id: string }>('test.drop_password', 'DELETE FROM passwords WHERE account_id = :id');

describeApp('signing in', (open) => {
  test('B2, B4: every reason of failure has one and the same answer', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const active = await app.givenAccount({ username: 'ann' });
    const suspended = await app.givenAccount();
    await app.database.write.change(suspend, { id: suspended.id });
    const suspendedEarly = await app.givenAccount({ isVerified: false });
    await app.database.write.change(suspend, { id: suspendedEarly.id });
    const withoutPassword = await app.givenAccount();
    await app.database.write.change(dropPassword, { id: withoutPassword.id });
    const unverified = await app.givenAccount({ isVerified: false });
    const { password } = active;
    const attempts: [string, string, string][] = [
      ['wrong password', active.email, 'wrong'],
      ['wrong password, username', 'ann', 'wrong'],
      ['unknown address', 'nobody@example.com', password],
      ['unknown username', 'nobody', password],
      ['suspended, right password', suspended.email, password],
      ['suspended, wrong password', suspended.email, 'wrong'],
      ['suspended and unverified, right password', suspendedEarly.email, password],
      ['no password', withoutPassword.email, password],
      ['unverified, wrong password', unverified.email, 'wrong'],
      ['empty', '', ''],
      ['empty password', active.email, ''],
      ['no address at all', 'a@', password],
      ['unreadable', '\u202e@\u0000', password],
      ['very long name', `${'a'.repeat(5000)}@example.com`, password],
      ['B12: too long', active.email, 'x'.repeat(257)],
      ['B12: far too long', active.email, 'x'.repeat(100_000)],
      ['B12: one more space', active.email, `${password} `],
      ['B12: another case', active.email, password.toUpperCase()],
      ['B12: NUL inside', active.email, `${password}\u0000`],
    ];
    const answers = [];
    for (const [what, login, given] of attempts) {
      const answer = await app.post('/api/auth/sign-in', { login, password: given });
      expect([what, answer.statusCode, answer.json().code]).toEqual([what, 401, 'invalid_credentials']);
      answers.push(comparable(answer));
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const events = await listAuditEvents(app.database.read, suspended.id, 10);
    expect(events.map((event) => event.type)).toEqual(['sign_in_failed', 'sign_in_failed']);
    const granted = [];
    for (const [, username, given] of attempts.slice(0, 9)) {
      const payload = new URLSearchParams({ grant_type: 'password', username, password: given }).toString();
      granted.push(
        await app.inject({
          method: 'POST',
          url: '/api/auth/token',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          payload,
        }),
      );
    }
    expect(new Set(granted.map((answer) => `${answer.statusCode} ${answer.body}`)).size).toBe(1);
    // Only the right password tells that a mail is to be opened.
    const verify = await app.post('/api/auth/sign-in', { login: unverified.email, password });
    expect([verify.statusCode, verify.json().code]).toEqual([403, 'email_not_verified']);
  });

  test('B8: of 200 parallel wrong passwords at most 10 are guesses; the rest wait, and are told how long', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => app.post('/api/auth/sign-in', { login: account.email, password: 'wrong' })),
    );
    const guessed = answers.filter((answer) => answer.statusCode === 401);
    const throttled = answers.filter((answer) => answer.statusCode === 429);
    expect([guessed.length, throttled.length]).toEqual([10, 190]);
    for (const answer of throttled) {
      expect(answer.json().code).toBe('too_many_requests');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(900);
    }
    const events = await listAuditEvents(app.database.read, account.id, 300);
    expect(events.filter((event) => event.type === 'sign_in_failed')).toHaveLength(10);
    // The right password waits as well: otherwise the answer would tell a right guess from a wrong one.
    expect((await app.signIn(account)).statusCode).toBe(429);
    // B10: another account is not concerned, and neither is who is signed in already.
    expect((await app.signIn(await app.givenAccount())).statusCode).toBe(200);
  });

  test('B7: address, its other spellings and the username of one account have one count', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '3' });
    await app.givenAccount({ email: 'ann@example.com', username: 'ann' });
    const statuses = [];
    for (const login of ['ann@example.com', 'ANN@Example.COM', ' ann ', 'Ann', 'ann@example.com'])
      statuses.push((await app.post('/api/auth/sign-in', { login, password: 'wrong' })).statusCode);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(1);
    expect((await app.post('/api/auth/sign-in', { login: 'ANN', password: 'wrong' })).statusCode).toBe(429);
  });

  test('a success costs no guess: 30 right passwords in a row pass a limit of 3', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '3' });
    const account = await app.givenAccount();
    for (let turn = 0; turn < 5; turn += 1) expect((await app.signIn(account)).statusCode).toBe(200);
    for (let turn = 0; turn < 3; turn += 1)
      expect((await app.signIn({ ...account, password: 'wrong' })).statusCode).toBe(401);
    expect((await app.signIn({ ...account, password: 'wrong' })).statusCode).toBe(429);
  });

  test('B5: forwarded addresses of a peer that is not trusted make no new network', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '2' });
    const account = await app.givenAccount();
    const statuses = [];
    for (let n = 0; n < 6; n += 1)
      statuses.push(
        (
          await app.post(
            '/api/auth/sign-in',
            { login: account.email, password: 'wrong' },
            {
              'x-forwarded-for': `203.0.113.${n}`,
              'x-real-ip': `203.0.113.${n}`,
              forwarded: `for=203.0.113.${n}`,
            },
          )
        ).statusCode,
      );
    expect(statuses).toEqual([401, 401, 429, 429, 429, 429]);
  });

  test('B6: behind a trusted proxy all of one /64, in any spelling, is one network', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '2', TRUSTED_PROXIES: '127.0.0.1' });
    const account = await app.givenAccount();
    const from = async (address: string) =>
      (await app.post('/api/auth/sign-in', { login: account.email, password: 'wrong' }, { 'x-forwarded-for': address }))
        .statusCode;
    expect([await from('2001:db8::1'), await from('2001:DB8:0:0:ffff::2'), await from('2001:db8::abcd')]).toEqual([
      401, 401, 429,
    ]);
    expect([await from('198.51.100.7'), await from('::ffff:198.51.100.7'), await from('::FFFF:c633:6407')]).toEqual([
      401, 401, 429,
    ]);
    expect(await from('2001:db8:0:1::1')).toBe(401);
  });

  test('E1: the ids of what is made have no order, no common beginning, and enough of them differ', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const sessions = [];
    for (let n = 0; n < 40; n += 1) sessions.push(await givenSession(app, { account }));
    const ids = sessions.map((session) => session.sessionId);
    const jtis = sessions.map(
      ({ accessToken }) =>
        JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).jti as string,
    );
    for (const values of [ids, jtis, sessions.map((session) => session.refreshToken)]) {
      expect(new Set(values).size).toBe(values.length);
      expect(new Set(values.map((value) => value[0])).size).toBeGreaterThan(8);
      expect(values).not.toEqual(values.toSorted());
      for (const value of values) expect(value).toMatch(/^[\w-]{22,}$/);
    }
  });

  test('E8: a suspended account’s tokens are refused, and its sign-in answers as for a wrong password', async () => {
    const app = await open();
    const { account, accessToken, refreshToken } = await givenSession(app);
    const ended = await app.database.transaction(async (transaction) => {
      await transaction.change(suspend, { id: account.id });
      return endSessionsOfAccount(app.app.context, transaction, {
        accountId: account.id,
        reason: 'signed_out_everywhere',
        facts: null,
      });
    });
    ended.publish();
    const answer = await app.get('/api/account', bearer(accessToken));
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'session_ended']);
    expect((await app.post('/api/auth/refresh', { refresh_token: refreshToken })).json().code).toBe('session_ended');
    expect((await app.signIn(account)).json().code).toBe('invalid_credentials');
  });

  test('E8: what another node ends is refused here too, within two seconds', async () => {
    const app = await open();
    const other = await openApp(app);
    const { account, accessToken } = await givenSession(app);
    expect((await other.get('/api/account', bearer(accessToken))).statusCode).toBe(200);
    await app.post('/api/auth/sign-out-everywhere', {}, bearer(accessToken));
    expect((await app.get('/api/account', bearer(accessToken))).statusCode).toBe(401);
    await expect
      .poll(async () => (await other.get('/api/account', bearer(accessToken))).statusCode, {
        timeout: 2000,
        interval: 50,
      })
      .toBe(401);
    expect(
      (await other.get('/api/account', bearer((await givenSession(other, { account })).accessToken))).statusCode,
    ).toBe(200);
    await other.app.server.close();
  });
});

test('E6: what was revoked stays refused after the process was gone without a farewell and another opens the same file', async () => {
  const test = await openTestDatabase('sqlite');
  const before = await openApp(test);
  const kept = await givenSession(before);
  const signedOut = await givenSession(before);
  const everywhere = await givenSession(before);
  await before.post('/api/auth/sign-out', undefined, bearer(signedOut.accessToken));
  await before.post('/api/auth/sign-out-everywhere', {}, bearer(everywhere.accessToken));

  // Nothing of the first process is closed: its files lie there as a crash leaves them.
  const { database } = await openDatabase({
    url: test.url,
    clock: test.clock,
    log: silentLog,
    migrations,
    checkpoints: false,
  });
  const after = await openApp({ ...test, database });
  for (const { accessToken, refreshToken } of [signedOut, everywhere]) {
    const answer = await after.get('/api/account', bearer(accessToken));
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'session_ended']);
    const refreshed = await after.post('/api/auth/refresh', { refresh_token: refreshToken });
    expect([refreshed.statusCode, refreshed.json().code]).toEqual([401, 'session_ended']);
  }
  expect((await after.get('/api/account', bearer(kept.accessToken))).statusCode).toBe(200);
  await after.app.server.close();
  await database.close();
  await before.close();
});
