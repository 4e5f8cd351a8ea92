import { expect, test } from 'vitest';
import { findSession } from '#features/sessions/store.ts';
import { cookiesOf, type TestApp } from '#test/test-app.ts';
import { describeHttp } from './describe-http.ts';
import { fromOurPage, givenSession } from './given-session.ts';

type Answer = Awaited<ReturnType<TestApp['get']>>;

const told = (answer: Answer) => [answer.statusCode, answer.json().code ?? answer.json().error];

/** Another character of the alphabet in this place. */
const flipped = (value: string, at: number): string => {
  const other = value[at] === 'A' ? 'B' : 'A';
  return value.slice(0, at) + other + value.slice(at + 1);
};

describeHttp('cookies and hidden state', (open) => {
  test('D14: a cookie with any character flipped counts as absent, and renews, sets and ends nothing', {
    timeout: 60_000,
  }, async () => {
    const app = await open({ REFRESHES_PER_MINUTE: '0' });
    const { names, accessToken, refreshToken, sessionId, account } = await givenSession(app, { transport: 'cookie' });
    const absent = await app.get('/api/account');
    const expectAbsent = (answer: Answer, what: string) => {
      expect([what, ...told(answer), answer.headers['set-cookie']]).toEqual([what, ...told(absent), undefined]);
      expect(answer.headers['www-authenticate']).toBe(absent.headers['www-authenticate']);
    };
    for (let at = 0; at < refreshToken.length; at += 1) {
      const cookie = `${names.refresh}=${flipped(refreshToken, at)}`;
      expectAbsent(await app.get('/api/account', { cookie }), `refresh ${at}`);
      // Beside a good access cookie it is not there either: who is signed in stays it.
      const beside = await app.get('/api/account', { cookie: `${names.access}=${accessToken}; ${cookie}` });
      expect([at, beside.statusCode, beside.headers['set-cookie']]).toEqual([at, 200, undefined]);
    }
    for (let at = 0; at < accessToken.length; at += 1) {
      if (accessToken[at] === '.') continue;
      // Alone it is nobody's: `invalid_token` tells a client to refresh, which is what it would do without one as well.
      const answer = await app.get('/api/account', { cookie: `${names.access}=${flipped(accessToken, at)}` });
      expect([at, ...told(answer), answer.headers['set-cookie']]).toEqual([at, 401, 'invalid_token', undefined]);
    }
    expect(await findSession(app.database.read, sessionId)).toMatchObject({ generation: 1, ended_at: null });
    const beside = await app.get('/api/account', {
      cookie: `${names.access}=${flipped(accessToken, 50)}; ${names.refresh}=${refreshToken}`,
    });
    expect([beside.statusCode, beside.json().id]).toEqual([200, account.id]);
    expect(Object.keys(cookiesOf(beside).byName)).toHaveLength(2);
  });

  test('D14: no invented cookie, header or field makes anybody more than they are', async () => {
    const app = await open();
    const admin = await app.givenAccount({ role: 'admin' });
    const mine = await givenSession(app, { transport: 'cookie' });
    const invented = [
      'role=admin',
      'is_admin=1',
      `account_id=${admin.id}`,
      `sub=${admin.id}`,
      'transport=body',
      'mfa=done',
      'email_verified=true',
      'signed_in=1',
    ];
    const places: Record<string, string>[] = [
      ...invented.map((cookie) => ({ cookie })),
      { cookie: invented.join('; ') },
      { cookie: `access_token=${Buffer.from(JSON.stringify({ sub: admin.id, role: 'admin' })).toString('base64')}` },
      { cookie: `${mine.names.access}=${admin.id}; ${mine.names.refresh}=${admin.id}` },
      { cookie: `__Host-access_token=${mine.accessToken}; __Secure-access_token=${mine.accessToken}` },
      { 'x-role': 'admin', 'x-account-id': admin.id, 'x-forwarded-user': admin.email, 'remote-user': admin.email },
      { 'x-access-token': mine.accessToken, 'x-authenticated': 'true' },
    ];
    for (const headers of places) {
      const where = JSON.stringify(headers).slice(0, 80);
      const alone = await app.get('/api/account', headers);
      const code = headers.cookie?.startsWith(`${mine.names.access}=`)
        ? /^(?:not_signed_in|invalid_token)$/
        : /^not_signed_in$/;
      expect([where, alone.statusCode, alone.headers['set-cookie']]).toEqual([where, 401, undefined]);
      expect(alone.json().code).toMatch(code);
      // Beside good cookies, but for those that would make one of them ambiguous (E13).
      const isAmbiguous = headers.cookie?.startsWith(`${mine.names.access}=`) ?? true;
      const cookie = isAmbiguous ? mine.cookies : `${mine.cookies}; ${headers.cookie}`;
      const held = await app.get('/api/account', { ...headers, cookie });
      expect([where, held.statusCode, held.json().id, held.json().role]).toEqual([where, 200, mine.account.id, 'user']);
    }
    const refreshed = await app.post('/api/auth/refresh', undefined, {
      ...fromOurPage,
      cookie: `${mine.refreshCookie}; transport=body`,
    });
    expect([refreshed.statusCode, refreshed.json().access_token, refreshed.json().account.role]).toEqual([
      200,
      undefined,
      'user',
    ]);
  });
});
