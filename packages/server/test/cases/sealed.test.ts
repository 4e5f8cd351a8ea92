import { expect, test } from 'vitest';
import { findSession } from '#features/sessions/store.ts';
import { bearer, cookiesOf, describeApp, type TestApp } from '#test/test-app.ts';
import { describeHttp } from './describe-http.ts';
import { readTables } from './every-table.ts';
import { fromOurPage, givenSession } from './given-session.ts';

type Answer = Awaited<ReturnType<TestApp['get']>>;

const password = 'a good long password';
const told = (answer: Answer) => [answer.statusCode, answer.json().code ?? answer.json().error];

/** Everything the service signs, seals or draws, each by what it is; what lies sealed in the database too, as from a dump. */
async function givenValues(app: TestApp): Promise<Record<string, string>> {
  const { context } = app.app;
  await app.post('/api/auth/sign-up', { email: 'new@example.com', password });
  const owner = await app.givenAccount();
  await app.post('/api/auth/password-reset/request', { email: owner.email });
  const mails = await app.mails();
  const find = (pattern: RegExp) =>
    mails.map(({ text }) => pattern.exec(text)?.[1]).find((found) => found !== undefined) ?? '';
  const session = await givenSession(app, { account: owner });
  await givenSession(app, { account: owner });
  const list = await app.get('/api/account/sessions?limit=1', bearer(session.accessToken));
  const [header = '', payload = '', signature = ''] = session.accessToken.split('.');
  const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const refresh = Buffer.from(session.refreshToken, 'base64url');
  const { findSetupLink } = await import('#features/setup/find-setup-link.ts');
  const setup = (await findSetupLink(context))?.split('#token=')[1] ?? '';
  await app.database.transaction((transaction) =>
    transaction.change(
      { name: 'test.queue', sqlite: text('?'), postgres: text('$'), parameters: ['sealed'] },
      { sealed: context.secrets.seal('outbox', session.sessionId, 'x') },
    ),
  );
  const { outbox = [], signing_keys = [] } = await readTables(app.database);
  const sealed = (hex: unknown) => Buffer.from(String(hex), 'hex').toString('base64url');
  const values = {
    'access token': session.accessToken,
    'its header': header,
    'its claims': payload,
    'its signature': signature,
    'refresh token': session.refreshToken,
    'its first half': refresh.subarray(0, refresh.length / 2).toString('base64url'),
    'its last 32 bytes': refresh.subarray(-32).toString('base64url'),
    cursor: list.json().next_cursor,
    'verification token': find(/verify-email#token=([\w-]+)/),
    'verification code': find(/^\s+(\d{8})\s*$/m),
    'reset token': find(/reset-password#token=([\w-]+)/),
    'setup token': setup,
    'session id': session.sessionId,
    'account id': owner.id,
    jti,
    kid: context.signingKeys.current().kid,
    'a sealed mail': sealed(outbox.find((row) => row.sealed_message)?.sealed_message),
    'a sealed key': sealed(signing_keys[0]?.sealed_private_key),
  };
  for (const [what, value] of Object.entries(values)) expect([what, value.length > 7]).toEqual([what, true]);
  return values;
}
const text = (sign: string) =>
  `INSERT INTO outbox (id, kind, sealed_message, tries, created_at) VALUES ('x', 'x', ${sign}1, 0, now_ms())`;

/** Every place that takes a signed, sealed or drawn value: what it takes, how it is asked, how it refuses. */
function consumersOf(app: TestApp, holder: string) {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const grant = (payload: string) => app.inject({ method: 'POST', url: '/api/auth/token', headers: form, payload });
  const cookie = (name: string, value: string) => ({ ...fromOurPage, cookie: `${name}=${value}` });
  const field = encodeURIComponent;
  return {
    Bearer: {
      takes: 'access token',
      ask: (value: string) => app.get('/api/account', bearer(value)),
      refuses: [401, 'invalid_token'],
    },
    'access cookie': {
      takes: 'access token',
      ask: (value: string) => app.get('/api/account', cookie('access_token', value)),
      refuses: [401, 'invalid_token'],
    },
    'refresh cookie': {
      takes: '',
      ask: (value: string) => app.post('/api/auth/refresh', undefined, cookie('refresh_token', value)),
      refuses: [401, 'invalid_refresh_token'],
    },
    refresh: {
      takes: 'refresh token',
      ask: (value: string) => app.post('/api/auth/refresh', { refresh_token: value }),
      refuses: [401, 'invalid_refresh_token'],
    },
    'token endpoint': {
      takes: 'refresh token',
      ask: (value: string) => grant(`grant_type=refresh_token&refresh_token=${field(value)}`),
      refuses: [400, 'invalid_grant'],
    },
    'sign-out': {
      takes: 'refresh token',
      ask: (value: string) => app.post('/api/auth/sign-out', { refresh_token: value }),
      refuses: [401, 'invalid_refresh_token'],
    },
    'verify-email': {
      takes: 'verification token',
      ask: (value: string) => app.post('/api/auth/verify-email', { token: value }),
      refuses: [400, 'invalid_token'],
    },
    'verify-email by code': {
      takes: 'verification code',
      ask: (value: string) => app.post('/api/auth/verify-email', { email: 'new@example.com', code: value }),
      refuses: [400, 'invalid_token'],
    },
    'password-reset': {
      takes: 'reset token',
      ask: (value: string) => app.post('/api/auth/password-reset', { token: value, password }),
      refuses: [400, 'invalid_token'],
    },
    setup: {
      takes: 'setup token',
      ask: (value: string) => app.post('/api/setup', { token: value, email: 'root@example.com', password }),
      refuses: [400, 'invalid_token'],
    },
    cursor: {
      takes: 'cursor',
      ask: (value: string) => app.get(`/api/account/sessions?cursor=${field(value)}`, bearer(holder)),
      refuses: [400, 'invalid_cursor'],
    },
    password: {
      takes: '',
      ask: (value: string) => app.post('/api/auth/sign-in', { login: 'new@example.com', password: value }),
      refuses: [401, 'invalid_credentials'],
    },
  } as const;
}

describeApp('what is signed, sealed or drawn', (open) => {
  test('C1, D12, D13: each value is good at its own consumer alone, and none is made of what a caller chose', {
    timeout: 60_000,
  }, async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const values = await givenValues(app);
    const holder = (await givenSession(app)).accessToken;
    for (const [consumer, { takes, ask, refuses }] of Object.entries(consumersOf(app, holder)))
      for (const [what, value] of Object.entries(values)) {
        if (what === takes) continue;
        // A code has five tries: each wrong one costs one.
        if (consumer === 'verify-email by code' && !['session id', 'reset token', 'cursor'].includes(what)) continue;
        const answer = await ask(value);
        expect([consumer, what, ...told(answer)]).toEqual([consumer, what, ...refuses]);
        expect([consumer, what, answer.headers['set-cookie']]).toEqual([consumer, what, undefined]);
      }
    // Each was good all the while: what was refused above was the place.
    const good = consumersOf(app, values['access token'] ?? '');
    for (const consumer of ['Bearer', 'cursor', 'verify-email', 'password-reset', 'setup'] as const) {
      const { ask, takes } = good[consumer];
      const answer = await ask(values[takes] ?? '');
      expect([consumer, answer.statusCode < 300, answer.body]).toEqual([consumer, true, answer.body]);
    }
  });

  test('D13: what somebody chose for themselves stands in no token and no cursor', async () => {
    const app = await open();
    const chosen = { email: 'chosen-email@example.com', username: 'chosen-username' };
    const account = await app.givenAccount(chosen);
    const userAgent = '{"sub":"chosen-agent","role":"admin"}';
    const answers = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const body = { login: chosen.email, password: account.password };
      answers.push(
        (await app.post('/api/auth/sign-in', body, { 'user-agent': userAgent, 'x-request-id': 'chosen-id' })).json(),
      );
    }
    const [{ access_token, refresh_token }] = answers as [{ access_token: string; refresh_token: string }];
    const cursor = (await app.get('/api/account/sessions?limit=1', bearer(access_token))).json().next_cursor;
    const [header = '', claims = ''] = access_token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(Object.keys(JSON.parse(header)).toSorted()).toEqual(['alg', 'kid', 'typ']);
    const names = [
      'amr',
      'aud',
      'auth_time',
      'client_id',
      'epoch',
      'exp',
      'gen',
      'iat',
      'iss',
      'jti',
      'role',
      'sid',
      'sub',
    ];
    expect(Object.keys(JSON.parse(claims)).toSorted()).toEqual(names);
    const opened = [
      header,
      claims,
      ...[refresh_token, cursor].map((one: string) => Buffer.from(one, 'base64url').toString('latin1')),
    ];
    for (const one of opened) expect(one).not.toMatch(/chosen|admin/);
    // A sealed cursor says nothing, and the same one is never sealed twice.
    const again = (await app.get('/api/account/sessions?limit=1', bearer(access_token))).json().next_cursor;
    expect(again).not.toBe(cursor);
  });

  test('D12: what was sealed for the outbox, the inbox, a key or a cursor opens as nothing else', async () => {
    const app = await open();
    const { secrets } = app.app.context;
    const purposes = ['outbox', 'inbox', 'signing-keys', 'cursors'] as const;
    for (const purpose of purposes)
      for (const context of ['a', 'b']) {
        const sealed = secrets.seal(purpose, 'what is sealed', context);
        expect(secrets.open(purpose, sealed, context).toString()).toBe('what is sealed');
        for (const other of purposes)
          for (const elsewhere of ['a', 'b', ''])
            if (other !== purpose || elsewhere !== context)
              expect(() => secrets.open(other, sealed, elsewhere)).toThrow();
      }
  });
});

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
