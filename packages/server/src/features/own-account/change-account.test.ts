import { expect, test } from 'vitest';
import { findAccount } from '#features/accounts/store.ts';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { bearer, describeApp, type TestAccount, type TestApp } from '#test/test-app.ts';

const accountKeys = [
  'avatar_url',
  'country',
  'created_at',
  'email',
  'email_verified',
  'first_name',
  'id',
  'last_name',
  'locale',
  'role',
  'status',
  'time_zone',
  'updated_at',
  'username',
];

const begin = async (app: TestApp, account: TestAccount) => bearer((await app.signIn(account)).json().access_token);
const change = (app: TestApp, headers: Record<string, string>, payload: unknown) =>
  app.inject({ method: 'PATCH', url: '/api/account', headers, payload: payload as object });
const changesNoted = async (app: TestApp, { id }: TestAccount) =>
  (await listAuditEvents(app.database.read, id, 200))
    .filter(({ type }) => type === 'account_changed')
    .map(({ details }) => JSON.parse(details).fields);

describeApp('changing the own account', (open) => {
  test('I5, M14: what is given is changed and shown, what is omitted stays, null clears; the log names fields, not values', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    const first = await change(app, mine, {
      username: 'Олена',
      first_name: '  Олена ',
      last_name: 'Кос',
      locale: 'UK-ua',
      time_zone: 'Europe/Kyiv',
      country: 'UA',
    });
    expect(first.statusCode, first.body).toBe(200);
    expect(Object.keys(first.json()).toSorted()).toEqual(accountKeys);
    expect(first.json()).toMatchObject({
      id: account.id,
      email: account.email,
      username: 'Олена',
      first_name: 'Олена',
      last_name: 'Кос',
      locale: 'uk-UA',
      time_zone: 'Europe/Kyiv',
      country: 'UA',
    });
    const second = await change(app, mine, { first_name: null, country: null });
    expect(second.json()).toMatchObject({ first_name: null, country: null, last_name: 'Кос', username: 'Олена' });
    const shown = await app.get('/api/account', mine);
    expect(shown.json()).toEqual(second.json());
    expect(Object.keys(shown.json()).toSorted()).toEqual(accountKeys);
    // Two within a millisecond stand in no order.
    expect(new Set(await changesNoted(app, account))).toEqual(
      new Set(['first_name country', 'username first_name last_name locale time_zone country']),
    );
    expect((await app.signIn({ ...account, email: 'олена' })).statusCode).toBe(200);
    expect((await change(app, mine, { username: null })).json().username).toBeNull();
    expect((await app.signIn({ ...account, email: 'олена' })).statusCode).toBe(401);
  });

  test('what is as it was already writes nothing', async () => {
    const app = await open();
    const account = await app.givenAccount({ username: 'ann' });
    const mine = await begin(app, account);
    const before = await findAccount(app.database.read, account.id);
    for (const body of [{}, { username: 'ann' }, { first_name: null, country: null }])
      expect((await change(app, mine, body)).statusCode).toBe(200);
    expect(await findAccount(app.database.read, account.id)).toEqual(before);
    expect(await changesNoted(app, account)).toEqual([]);
    // Another spelling of the same username is a change, and is nobody else's.
    expect((await change(app, mine, { username: 'Ann' })).json().username).toBe('Ann');
  });

  test('I2, I3: role, state, address, proof, id, secrets, nulls and nested values are 422, field by field, and have no effect', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    const before = await findAccount(app.database.read, account.id);
    for (const body of [
      { role: 'admin' },
      { status: 'active' },
      { isAdmin: true },
      { email: 'new@example.com' },
      { email_verified: true },
      { emailVerified: true },
      { email_verified_at: 1 },
      { id: 'x' },
      { password: 'a good long password' },
      { password_hash: 'x' },
      { passwordHash: 'x' },
      { epoch: 0 },
      { credential_version: null },
      { created_at: '2020-01-01T00:00:00Z' },
      { account: { role: 'admin' } },
      { first_name: { role: 'admin' } },
      { username: ['x'] },
      { country: { $set: 'UA' } },
    ]) {
      const answer = await change(app, mine, { first_name: 'Ann', ...body });
      expect([body, answer.statusCode, answer.json().code]).toEqual([body, 422, 'validation_failed']);
      expect(answer.json().errors[0].field.split('.')[0]).toBe(Object.keys(body)[0]);
    }
    expect(await findAccount(app.database.read, account.id)).toEqual(before);
  });

  test('I3: nothing that a person may change of themselves makes their address a confirmed one', async () => {
    const app = await open({ EMAIL_VERIFICATION: 'optional' });
    const account = await app.givenAccount({ isVerified: false });
    const mine = await begin(app, account);
    for (const value of [true, 1, 'true', { at: 1 }])
      for (const name of ['email_verified', 'emailVerified', 'email_verified_at', 'phone_verified'])
        expect((await change(app, mine, { [name]: value })).statusCode).toBe(422);
    const changed = await change(app, mine, { username: 'ann', first_name: 'Ann', country: 'DE' });
    expect(changed.json()).toMatchObject({ username: 'ann', email_verified: false, role: 'user' });
  });

  test('a value that will not do is 422 for its field, by a code that says why', async () => {
    const app = await open();
    const mine = await begin(app, await app.givenAccount());
    for (const [field, value, code] of [
      ['username', '', 'too_short'],
      ['username', 'a', 'too_short'],
      ['username', 'x'.repeat(65), 'too_long'],
      ['username', 'with space', 'invalid_username'],
      ['username', 'a@b', 'invalid_username'],
      ['username', 'Admin', 'reserved'],
      ['username', 'admin\u200b', 'invalid_username'],
      ['first_name', '', 'invalid_value'],
      ['first_name', '   ', 'invalid_value'],
      ['last_name', 'x'.repeat(65), 'invalid_value'],
      ['last_name', 'a\u202eb', 'invalid_value'],
      ['locale', '', 'invalid_locale'],
      ['locale', 'not a tag', 'invalid_locale'],
      ['time_zone', '', 'invalid_time_zone'],
      ['time_zone', 'Mars/Olympus', 'invalid_time_zone'],
      ['country', '', 'invalid_country'],
      ['country', 'ua', 'invalid_country'],
      ['country', 'UK', 'invalid_country'],
      ['country', 'EU', 'invalid_country'],
      ['country', 'XX', 'invalid_country'],
      ['country', 'UKR', 'invalid_country'],
      ['country', 1, 'invalid_type'],
    ] as const) {
      const answer = await change(app, mine, { [field]: value });
      expect([value, answer.statusCode, answer.json().errors]).toEqual([
        value,
        422,
        [expect.objectContaining({ field, code })],
      ]);
    }
  });

  test('A9: of 50 people who want one username at once exactly one gets it, the others are 409', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const people = await Promise.all(Array.from({ length: 50 }, () => app.givenAccount()));
    const headers = [];
    for (const one of people) headers.push(await begin(app, one));
    const answers = await Promise.all(headers.map((mine, n) => change(app, mine, { username: n % 2 ? 'Zoé' : 'zoé' })));
    const codes = answers.map((answer) => (answer.statusCode === 200 ? 200 : answer.json().code));
    expect(codes.filter((code) => code === 200)).toHaveLength(1);
    expect(codes.filter((code) => code === 'username_taken')).toHaveLength(49);
  }, 60_000);

  test('If-Match: of 20 changes that saw one state exactly one is made, the others are 412', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    const { etag } = (await app.get('/api/account', mine)).headers;
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        change(app, { ...mine, 'if-match': String(etag) }, { first_name: `Name ${n}` }),
      ),
    );
    const codes = answers.map((answer) => (answer.statusCode === 200 ? 200 : answer.json().code));
    expect(codes.filter((code) => code === 200)).toHaveLength(1);
    expect(codes.filter((code) => code === 'precondition_failed')).toHaveLength(19);
    const winner = answers[codes.indexOf(200)];
    const now = await app.get('/api/account', mine);
    expect([now.json(), now.headers.etag]).toEqual([winner?.json(), winner?.headers.etag]);
    expect(now.headers.etag).not.toBe(etag);
  });

  test('If-Match: one of several tags and `*` do, a weak one and another’s do not; If-None-Match spares the body', async () => {
    const app = await open();
    const mine = await begin(app, await app.givenAccount());
    const others = await begin(app, await app.givenAccount());
    const tag = async () => String((await app.get('/api/account', mine)).headers.etag);
    const withTag = async (ifMatch: string, first_name: string) =>
      (await change(app, { ...mine, 'if-match': ifMatch }, { first_name })).statusCode;
    expect(await withTag(`"x", ${await tag()}`, 'One')).toBe(200);
    expect(await withTag('*', 'Two')).toBe(200);
    for (const other of [
      `W/${await tag()}`,
      'x',
      '""',
      '',
      String((await app.get('/api/account', others)).headers.etag),
    ])
      expect(await withTag(other, 'Three')).toBe(412);
    const known = await app.get('/api/account', { ...mine, 'if-none-match': `W/${await tag()}` });
    expect([known.statusCode, known.body, known.headers.etag]).toEqual([304, '', await tag()]);
    expect((await app.get('/api/account', { ...mine, 'if-none-match': '"x"' })).statusCode).toBe(200);
  });

  test('two states never bear one ETag, however quickly they follow each other', async () => {
    const app = await open();
    const mine = await begin(app, await app.givenAccount());
    const tags = [];
    for (let round = 0; round < 20; round += 1)
      tags.push((await change(app, mine, { first_name: round % 2 ? 'Ann' : 'Anna' })).headers.etag);
    expect(new Set(tags).size).toBe(20);
  });

  test('parallel changes of different fields all stand', async () => {
    const app = await open();
    const mine = await begin(app, await app.givenAccount());
    const wanted = {
      username: 'ann',
      first_name: 'Ann',
      last_name: 'Lee',
      locale: 'de',
      time_zone: 'Europe/Kyiv',
      country: 'DE',
    };
    const answers = await Promise.all(
      Object.entries(wanted).map(([field, value]) => change(app, mine, { [field]: value })),
    );
    expect(answers.map((answer) => answer.statusCode)).toEqual(Array.from({ length: 6 }, () => 200));
    expect((await app.get('/api/account', mine)).json()).toMatchObject(wanted);
  });

  test('nobody who is not signed in changes anything, and a page of another site neither', async () => {
    const app = await open();
    const account = await app.givenAccount();
    expect((await change(app, {}, { first_name: 'Eve' })).statusCode).toBe(401);
    const signedIn = await app.signIn(account, { transport: 'cookie' });
    const cookie = [signedIn.headers['set-cookie']]
      .flat()
      .map((line) => String(line).split(';')[0])
      .join('; ');
    const answer = await change(app, { cookie, 'sec-fetch-site': 'cross-site' }, { first_name: 'Eve' });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'cross_site_request']);
    expect((await findAccount(app.database.read, account.id))?.first_name).toBeNull();
  });

  test('more than 120 an hour are 429 with the limit told', async () => {
    const app = await open();
    const mine = await begin(app, await app.givenAccount());
    for (let count = 0; count < 120; count += 1) expect((await change(app, mine, {})).statusCode).toBe(200);
    const answer = await change(app, mine, {});
    expect([answer.statusCode, answer.json().code]).toEqual([429, 'too_many_requests']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.headers.ratelimit).toContain('"account_changes";r=0');
  });
});
