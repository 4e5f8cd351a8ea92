import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Account, findAccount } from '#features/accounts/store.ts';
import { findSession } from '#features/sessions/store.ts';
import { silentLog } from '#platform/log.ts';
import { createApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { bearer, cookiesOf, describeApp, type TestApp, testSecret } from '#test/test-app.ts';
import { describeHttp } from './describe-http.ts';
import { fromOurPage, givenSession } from './given-session.ts';
import { exchangeBytes, listen, readAnswer } from './over-the-wire.ts';

type Answer = Awaited<ReturnType<TestApp['get']>>;

const accessSeconds = 900;
const told = (answer: Answer) => [answer.statusCode, answer.json().code];
const whoAmI = (app: TestApp, headers: Record<string, string>) => app.get('/api/account', headers);
/** Ends the access token's life and leaves the refresh token's. */
const expireAccess = (app: TestApp) => app.clock.wind({ seconds: accessSeconds + 1 });

const places = [
  { url: 'http://localhost:8000', prefix: '', path: '/', end: '' },
  { url: 'https://id.example', prefix: '__Host-', path: '/', end: '; Secure' },
  { url: 'https://app.example/accounts', prefix: '__Secure-', path: '/accounts', end: '; Secure' },
];

describeApp('cookies', (open) => {
  test.each(places)('K1, E13: at $url each attribute is as written down', async ({ url, prefix, path, end }) => {
    const app = await open({ PUBLIC_URL: url });
    const account = await app.givenAccount();
    const token = '[\\w.-]+';
    const line = (name: string, value: string, age: string) =>
      expect.stringMatching(
        new RegExp(`^${prefix}${name}=${value}; Path=${path}; Max-Age=${age}; HttpOnly; SameSite=Lax${end}$`),
      );
    const both = [line('refresh_token', token, '2592000'), line('access_token', token, '900')];

    const answer = await app.signIn(account, { transport: 'cookie' });
    const signedIn = cookiesOf(answer);
    expect(signedIn.lines).toEqual(both);
    const split = await app.signIn(account, { transport: 'split' });
    expect(cookiesOf(split).lines).toEqual(both.slice(0, 1));

    const refreshed = await app.post('/api/auth/refresh', undefined, { ...fromOurPage, cookie: signedIn.header });
    expect(cookiesOf(refreshed).lines).toEqual(both);
    const signedOut = await app.post('/api/auth/sign-out', undefined, {
      ...fromOurPage,
      cookie: cookiesOf(refreshed).header,
    });
    expect(signedOut.statusCode).toBe(204);
    expect(cookiesOf(signedOut).lines).toEqual([line('refresh_token', '', '0'), line('access_token', '', '0')]);
  });

  test('E13: a cookie whose name was sent twice is nobody’s, in one header or in two', async () => {
    const app = await open();
    const mine = await givenSession(app, { transport: 'cookie' });
    const theirs = await givenSession(app, { transport: 'cookie' });
    const { access, refresh } = mine.names;
    for (const cookie of [
      `${mine.cookies}; ${access}=${theirs.accessToken}`,
      `${access}=${theirs.accessToken}; ${mine.cookies}`,
      `${mine.cookies}; ${refresh}=${theirs.refreshToken}`,
      `${mine.cookies}; ${access}=${mine.accessToken}`,
      `${mine.cookies}; ${access}=`,
      `${mine.cookies};${refresh}=x`,
    ]) {
      const answer = await whoAmI(app, { cookie });
      expect([...told(answer), answer.headers['www-authenticate'], answer.headers['set-cookie']]).toEqual([
        401,
        'not_signed_in',
        'Bearer',
        undefined,
      ]);
      for (const path of ['/api/auth/refresh', '/api/auth/sign-out', '/api/auth/sign-out-everywhere'])
        expect((await app.post(path, undefined, { ...fromOurPage, cookie })).statusCode).toBe(401);
    }
    const port = await listen(app);
    const head = `GET /api/account HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`;
    const twice = await exchangeBytes(port, `${head}Cookie: ${mine.cookies}\r\nCookie: ${theirs.cookies}\r\n\r\n`);
    expect(readAnswer(twice).status).toBe(401);
    const once = await exchangeBytes(port, `${head}Cookie: ${access}=${mine.accessToken}\r\nCookie: other=1\r\n\r\n`);
    expect(readAnswer(once).status).toBe(200);
    expect((await whoAmI(app, { cookie: mine.cookies })).statusCode).toBe(200);
  });

  test('E13: on https a cookie without its prefix, or in another case, is not ours', async () => {
    const app = await open({ PUBLIC_URL: 'https://id.example' });
    const { accessToken, refreshToken, cookies } = await givenSession(app, { transport: 'cookie' });
    for (const prefix of ['', '__host-', '__HOST-', '__Secure-'])
      expect(
        told(
          await whoAmI(app, { cookie: `${prefix}access_token=${accessToken}; ${prefix}refresh_token=${refreshToken}` }),
        ),
      ).toEqual([401, 'not_signed_in']);
    expect((await whoAmI(app, { cookie: cookies })).statusCode).toBe(200);
  });

  test('D14: a flipped or invented cookie counts as absent, and a Bearer wins over cookies', async () => {
    const app = await open();
    const mine = await givenSession(app, { transport: 'cookie' });
    const other = await givenSession(app);
    const { access, refresh } = mine.names;
    for (const cookie of [`${access}=admin`, `${access}=`, `${refresh}=x`, 'role=admin; account=1', ';;=;'])
      expect((await whoAmI(app, { cookie })).statusCode).toBe(401);
    // A planted access cookie beside a good refresh cookie: the refresh token decides who it is.
    const planted = await whoAmI(app, { cookie: `${access}=planted; ${refresh}=${mine.refreshToken}` });
    expect([planted.statusCode, planted.json().id]).toEqual([200, mine.account.id]);
    const both = await whoAmI(app, { ...bearer(other.accessToken), cookie: mine.cookies });
    expect(both.json().id).toBe(other.account.id);
    expect(both.headers['set-cookie']).toBeUndefined();
  });

  test('E2: what was in the cookies before a sign-in is another value after it, and the session it belonged to ends', async () => {
    const app = await open();
    const attacker = await givenSession(app, { transport: 'cookie' });
    const victim = await app.givenAccount();
    const body = { login: victim.email, password: victim.password, transport: 'cookie' };
    const answer = await app.post('/api/auth/sign-in', body, { ...fromOurPage, cookie: attacker.cookies });
    const { byName, header } = cookiesOf(answer);
    expect(byName.refresh_token).not.toBe(attacker.refreshToken);
    expect(byName.access_token).not.toBe(attacker.accessToken);
    expect(answer.json().session_id).not.toBe(attacker.sessionId);
    expect((await whoAmI(app, { cookie: header })).json().id).toBe(victim.id);
    expect(told(await whoAmI(app, { cookie: attacker.cookies }))).toEqual([401, 'session_ended']);
    expect(told(await whoAmI(app, bearer(attacker.accessToken)))).toEqual([401, 'session_ended']);
    // A made-up cookie fixes nothing either, and harms nobody.
    const planted = await app.post('/api/auth/sign-in', body, {
      ...fromOurPage,
      cookie: 'refresh_token=fixed; access_token=fixed',
    });
    expect(planted.statusCode).toBe(200);
    expect(cookiesOf(planted).byName.refresh_token).not.toBe('fixed');
  });

  test('E16: cookie transport never puts a token in a body, split never the refresh token, body never sets a cookie', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const inside = (answer: Answer) => ['access_token', 'refresh_token'].filter((name) => name in answer.json());
    const expected = {
      cookie: { body: [], cookies: ['refresh_token', 'access_token'] },
      split: { body: ['access_token'], cookies: ['refresh_token'] },
      body: { body: ['access_token', 'refresh_token'], cookies: [] },
    };
    for (const transport of ['cookie', 'split', 'body'] as const) {
      const answer = await app.signIn(account, { transport });
      expect(inside(answer)).toEqual(expected[transport].body);
      expect(Object.keys(cookiesOf(answer).byName)).toEqual(expected[transport].cookies);
      const session = await givenSession(app, { account, transport });
      const refreshed =
        transport === 'body'
          ? await app.post('/api/auth/refresh', { refresh_token: session.refreshToken })
          : await app.post('/api/auth/refresh', undefined, { ...fromOurPage, cookie: session.refreshCookie });
      expect(refreshed.statusCode, refreshed.body).toBe(200);
      expect(inside(refreshed)).toEqual(expected[transport].body);
      expect(Object.keys(cookiesOf(refreshed).byName)).toEqual(expected[transport].cookies);
    }
  });

  test('E16: no change of transport carries the refresh token out of its cookie, or a body’s token into one', async () => {
    const app = await open();
    for (const transport of ['cookie', 'split'] as const) {
      const { refreshToken, refreshCookie } = await givenSession(app, { transport });
      const inBody = await app.post('/api/auth/refresh', { refresh_token: refreshToken }, fromOurPage);
      expect(told(inBody)).toEqual([401, 'invalid_refresh_token']);
      const form = await app.inject({
        method: 'POST',
        url: '/api/auth/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: `grant_type=refresh_token&refresh_token=${refreshToken}`,
      });
      expect([form.statusCode, form.json().error]).toEqual([400, 'invalid_grant']);
      for (const answer of [inBody, form]) {
        expect(answer.body).not.toMatch(/[\w-]{60}/);
        expect(answer.headers['set-cookie']).toBeUndefined();
      }
      // Asking for another transport is not a field of the call.
      const asked = await app.post(
        '/api/auth/refresh',
        { transport: 'body' },
        { ...fromOurPage, cookie: refreshCookie },
      );
      expect(asked.statusCode).toBe(422);
      // None of it cost the person their session.
      const good = await app.post('/api/auth/refresh', undefined, { ...fromOurPage, cookie: refreshCookie });
      expect(good.statusCode).toBe(200);
    }
    const body = await givenSession(app);
    const asCookie = await app.post('/api/auth/refresh', undefined, { ...fromOurPage, cookie: body.refreshCookie });
    expect([...told(asCookie), asCookie.headers['set-cookie']]).toEqual([401, 'invalid_refresh_token', undefined]);
    const renewed = await whoAmI(app, { cookie: body.refreshCookie });
    expect([...told(renewed), renewed.headers['set-cookie']]).toEqual([401, 'not_signed_in', undefined]);
  });
});

