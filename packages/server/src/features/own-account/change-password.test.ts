import { expect, test } from 'vitest';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { findSession } from '#features/sessions/store.ts';
import { statement } from '#platform/database/statement.ts';
import { bearer, cookiesOf, describeApp, type TestAccount, type TestApp } from '#test/test-app.ts';

type Answer = Awaited<ReturnType<TestApp['get']>>;
type Tokens = { access_token: string; refresh_token: string; session_id: string; session_expires_at: string };

const newPassword = 'quite another password';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const fromOurPage = { 'sec-fetch-site': 'same-origin' };
const accessSeconds = 900;
const suspend = statement<{ id: string }>('test.suspend', "UPDATE accounts SET status = 'suspended' WHERE id = :id");
const speak = statement<{ id: string; locale: string }>(
  'test.speak',
  'UPDATE accounts SET locale = :locale WHERE id = :id',
);

const told = (answer: Answer) => [answer.statusCode, answer.json().code];
const begin = async (app: TestApp, account: TestAccount): Promise<Tokens> => (await app.signIn(account)).json();
const change = (app: TestApp, account: TestAccount, headers: Record<string, string>, password = newPassword) =>
  app.inject({
    method: 'PUT',
    url: '/api/account/password',
    headers,
    payload: { current_password: account.password, password },
  });
const whoAmI = (app: TestApp, headers: Record<string, string>) => app.get('/api/account', headers);
const refresh = (app: TestApp, refresh_token: string) => app.post('/api/auth/refresh', { refresh_token });
const refreshByCookie = (app: TestApp, cookie: string) =>
  app.post('/api/auth/refresh', undefined, { ...fromOurPage, cookie });
const typesOf = async (app: TestApp, { id }: TestAccount) =>
  (await listAuditEvents(app.database.read, id, 200)).map((event) => event.type);
const givenBrowser = async (app: TestApp, account: TestAccount) =>
  cookiesOf(await app.signIn(account, { transport: 'cookie' }));

