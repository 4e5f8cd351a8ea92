import { expect, test } from 'vitest';
import { rotateSigningKeys } from '#features/access-tokens/rotate-signing-keys.ts';
import { findSession } from '#features/sessions/store.ts';
import { type GivenServiceKey, givenServiceKey } from '#test/given-service-key.ts';
import { bearer, describeApp, openApp, type TestApp } from '#test/test-app.ts';

type Tokens = { access_token: string; refresh_token: string; session_id: string };
const inactive = '{"active":false}';

const ask = (app: TestApp, { headers }: GivenServiceKey, token: string, more: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/api/introspect',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ token, ...more }).toString(),
  });
const given = (app: TestApp) => givenServiceKey(app, ['introspect']);
const signIn = async (app: TestApp, role: 'user' | 'admin' = 'user') => {
  const account = await app.givenAccount({ role, username: `name${role}` });
  return { account, ...(await app.signIn(account)).json<Tokens>() };
};
const refresh = async (app: TestApp, token: string) =>
  (await app.post('/api/auth/refresh', { refresh_token: token })).json<Tokens>();

describeApp('introspection', (open) => {
  test('tells of a good access token what RFC 7662 asks for, and the role as it is now', async () => {
    const app = await open();
    const { account, access_token: token, session_id: sid } = await signIn(app);
    const answer = await ask(app, await given(app), token, { token_type_hint: 'refresh_token', other: 'ignored' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
    const { config } = app.app.context;
    expect(answer.json()).toEqual({
      active: true,
      token_type: 'Bearer',
      client_id: 'portress',
      username: 'nameuser',
      sub: account.id,
      aud: config.tokenAudience,
      iss: config.publicUrl,
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
      sid,
      gen: 1,
      epoch: 0,
      role: 'user',
      auth_time: expect.any(Number),
      amr: ['pwd'],
    });
  });

  test('knows a refresh token that would be answered, without spending it, and no other', async () => {
    const app = await open({ REFRESH_GRACE_SECONDS: '60' });
    const key = await given(app);
    const first = await signIn(app);
    expect((await ask(app, key, first.refresh_token)).json()).toMatchObject({
      active: true,
      token_type: 'refresh_token',
      gen: 1,
      sid: first.session_id,
    });
    const second = await refresh(app, first.refresh_token);
    // The parent would still be answered: its child has not proved that it arrived.
    for (const token of [first.refresh_token, second.refresh_token])
      expect((await ask(app, key, token)).json()).toMatchObject({ active: true });
    expect((await findSession(app.database.read, first.session_id))?.generation).toBe(2);
    await app.clock.wind({ seconds: 61 });
    const third = await refresh(app, second.refresh_token);
    expect((await ask(app, key, first.refresh_token)).body).toBe(inactive);
    expect((await ask(app, key, third.refresh_token)).json()).toMatchObject({ active: true, gen: 3 });
    await app.post('/api/auth/sign-out', {}, bearer(third.access_token));
    expect((await ask(app, key, third.refresh_token)).body).toBe(inactive);
  });

  test('of anything else it says exactly that it is not active', async () => {
    const app = await open();
    const key = await given(app);
    const { access_token: token, refresh_token: refreshToken } = await signIn(app);
    const others = [
      `${token}x`,
      token.slice(0, -2),
      `${refreshToken}A`,
      key.key,
      'psk_',
      'nonsense',
      '.',
      '..',
      'a.b.c',
      '\u{1f431}',
      'x'.repeat(10_000),
      `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${token.split('.')[1]}.`,
    ];
    for (const other of others) expect([other, (await ask(app, key, other)).body]).toEqual([other, inactive]);
    await app.clock.wind({ seconds: 16 * 60 });
    expect((await ask(app, key, token)).body).toBe(inactive);
  });

  test('a call without a token cannot be read', async () => {
    const app = await open();
    const answer = await ask(app, await given(app), '');
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_request']);
  });

  test('E10, P3: resource, introspection and the own account agree, whatever has ended the token, on a node that has not heard of it', async () => {
    const app = await open();
    // It hears nothing and polls late: only the database can tell it.
    const other = await openApp({ ...app, close: async () => {} });
    const key = await given(app);
    const admin = await signIn(app, 'admin');
    const ends: [string, (session: Awaited<ReturnType<typeof signIn>>) => Promise<unknown>][] = [
      ['sign-out', ({ access_token: token }) => app.post('/api/auth/sign-out', {}, bearer(token))],
      ['everywhere', ({ access_token: token }) => app.post('/api/auth/sign-out-everywhere', {}, bearer(token))],
      [
        'suspended',
        ({ account }) =>
          app.inject({
            method: 'PATCH',
            url: `/api/accounts/${account.id}`,
            headers: bearer(admin.access_token),
            payload: { status: 'suspended' },
          }),
      ],
      [
        'deleted',
        ({ account }) =>
          app.inject({ method: 'DELETE', url: `/api/accounts/${account.id}`, headers: bearer(admin.access_token) }),
      ],
    ];
    for (const [name, end] of ends) {
      const account = await app.givenAccount();
      const session = { account, ...(await app.signIn(account)).json<Tokens>() };
      const verdicts = async () => [
        (await app.get('/api/account', bearer(session.access_token))).statusCode === 200,
        (await ask(app, key, session.access_token)).json().active,
        (await ask(other, key, session.access_token)).json().active,
        app.app.context.revocations.revokedBy({
          sid: session.session_id,
          sub: account.id,
          epoch: 0,
          kid: 'any',
        }) === undefined,
      ];
      expect([name, await verdicts()]).toEqual([name, [true, true, true, true]]);
      await end(session);
      expect([name, await verdicts()]).toEqual([name, [false, false, false, false]]);
      expect([name, (await ask(app, key, session.refresh_token)).body]).toEqual([name, inactive]);
    }
    await other.app.server.close();
  });

  test('a new role ends the access tokens that name the old one, and not the refresh token', async () => {
    const app = await open();
    const key = await given(app);
    const admin = await signIn(app, 'admin');
    const session = await signIn(app);
    await app.inject({
      method: 'PATCH',
      url: `/api/accounts/${session.account.id}`,
      headers: bearer(admin.access_token),
      payload: { role: 'moderator' },
    });
    expect((await ask(app, key, session.access_token)).body).toBe(inactive);
    const next = await refresh(app, session.refresh_token);
    expect((await ask(app, key, next.access_token)).json()).toMatchObject({ active: true, role: 'moderator' });
  });

  test('a key that retires makes no token bad; one that has gone does', async () => {
    const app = await open();
    const key = await given(app);
    const { access_token: token } = await signIn(app);
    await rotateSigningKeys(app.app.context, async () => {});
    expect((await ask(app, key, token)).json().active).toBe(true);
    await app.clock.wind({ seconds: 14 * 60 });
    expect((await ask(app, key, token)).json().active).toBe(true);
  });

  test('an access token older than a grace that is seen here proves that its refresh token arrived', async () => {
    const app = await open({ REFRESH_GRACE_SECONDS: '60' });
    const key = await given(app);
    const first = await signIn(app);
    const second = await refresh(app, first.refresh_token);
    await app.clock.wind({ seconds: 30 });
    await ask(app, key, second.access_token);
    expect((await findSession(app.database.read, first.session_id))?.proved_at).toBeNull();
    await app.clock.wind({ seconds: 31 });
    await ask(app, key, second.access_token);
    const provedAt = async () => (await findSession(app.database.read, first.session_id))?.proved_at;
    await expect.poll(provedAt).not.toBeNull();
  });
});