describeApp('re-authentication (M09)', (open) => {
  test('a sign-out everywhere that was re-authenticated sends none of the new tokens, and clears the cookies', async () => {
    const app = await open();
    for (const transport of ['cookie', 'split'] as const) {
      const { refreshCookie } = await givenSession(app, { transport });
      const headers = { ...fromOurPage, cookie: refreshCookie };
      const answer = await app.post('/api/auth/sign-out-everywhere', undefined, headers);
      const { lines, byName } = cookiesOf(answer);
      expect([answer.statusCode, lines.length, Object.values(byName)]).toEqual([200, 2, ['', '']]);
      expect(answer.headers['x-access-token']).toBeUndefined();
      expect(answer.headers['x-access-token-expires-in']).toBeUndefined();
    }
  });

  test('an expired or a missing access cookie with a good refresh cookie is answered normally, the new cookies ride along', async () => {
    const app = await open();
    for (const isMissing of [false, true]) {
      const { cookies, refreshCookie, account, refreshToken } = await givenSession(app, { transport: 'cookie' });
      if (!isMissing) await expireAccess(app);
      const answer = await whoAmI(app, { cookie: isMissing ? refreshCookie : cookies });
      expect([answer.statusCode, answer.json().id]).toEqual([200, account.id]);
      const rotated = cookiesOf(answer);
      expect(Object.keys(rotated.byName)).toEqual(['refresh_token', 'access_token']);
      expect(rotated.byName.refresh_token).not.toBe(refreshToken);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.headers['x-access-token']).toBeUndefined();
      expect((await whoAmI(app, { cookie: rotated.header })).headers['set-cookie']).toBeUndefined();
    }
  });

  test('works for a change as for a reading', async () => {
    const app = await open();
    const { cookies, account } = await givenSession(app, { transport: 'cookie' });
    const other = await givenSession(app, { account });
    await expireAccess(app);
    const answer = await app.inject({
      method: 'DELETE',
      url: `/api/account/sessions/${other.sessionId}`,
      headers: { ...fromOurPage, cookie: cookies },
    });
    expect([answer.statusCode, cookiesOf(answer).lines.length]).toEqual([204, 2]);
  });

  test('split: the new access token is in X-Access-Token, the refresh token in its cookie alone', async () => {
    const app = await open();
    const { accessToken, refreshCookie, account } = await givenSession(app, { transport: 'split' });
    await expireAccess(app);
    for (const headers of [{ ...bearer(accessToken), cookie: refreshCookie }, { cookie: refreshCookie }]) {
      const answer = await whoAmI(app, headers);
      expect([answer.statusCode, answer.json().id]).toEqual([200, account.id]);
      expect(answer.headers['x-access-token-expires-in']).toBe('900');
      const renewed = String(answer.headers['x-access-token']);
      expect(renewed).not.toBe(accessToken);
      expect(Object.keys(cookiesOf(answer).byName)).toEqual(['refresh_token']);
      expect((await whoAmI(app, bearer(renewed))).json().id).toBe(account.id);
    }
    const browser = await app.get('/api/account', { cookie: refreshCookie, origin: 'http://localhost:8000' });
    expect(String(browser.headers['access-control-expose-headers'])).toContain(
      'X-Access-Token, X-Access-Token-Expires-In',
    );
  });

  test('a Bearer that is forged, mangled or another session’s is never re-authenticated', async () => {
    const app = await open();
    const mine = await givenSession(app, { transport: 'split' });
    const other = await givenSession(app, { transport: 'split' });
    await expireAccess(app);
    const [header, payload, signature = ''] = mine.accessToken.split('.');
    const forged = `${header}.${payload}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`;
    for (const token of [forged, 'x', `${mine.accessToken}A`, other.accessToken]) {
      const answer = await whoAmI(app, { ...bearer(token), cookie: mine.refreshCookie });
      expect([...told(answer), answer.headers['set-cookie']], token).toEqual([401, 'invalid_token', undefined]);
    }
    expect((await findSession(app.database.read, mine.sessionId))?.generation).toBe(1);
    const basic = await whoAmI(app, { authorization: 'Basic YTpi', cookie: mine.refreshCookie });
    expect([...told(basic), basic.headers['set-cookie']]).toEqual([401, 'not_signed_in', undefined]);
  });

  test('50 parallel requests with one expired access cookie and one refresh cookie all get the same refresh cookie', async () => {
    const app = await open();
    const { cookies, account, refreshToken, sessionId } = await givenSession(app, { transport: 'cookie' });
    await expireAccess(app);
    const answers = await Promise.all(Array.from({ length: 50 }, () => whoAmI(app, { cookie: cookies })));
    for (const answer of answers) expect([answer.statusCode, answer.json().id]).toEqual([200, account.id]);
    const refreshed = new Set(answers.map((answer) => cookiesOf(answer).byName.refresh_token));
    expect([refreshed.size, refreshed.has(refreshToken)]).toEqual([1, false]);
    const access = new Set(answers.map((answer) => cookiesOf(answer).byName.access_token));
    expect(access.size).toBe(50);
    expect((await findSession(app.database.read, sessionId))?.generation).toBe(2);
  });

  test('after the end of a session its cookies renew nothing, and a 401 neither sets nor clears a cookie', async () => {
    const app = await open();
    const { cookies, refreshCookie, accessToken, account, sessionId } = await givenSession(app, {
      transport: 'cookie',
    });
    const other = await givenSession(app, { account });
    await app.inject({
      method: 'DELETE',
      url: `/api/account/sessions/${sessionId}`,
      headers: bearer(other.accessToken),
    });
    for (const cookie of [
      cookies,
      refreshCookie,
      `access_token=${accessToken}`,
      'refresh_token=forged',
      'access_token=forged',
    ])
      for (const answer of [
        await whoAmI(app, { cookie }),
        await app.post('/api/auth/refresh', undefined, { ...fromOurPage, cookie }),
        await app.post('/api/auth/sign-out-everywhere', undefined, { ...fromOurPage, cookie }),
      ]) {
        expect([answer.statusCode, cookie]).toEqual([401, cookie]);
        expect(answer.headers['set-cookie']).toBeUndefined();
        expect(answer.headers['x-access-token']).toBeUndefined();
      }
    const wrong = await app.post('/api/auth/sign-in', { login: account.email, password: 'wrong', transport: 'cookie' });
    expect([wrong.statusCode, wrong.headers['set-cookie']]).toEqual([401, undefined]);
  });

  test('a suspended account is not re-authenticated and gets no cookies', async () => {
    const app = await open();
    const { refreshCookie, account } = await givenSession(app, { transport: 'cookie' });
    await suspend(app, account.id);
    const answer = await whoAmI(app, { cookie: refreshCookie });
    expect([...told(answer), answer.headers['set-cookie']]).toEqual([401, 'session_ended', undefined]);
  });

  test('sign-out works with an expired access cookie, renews nothing, clears the cookies and can be said twice', async () => {
    const app = await open();
    const { cookies, refreshCookie, sessionId } = await givenSession(app, { transport: 'cookie' });
    await expireAccess(app);
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await app.post('/api/auth/sign-out', undefined, { ...fromOurPage, cookie: cookies });
      expect(answer.statusCode).toBe(204);
      expect(Object.values(cookiesOf(answer).byName)).toEqual(['', '']);
    }
    expect(await findSession(app.database.read, sessionId)).toMatchObject({
      generation: 1,
      ended_reason: 'signed_out',
    });
    expect(told(await whoAmI(app, { cookie: refreshCookie }))).toEqual([401, 'session_ended']);
  });

  test('E12: after a sign-out the next person in the same browser sees only their own', async () => {
    const app = await open();
    const first = await givenSession(app, { transport: 'cookie' });
    await app.post('/api/auth/sign-out', undefined, { ...fromOurPage, cookie: first.cookies });
    const second = await app.givenAccount();
    const answer = await app.signIn(second, { transport: 'cookie' });
    const cookie = cookiesOf(answer).header;
    expect((await whoAmI(app, { cookie })).json().id).toBe(second.id);
    const devices = (await app.get('/api/account/sessions', { cookie })).json().items;
    expect(devices.map((device: { id: string }) => device.id)).toEqual([answer.json().session_id]);
  });
});