describeApp('changing the own password', (open) => {
  test('E14, M11: this session goes on with new tokens, all others end at once, and the answer says how many', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    const others = [await begin(app, account), await begin(app, account)];
    const stranger = await begin(app, await app.givenAccount());
    const answer = await change(app, account, bearer(mine.access_token));
    expect(answer.statusCode, answer.body).toBe(200);
    const kept = answer.json();
    expect(kept).toMatchObject({
      token_type: 'Bearer',
      ended_sessions: 2,
      session_id: mine.session_id,
      account: { id: account.id },
      // A new password makes no session live longer.
      session_expires_at: mine.session_expires_at,
    });
    expect([answer.headers['cache-control'], answer.headers['set-cookie']]).toEqual(['no-store', undefined]);

    for (const { access_token, refresh_token } of others) {
      expect(told(await whoAmI(app, bearer(access_token)))).toEqual([401, 'session_ended']);
      expect(told(await refresh(app, refresh_token))).toEqual([401, 'session_ended']);
    }
    // Whoever shared the tokens of the kept session is out as well, and can end nothing by showing them.
    expect(told(await whoAmI(app, bearer(mine.access_token)))).toEqual([401, 'invalid_token']);
    expect(told(await refresh(app, mine.refresh_token))).toEqual([401, 'invalid_refresh_token']);
    await app.post('/api/auth/sign-out', undefined, bearer(mine.access_token));
    await app.post('/api/auth/sign-out', { refresh_token: mine.refresh_token });

    expect((await whoAmI(app, bearer(kept.access_token))).statusCode).toBe(200);
    const next = await refresh(app, kept.refresh_token);
    expect([next.statusCode, next.json().session_id]).toEqual([200, mine.session_id]);
    expect((await whoAmI(app, bearer(stranger.access_token))).statusCode).toBe(200);
    expect((await app.signIn(account)).statusCode).toBe(401);
    expect((await app.signIn({ ...account, password: newPassword })).statusCode).toBe(200);
    expect(await typesOf(app, account)).toEqual(expect.arrayContaining(['password_changed', 'sessions_revoked']));
  });

  test('E14, E16: by cookies the new tokens are in cookies alone, by split the refresh token is', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const before = await givenBrowser(app, account);
    const answer = await change(app, account, { ...fromOurPage, cookie: before.header });
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json()).not.toHaveProperty('access_token');
    expect(answer.json()).not.toHaveProperty('refresh_token');
    const after = cookiesOf(answer);
    expect(Object.keys(after.byName)).toEqual(['refresh_token', 'access_token']);
    expect((await whoAmI(app, { cookie: after.header })).headers['set-cookie']).toBeUndefined();
    expect((await refreshByCookie(app, after.header)).statusCode).toBe(200);
    expect(told(await refreshByCookie(app, before.header))).toEqual([401, 'invalid_refresh_token']);

    const second = { ...account, password: newPassword };
    const split = await app.signIn(second, { transport: 'split' });
    const changed = await change(app, second, bearer(split.json().access_token), 'a third good password');
    expect(Object.keys(cookiesOf(changed).byName)).toEqual(['refresh_token']);
    expect(changed.json()).not.toHaveProperty('refresh_token');
    expect((await whoAmI(app, bearer(changed.json().access_token))).statusCode).toBe(200);
    expect(told(await refreshByCookie(app, cookiesOf(split).header))).toEqual([401, 'invalid_refresh_token']);
    expect((await refreshByCookie(app, cookiesOf(changed).header)).statusCode).toBe(200);
  });

  test('E14: with an expired access token the answer carries the tokens of the new chain only', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const browser = await givenBrowser(app, account);
    const split = await app.signIn(account, { transport: 'split' });
    await app.clock.wind({ seconds: accessSeconds + 1 });
    const answer = await change(app, account, { ...fromOurPage, cookie: browser.header });
    expect([answer.statusCode, cookiesOf(answer).lines.length]).toEqual([200, 2]);
    expect((await whoAmI(app, { cookie: cookiesOf(answer).header })).statusCode).toBe(200);
    expect((await refreshByCookie(app, cookiesOf(answer).header)).statusCode).toBe(200);

    const second = { ...account, password: newPassword };
    const again = await app.signIn(second, { transport: 'split' });
    await app.clock.wind({ seconds: accessSeconds + 1 });
    const headers = { ...bearer(again.json().access_token), cookie: cookiesOf(again).header };
    const changed = await change(app, second, headers, 'a third good password');
    expect([changed.statusCode, cookiesOf(changed).lines.length]).toEqual([200, 1]);
    expect(changed.headers['x-access-token']).toBeUndefined();
    expect((await whoAmI(app, bearer(changed.json().access_token))).statusCode).toBe(200);
    expect(told(await refreshByCookie(app, cookiesOf(split).header))).toEqual([401, 'session_ended']);
  });

  test('another tab that was under way is not told that the session has ended, and goes on by a refresh', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const before = await givenBrowser(app, account);
    const after = cookiesOf(await change(app, account, { ...fromOurPage, cookie: before.header }));
    const late = await whoAmI(app, { cookie: before.header });
    expect([...told(late), late.headers['set-cookie']]).toEqual([401, 'invalid_token', undefined]);
    expect((await refreshByCookie(app, after.header)).statusCode).toBe(200);
    // The old access cookie counts as expired: with the new refresh cookie it is renewed.
    const mixed = `access_token=${before.byName.access_token}; refresh_token=${after.byName.refresh_token}`;
    const renewed = await whoAmI(app, { cookie: mixed });
    expect([renewed.statusCode, cookiesOf(renewed).lines.length]).toEqual([200, 2]);
    expect((await whoAmI(app, { cookie: cookiesOf(renewed).header })).statusCode).toBe(200);

    const second = { ...account, password: newPassword };
    const split = await app.signIn(second, { transport: 'split' });
    const old = bearer(split.json().access_token);
    const changed = await change(app, second, old, 'a third good password');
    expect(told(await whoAmI(app, old))).toEqual([401, 'invalid_token']);
    const otherTab = await whoAmI(app, { ...old, cookie: cookiesOf(changed).header });
    expect(otherTab.statusCode).toBe(200);
    expect((await whoAmI(app, bearer(String(otherTab.headers['x-access-token'])))).statusCode).toBe(200);

    // A session that is really over stays `session_ended`.
    await app.post('/api/auth/sign-out', undefined, bearer(changed.json().access_token));
    expect(told(await whoAmI(app, old))).toEqual([401, 'session_ended']);
    expect(told(await whoAmI(app, { cookie: before.header }))).toEqual([401, 'session_ended']);
  });

  test('another tab signs out with what it holds: its old access token, and the new cookie beside it', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const split = await app.signIn(account, { transport: 'split' });
    const changed = await change(app, account, bearer(split.json().access_token));
    const answer = await app.post('/api/auth/sign-out', undefined, {
      ...fromOurPage,
      ...bearer(split.json().access_token),
      cookie: cookiesOf(changed).header,
    });
    expect(answer.statusCode).toBe(204);
    expect(told(await whoAmI(app, bearer(changed.json().access_token)))).toEqual([401, 'session_ended']);
  });

  test('a wrong present password is 401 `invalid_credentials`, is recorded, and changes nothing', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    const other = await begin(app, account);
    const answer = await change(app, { ...account, password: 'wrong' }, bearer(mine.access_token));
    expect(told(answer)).toEqual([401, 'invalid_credentials']);
    expect(answer.headers['set-cookie']).toBeUndefined();
    for (const { access_token, refresh_token } of [mine, other]) {
      expect((await whoAmI(app, bearer(access_token))).statusCode).toBe(200);
      expect((await refresh(app, refresh_token)).statusCode).toBe(200);
    }
    expect((await app.signIn(account)).statusCode).toBe(200);
    expect((await typesOf(app, account)).filter((type) => type === 'reauthentication_failed')).toHaveLength(1);
    expect(await app.mails()).toEqual([]);
  });

  test('B12, B13: the present password is compared whole, in either normal form, and too long a one is wrong', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const account = await app.givenAccount();
    const composed = 'Crème brûlée à volonté';
    const first = await begin(app, account);
    const set = await change(app, account, bearer(first.access_token), composed.normalize('NFD'));
    expect(set.statusCode, set.body).toBe(200);
    const mine = bearer(set.json().access_token);
    for (const wrong of [
      `${composed} `,
      composed.toUpperCase(),
      `${composed}\u0000`,
      'x'.repeat(257),
      'x'.repeat(100_000),
      '',
      '\ud800',
    ])
      expect(told(await change(app, { ...account, password: wrong }, mine))).toEqual([401, 'invalid_credentials']);
    for (const form of ['NFC', 'NFD'])
      expect((await app.signIn({ ...account, password: composed.normalize(form) })).statusCode).toBe(200);
    const again = await change(app, { ...account, password: composed.normalize('NFC') }, mine);
    expect(again.statusCode, again.body).toBe(200);
  });

  test('B12, B13: a new password that will not do is 422 and costs no guess', async () => {
    const app = await open();
    const account = await app.givenAccount({ email: 'ann-smith@example.com', username: 'annsmith' });
    const mine = bearer((await begin(app, account)).access_token);
    for (const [password, code] of [
      ['short', 'too_short'],
      // Seven code points after NFC, fourteen before.
      ['e\u0301'.repeat(7), 'too_short'],
      ['x'.repeat(257), 'too_long'],
      ['e\u0301'.repeat(257), 'too_long'],
      ['Ann-Smith@example.com', 'personal_password'],
      ['ANNSMITH', 'personal_password'],
      ['password123', 'common_password'],
      ['пароль123', 'common_password'],
      ['ghbdtn123', 'common_password_other_layout'],
      ['broken password \ud800', 'invalid_value'],
    ] as const) {
      const answer = await change(app, { ...account, password: 'wrong' }, mine, password);
      expect([answer.statusCode, answer.json().errors?.[0]]).toEqual([
        422,
        expect.objectContaining({ field: 'password', code }),
      ]);
    }
    expect(await typesOf(app, account)).not.toContain('reauthentication_failed');
    // 256 code points, in either form, are taken.
    const letters = Array.from({ length: 256 }, (_, n) => `${'aeiouy'[(n * n * 7 + n * 3 + (n >> 3)) % 6]}\u0301`);
    const long = letters.join('');
    expect((await change(app, account, mine, long)).statusCode).toBe(200);
    expect((await app.signIn({ ...account, password: long.normalize('NFC') })).statusCode).toBe(200);
  });

  test('the same password again is refused, and told only to whoever knows it', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = bearer((await begin(app, account)).access_token);
    const same = await change(app, account, mine, account.password);
    expect([same.statusCode, same.json().errors]).toEqual([
      422,
      [expect.objectContaining({ field: 'password', code: 'same_password' })],
    ]);
    const guess = await change(app, { ...account, password: 'wrong' }, mine, account.password);
    expect(told(guess)).toEqual([401, 'invalid_credentials']);
    expect((await whoAmI(app, mine)).statusCode).toBe(200);
  });

  test.each([
    {},
    { password: newPassword },
    { current_password: 'x' },
    { current_password: null, password: newPassword },
    { current_password: 1, password: newPassword },
    { current_password: 'x', password: newPassword, account_id: 'y' },
  ])('C4, J6: %j is 422 and changes nothing', async (payload) => {
    const app = await open();
    const account = await app.givenAccount();
    const headers = bearer((await begin(app, account)).access_token);
    const answer = await app.inject({ method: 'PUT', url: '/api/account/password', headers, payload });
    expect(told(answer)).toEqual([422, 'validation_failed']);
    expect((await app.signIn(account)).statusCode).toBe(200);
  });

  test('K2: a page of another site cannot ask for it by the cookies', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const { header: cookie } = await givenBrowser(app, account);
    for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }])
      expect(told(await change(app, account, { ...headers, cookie }))).toEqual([403, 'cross_site_request']);
    expect((await app.signIn(account)).statusCode).toBe(200);
  });

  test('B7, B9: sign-in by address, by username, the token endpoint and a password change have one count', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '4' });
    const account = await app.givenAccount({ email: 'ann@example.com', username: 'ann' });
    const mine = bearer((await begin(app, account)).access_token);
    const grant = (password: string) =>
      app.inject({
        method: 'POST',
        url: '/api/auth/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ grant_type: 'password', username: 'ann', password }).toString(),
      });
    const ways = [
      (password: string) => change(app, { ...account, password }, mine),
      (password: string) => app.signIn({ ...account, password }),
      (password: string) => app.post('/api/auth/sign-in', { login: 'ANN', password }),
      grant,
    ];
    for (const way of ways) expect([400, 401]).toContain((await way('wrong')).statusCode);
    // Four failures by four ways: each way is throttled now, for the right password too.
    for (const way of ways)
      for (const password of ['wrong', account.password]) {
        const answer = await way(password);
        expect([answer.statusCode, Number(answer.headers['retry-after']) > 0]).toEqual([429, true]);
      }
    // B10: who is signed in already stays so.
    expect((await whoAmI(app, mine)).statusCode).toBe(200);
  });

  test('C6: every link that was mailed before is dead', async () => {
    const app = await open();
    const account = await app.givenAccount();
    await app.post('/api/auth/password-reset/request', { email: account.email });
    const token = /#token=([\w-]+)/.exec((await app.mails())[0]?.text ?? '')?.[1];
    expect(token).toBeDefined();
    expect((await change(app, account, bearer((await begin(app, account)).access_token))).statusCode).toBe(200);
    const answer = await app.post('/api/auth/password-reset', { token, password: 'a third good password' });
    expect(told(answer)).toEqual([400, 'invalid_token']);
    expect((await app.signIn({ ...account, password: newPassword })).statusCode).toBe(200);
  });

  test('E12: a change in one browser leaves the next person’s session in it alone', async () => {
    const app = await open();
    const [ann, bob] = [await app.givenAccount(), await app.givenAccount()];
    const anns = await givenBrowser(app, ann);
    const bobs = cookiesOf(
      await app.post(
        '/api/auth/sign-in',
        { login: bob.email, password: bob.password, transport: 'cookie' },
        { ...fromOurPage, cookie: anns.header },
      ),
    );
    // A late request with the cookies of before is nobody's: it changes neither password.
    expect(told(await change(app, ann, { ...fromOurPage, cookie: anns.header }))).toEqual([401, 'session_ended']);
    const annsOther = await begin(app, ann);
    expect((await change(app, ann, bearer(annsOther.access_token))).json().ended_sessions).toBe(0);
    expect((await whoAmI(app, { cookie: bobs.header })).json().id).toBe(bob.id);
    expect((await app.signIn(bob)).statusCode).toBe(200);
  });

  test('a suspended account cannot change its password, also where this node remembers it as active', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    await app.database.write.change(suspend, { id: account.id });
    expect(await change(app, account, bearer(mine.access_token))).toMatchObject({ statusCode: 401 });
    expect(await typesOf(app, account)).not.toContain('password_changed');
  });

  test('a session that has ended or timed out is not revived, and nothing is changed for it', async () => {
    const app = await open({ REFRESH_IDLE_SECONDS: '600', ACCESS_TOKEN_SECONDS: '900' });
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    await app.clock.wind({ seconds: 601 });
    const answer = await change(app, account, bearer(mine.access_token));
    expect(told(answer)).toEqual([401, 'session_ended']);
    expect((await app.signIn(account)).statusCode).toBe(200);
    expect((await findSession(app.database.read, mine.session_id))?.epoch).toBe(0);
    expect(await app.mails()).toEqual([]);
  });

  test('of 50 parallel changes exactly one is answered with 200, and its password is the one', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const account = await app.givenAccount();
    const sessions = [await begin(app, account), await begin(app, account)];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        change(app, account, bearer(sessions[index % 2]?.access_token ?? ''), `${newPassword} ${index}`),
      ),
    );
    const won = answers.flatMap((answer, index) => (answer.statusCode === 200 ? [index] : []));
    expect(won).toHaveLength(1);
    const refusals = answers.filter(({ statusCode }) => statusCode !== 200).map((answer) => answer.json().code);
    // On a machine too busy to hand out a connection or a hash, the rest hears when to come back.
    for (const code of refusals) expect(['invalid_credentials', 'unavailable', 'overloaded']).toContain(code);
    expect(refusals).toContain('invalid_credentials');
    expect((await app.signIn({ ...account, password: `${newPassword} ${won[0]}` })).statusCode).toBe(200);
    expect((await app.signIn(account)).statusCode).toBe(401);
    const { access_token, session_id } = answers[won[0] ?? 0]?.json() ?? {};
    expect((await whoAmI(app, bearer(access_token))).statusCode).toBe(200);
    const events = await typesOf(app, account);
    expect(events.filter((type) => type === 'password_changed')).toHaveLength(1);
    expect(session_id).toBe(sessions[(won[0] ?? 0) % 2]?.session_id);
  });

  test('a sign-in that races a change with the old password leaves no session behind', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    const signIns = Array.from({ length: 8 }, () => app.signIn(account));
    const changed = await change(app, account, bearer(mine.access_token));
    expect(changed.statusCode, changed.body).toBe(200);
    const begun = (await Promise.all(signIns)).filter(({ statusCode }) => statusCode === 200);
    for (const answer of begun) {
      const { access_token, refresh_token } = answer.json();
      expect(told(await whoAmI(app, bearer(access_token)))).toEqual([401, 'session_ended']);
      expect(told(await refresh(app, refresh_token))).toEqual([401, 'session_ended']);
    }
    const list = await app.get('/api/account/sessions', bearer(changed.json().access_token));
    expect(list.json().items).toHaveLength(1);
  });

  test('N5: the person is told by mail, in the language of the account: when, and from which device', async () => {
    const app = await open();
    const said = {
      en: ['Your password at', 'on the device “Firefox on Linux”', 'If it wasn’t you', ' UTC'],
      uk: ['Пароль до', 'з пристрою «Firefox on Linux»', 'Якщо ні', ' UTC'],
      ru: ['Пароль к', 'с устройства «Firefox on Linux»', 'Если нет', ' UTC'],
    };
    for (const [locale, phrases] of Object.entries(said)) {
      const account = await app.givenAccount();
      await app.database.write.change(speak, { id: account.id, locale });
      const mine = await begin(app, account);
      const headers = { ...bearer(mine.access_token), 'user-agent': firefox };
      expect((await change(app, account, headers)).statusCode).toBe(200);
      const mail = (await app.mails()).find(({ to }) => to.includes(account.email));
      for (const phrase of phrases) expect(`${mail?.subject} ${mail?.text.replaceAll('\n', ' ')}`).toContain(phrase);
      expect(mail?.text).toContain(String(new Date().getUTCFullYear()));
      expect(mail?.text).toContain('http://localhost:8000/forgotten-password');
      expect(mail?.text).not.toContain('#token=');
      expect(mail?.html).toContain(`<html lang="${locale}"`);
    }
  });

  test('M1: the link of the notice is on the configured origin, whatever the request says', async () => {
    const app = await open({ PUBLIC_URL: 'https://id.example/accounts' });
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    const answer = await app.inject({
      method: 'PUT',
      url: '/accounts/api/account/password',
      headers: {
        ...bearer(mine.access_token),
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        forwarded: 'host=evil.example',
        'user-agent': '<a href="https://evil.example">x</a>/1.0',
      },
      payload: { current_password: account.password, password: newPassword },
    });
    expect(answer.statusCode, answer.body).toBe(200);
    const [mail] = await app.mails();
    expect(mail?.text).toContain('https://id.example/accounts/forgotten-password');
    expect(`${mail?.text}${mail?.html}`).not.toContain('evil.example');
  });

  test('N5: it is never limited, and with MAIL=off nothing waits to be sent', async () => {
    const app = await open({ MAILS_PER_HOUR: '1' });
    let account = await app.givenAccount();
    for (const password of ['the second password', 'the third password', 'the fourth password']) {
      expect((await change(app, account, bearer((await begin(app, account)).access_token), password)).statusCode).toBe(
        200,
      );
      account = { ...account, password };
    }
    expect((await app.mails()).filter(({ to }) => to.includes(account.email))).toHaveLength(3);

    const silent = await open({ MAIL: 'off' });
    const other = await silent.givenAccount();
    expect((await change(silent, other, bearer((await begin(silent, other)).access_token))).statusCode).toBe(200);
    expect((await silent.app.context.outbox.health()).waiting).toBe(0);
  });
});