async function suspend(app: TestApp, id: string): Promise<void> {
  const text = "UPDATE accounts SET status = 'suspended' WHERE id = ";
  const row: Account | undefined = await findAccount(app.database.read, id);
  expect(row?.status).toBe('active');
  await app.database.write.change(
    { name: 'test.suspend', sqlite: `${text}?`, postgres: `${text}$1`, parameters: ['id'] },
    { id },
  );
}

const changes = [
  { method: 'POST', url: '/api/auth/refresh' },
  { method: 'POST', url: '/api/auth/sign-out' },
  { method: 'POST', url: '/api/auth/sign-out-everywhere' },
] as const;

describeHttp('requests from elsewhere', (open) => {
  const ask = async (app: TestApp, cookie: string, headers: Record<string, string>, payload?: string) => {
    const answers: Answer[] = [];
    for (const { method, url } of changes)
      answers.push(
        await app.inject({ method, url, headers: { cookie, ...headers }, ...(payload !== undefined && { payload }) }),
      );
    return answers;
  };

  test('K2: a cross-site form, Origin: null, an evil origin, and no Origin with a cookie are 403 on every change', async () => {
    const app = await open();
    const { cookies, sessionId } = await givenSession(app, { transport: 'cookie' });
    const elsewhere: Record<string, string>[] = [
      {
        'sec-fetch-site': 'cross-site',
        origin: 'https://evil.example',
        'content-type': 'application/x-www-form-urlencoded',
      },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'cross-site', origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'same-site', origin: 'https://other.localhost' },
      { 'sec-fetch-site': 'nonsense' },
      { 'sec-fetch-site': '' },
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { origin: 'http://localhost:8000.evil.example' },
      { origin: 'http://localhost.evil.example:8000' },
      { origin: 'http://evil.example/http://localhost:8000' },
      { origin: 'http://localhost:8000@evil.example' },
      { origin: '' },
      {},
      { referer: 'http://localhost:8000/account' },
      { 'x-http-method-override': 'GET' },
    ];
    for (const headers of elsewhere)
      for (const answer of await ask(app, cookies, headers)) {
        expect([...told(answer), JSON.stringify(headers)]).toEqual([
          403,
          'cross_site_request',
          JSON.stringify(headers),
        ]);
        expect(answer.headers['set-cookie']).toBeUndefined();
      }
    const removal = await app.inject({
      method: 'DELETE',
      url: `/api/account/sessions/${sessionId}`,
      headers: { cookie: cookies },
    });
    expect(told(removal)).toEqual([403, 'cross_site_request']);
    expect((await whoAmI(app, { cookie: cookies })).statusCode).toBe(200);
    expect((await findSession(app.database.read, sessionId))?.generation).toBe(1);
  });

  test('K2: text/plain and forms from elsewhere are 403 before anything is read, and 415 from here', async () => {
    const app = await open();
    const { cookies, sessionId } = await givenSession(app, { transport: 'cookie' });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      for (const answer of await ask(app, cookies, { origin: 'https://evil.example', 'content-type': type }, '{"a":1}'))
        expect(answer.statusCode).toBe(403);
      for (const answer of await ask(app, cookies, { ...fromOurPage, 'content-type': type }, '{"keep_current":true}'))
        expect([answer.statusCode, type]).toEqual([415, type]);
    }
    expect(await findSession(app.database.read, sessionId)).toMatchObject({ generation: 1, ended_at: null });
  });

  test('K2: the same from our own page, from the address bar and from a listed origin is answered', async () => {
    const app = await open({ APP_ORIGINS: 'https://shop.example' });
    for (const headers of [
      fromOurPage,
      { 'sec-fetch-site': 'none' },
      { origin: 'http://localhost:8000' },
      { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[]) {
      const { cookies } = await givenSession(app, { transport: 'cookie' });
      const answer = await app.post('/api/auth/sign-out-everywhere', undefined, { cookie: cookies, ...headers });
      expect([answer.statusCode, JSON.stringify(headers)]).toEqual([200, JSON.stringify(headers)]);
    }
  });

  test('K2: a page elsewhere cannot sign its visitor in to an account of its own (login CSRF)', async () => {
    const app = await open();
    const account = await app.givenAccount();
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: 'https://evil.localhost' },
      { cookie: 'theme=dark' },
    ] as Record<string, string>[])
      for (const transport of ['cookie', 'split', 'body']) {
        const body = { login: account.email, password: account.password, transport };
        const answer = await app.post('/api/auth/sign-in', body, headers);
        expect([...told(answer), answer.headers['set-cookie']]).toEqual([403, 'cross_site_request', undefined]);
      }
    const form = await app.inject({
      method: 'POST',
      url: '/api/auth/token',
      headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'grant_type=password',
    });
    expect(form.statusCode).toBe(403);
    // curl, and any server: no cookie, no Origin, no Fetch Metadata.
    expect((await app.signIn(account, { transport: 'cookie' })).statusCode).toBe(200);
  });

  test('K2: who reads is not who changes: a cross-site GET by cookie changes nothing', async () => {
    const app = await open();
    const { cookies } = await givenSession(app, { transport: 'cookie' });
    for (const { url } of changes) {
      const answer = await app.get(url, { cookie: cookies, 'sec-fetch-site': 'cross-site' });
      expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST']);
    }
    expect((await whoAmI(app, { cookie: cookies })).statusCode).toBe(200);
  });

  test('K2: the refused origin is logged once, with the line to add', async () => {
    const app = await open({ LOG_LEVEL: 'warn' });
    for (let turn = 0; turn < 3; turn += 1)
      await app.post('/api/auth/refresh', undefined, { origin: 'https://shop.example' });
    expect(app.logged().match(/https:\/\/shop\.example/g)).toHaveLength(1);
    expect(app.logged()).toContain('APP_ORIGINS');
  });

  test('K3: another origin is given no CORS header, on answers and on preflights', async () => {
    const app = await open({
      PUBLIC_URL: 'https://id.example',
      APP_ORIGINS: 'https://shop.example,https://app.example:8443',
    });
    for (const origin of [
      'https://evil.example',
      'null',
      'https://shop.example.evil.example',
      'https://evilshop.example',
      'https://shop.example:444',
      'http://shop.example',
      'https://www.shop.example',
      'https://SHOP.example',
      'https://shop.example/',
      'https://app.example',
      'http://id.example',
      'http://localhost:3000',
      '*',
    ])
      for (const method of ['GET', 'OPTIONS'] as const) {
        const preflight = {
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        };
        const answer = await app.inject({
          method,
          url: '/api/account',
          headers: { origin, ...(method === 'OPTIONS' && preflight) },
        });
        const cors = Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'));
        expect([origin, method, cors]).toEqual([origin, method, []]);
        expect(String(answer.headers.vary)).toContain('Origin');
      }
  });

  test('K3: a listed origin and our own are echoed exactly, with Vary and credentials, and never *', async () => {
    const app = await open({
      PUBLIC_URL: 'https://id.example',
      APP_ORIGINS: 'https://shop.example,https://app.example:8443',
    });
    for (const origin of ['https://shop.example', 'https://app.example:8443', 'https://id.example']) {
      const answer = await app.get('/api/account', { origin });
      expect(answer.statusCode).toBe(401);
      const preflight = await app.inject({
        method: 'OPTIONS',
        url: '/api/account/sessions/x',
        headers: {
          origin,
          'access-control-request-method': 'DELETE',
          'access-control-request-headers': 'authorization',
        },
      });
      expect([preflight.statusCode, preflight.body]).toEqual([204, '']);
      expect(preflight.headers['access-control-allow-methods']).toBe('GET, POST, PUT, PATCH, DELETE');
      expect(preflight.headers['access-control-allow-headers']).toBe('authorization');
      for (const { headers } of [answer, preflight]) {
        expect(headers['access-control-allow-origin']).toBe(origin);
        expect(headers['access-control-allow-credentials']).toBe('true');
        expect(String(headers.vary)).toContain('Origin');
        expect(headers['access-control-expose-headers']).toBe(
          'X-Request-Id, X-Access-Token, X-Access-Token-Expires-In, Retry-After, Location, ETag, Idempotency-Replayed',
        );
      }
    }
  });

  test('K3: in development any port of localhost is allowed until APP_ORIGINS is set', async () => {
    const app = await open();
    for (const origin of ['http://localhost:3000', 'http://127.0.0.1:5173', 'http://[::1]:1', 'http://localhost:8000'])
      expect((await app.get('/healthz', { origin })).headers['access-control-allow-origin']).toBe(origin);
    for (const origin of [
      'http://localhost.evil.example',
      'http://127.0.0.2:3000',
      'http://127.0.0.1.evil.example',
      'file://',
    ])
      expect((await app.get('/healthz', { origin })).headers['access-control-allow-origin']).toBeUndefined();
    const listed = await open({ APP_ORIGINS: 'https://shop.example' });
    const other = await listed.get('/healthz', { origin: 'http://localhost:3000' });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('K5: answers that hold tokens or a person carry the headers that keep them here', async () => {
    const app = await open({ PUBLIC_URL: 'https://id.example' });
    const { accessToken, account } = await givenSession(app);
    const answers = [
      await app.get('/api/account', bearer(accessToken)),
      await app.get('/api/account/sessions', bearer(accessToken)),
      await app.signIn(account),
      await app.get('/api/account'),
      await app.get('/api/nothing'),
      await app.get('/api/%'),
    ];
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-site',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'cache-control': 'no-store',
        'x-request-id': expect.stringMatching(/^[\w-]{22,36}$/),
        'server-timing': expect.stringMatching(/^total;dur=[\d.]+$/),
      });
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers.server).toBeUndefined();
    }
  });
});

const evilPaths = [
  '//evil.example',
  '//evil.example/',
  '/\\evil.example',
  '/%5Cevil.example',
  '/%2F%2Fevil.example/',
  '/https:evil.example',
];

test.each(['', '/accounts'])('K6: no address below "%s" leads to another host', async (path) => {
  const directory = mkdtempSync(join(tmpdir(), 'portress-web-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<!doctype html><head><base href="/"></head><title>client</title>');
  const database = await openTestDatabase('sqlite');
  const config = readConfig(
    { NODE_ENV: 'test', SECRET_KEY: testSecret, PUBLIC_URL: `http://localhost:8000${path}` },
    '/nonexistent',
  );
  const app = await createApp({
    config: { ...config, secretKeys: [testSecret] },
    database: database.database,
    log: silentLog,
    webDirectory: directory,
    version: '0.0.0-test',
  });
  for (const evil of evilPaths)
    for (const url of [
      evil,
      `${path}${evil}`,
      `${path}/sign-in?return_to=${encodeURIComponent(evil)}`,
      `${path}?return_to=${evil}`,
    ]) {
      const answer = await app.server.inject({ method: 'GET', url, headers: { host: 'evil.example' } });
      const to = answer.headers.location;
      // What is redirected goes to a path of ours: one slash, and no back slash that a browser reads as another.
      if (to !== undefined) expect([url, to]).toEqual([url, `${path}/`]);
      expect([url, answer.statusCode]).not.toEqual([url, 500]);
    }
  const page = await app.server.inject({ method: 'GET', url: `${path}/sign-in` });
  expect([page.statusCode, page.headers['content-security-policy']]).toEqual([
    200,
    expect.stringContaining("frame-ancestors 'none'"),
  ]);
  await app.server.close();
  await database.close();
  rmSync(directory, { recursive: true, force: true });
});

describeHttp('a PUBLIC_URL with a path', (open) => {
  test('has everything below it, the cookies too, and nothing of the service above it', async () => {
    const app = await open({ PUBLIC_URL: 'https://app.example/accounts', METRICS_TOKEN: 'a-token-of-16-or-more' });
    const { cookies, accessToken, account } = await givenSession(app, { transport: 'cookie' });
    const below = (url: string, headers: Record<string, string> = {}) =>
      app.inject({ method: 'GET', url: `/accounts${url}`, headers });
    expect((await below('/api/account', { cookie: cookies })).json().id).toBe(account.id);
    expect((await below('/api/account', bearer(accessToken))).statusCode).toBe(200);
    for (const url of [
      '/.well-known/jwks.json',
      '/healthz',
      '/readyz',
      '/openapi.json',
      '/problems/not_found',
      '/dev/inbox.json',
    ])
      expect([url, (await below(url)).statusCode]).toEqual([url, 200]);
    expect((await below('/metrics', bearer('a-token-of-16-or-more'))).statusCode).toBe(200);
    for (const route of app.app.routes) {
      const answer = await app.inject({ method: route.method, url: route.path.replace(':id', 'x') });
      expect([route.path, answer.statusCode]).toEqual([route.path, 404]);
    }
    const metadata = (await below('/.well-known/oauth-authorization-server')).json();
    expect(metadata).toMatchObject({
      issuer: 'https://app.example/accounts',
      token_endpoint: 'https://app.example/accounts/api/auth/token',
      jwks_uri: 'https://app.example/accounts/.well-known/jwks.json',
    });
    expect((await below('/api/nothing')).json().type).toBe('https://app.example/accounts/problems/not_found');
    const payload = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
    expect(payload).toMatchObject({ iss: 'https://app.example/accounts', aud: 'https://app.example/accounts' });
  });
});
