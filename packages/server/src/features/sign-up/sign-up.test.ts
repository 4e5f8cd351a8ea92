import { expect, test, vi } from 'vitest';
import { findAccountByEmail } from '#features/accounts/store.ts';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { findPasswordHash } from '#features/authenticators/passwords/store.ts';
import { statement } from '#platform/database/statement.ts';
import { describeApp, type TestApp } from '#test/test-app.ts';

const password = 'a good long password';
const ann = { email: 'Ann@Example.com', password };
const countOf = async (app: TestApp, table: 'accounts' | 'passwords' | 'outbox'): Promise<number> => {
  const count = statement<Record<never, never>, { n: number }>(
    `test.count_${table}`,
    `SELECT count(*) AS n FROM ${table}`,
  );
  return Number((await app.database.read.first(count, {}))?.n);
};
/** All but what differs from answer to answer by its nature. */
const comparable = (answer: Awaited<ReturnType<TestApp['post']>>) => {
  const { 'x-request-id': _, 'server-timing': __, date: ___, ...headers } = answer.headers;
  return { status: answer.statusCode, body: answer.body, headers };
};
const signUp = (app: TestApp, body: object = ann, headers?: Record<string, string>) =>
  app.post('/api/auth/sign-up', body, headers);

describeApp('sign-up', (open) => {
  test('makes an account that waits for verification, and signs nobody in', async () => {
    const app = await open();
    const answer = await signUp(app, {
      ...ann,
      username: 'Ann_S',
      first_name: ' Ann ',
      last_name: 'Smith',
      locale: 'uk',
      time_zone: 'Europe/Kyiv',
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers.location).toBe('http://localhost:8000/api/account');
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.json()).toEqual({
      account: {
        id: expect.stringMatching(/^[\w-]{22}$/),
        email: 'Ann@Example.com',
        email_verified: false,
        username: 'Ann_S',
        first_name: 'Ann',
        last_name: 'Smith',
        role: 'user',
        status: 'active',
        avatar_url: expect.stringMatching(/^http:\/\/localhost:8000\/avatars\/[\w-]{32}\.svg$/),
        locale: 'uk',
        time_zone: 'Europe/Kyiv',
        country: null,
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    });
    const { id } = answer.json().account;
    expect((await listAuditEvents(app.database.read, id, 10)).map((event) => event.type)).toEqual(['account_created']);
    expect((await app.signIn({ ...ann, id })).json().code).toBe('email_not_verified');
  });

  test('one mail with a link and a code goes to the address; its link is on PUBLIC_URL, whatever Host says (M1)', async () => {
    const app = await open({ PUBLIC_URL: 'https://id.example/accounts', NODE_ENV: 'test' });
    const evil = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    expect((await signUp(app, ann, evil)).statusCode).toBe(201);
    const mails = await app.mails();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.to).toContain('Ann@example.com');
    expect(mails[0]?.text).toMatch(/https:\/\/id\.example\/accounts\/verify-email#token=[\w-]{43}/);
    expect(mails[0]?.text + (mails[0]?.html ?? '')).not.toContain('evil.example');
  });

  test('A5: other spellings of a known address are the same account', async () => {
    const app = await open();
    expect((await signUp(app, { email: 'josé@bücher.de', password })).statusCode).toBe(201);
    for (const email of ['JOSÉ@BÜCHER.DE', '  josé@bücher.de ', 'jose\u0301@bu\u0308cher.de', 'josé@xn--bcher-kva.de'])
      expect((await signUp(app, { email, password })).json().code).toBe('email_taken');
    expect(await countOf(app, 'accounts')).toBe(1);
  });

  test.each([
    'a@evil,v@victim.com',
    '"v@victim.com x"@evil.com',
    '<a@x.com>',
    'a@x.com\r\nBcc: b@x.com',
    'a\0@x.com',
    `${'a'.repeat(250)}@x.com`,
  ])('A6: %j is refused and nothing is mailed', async (email) => {
    const app = await open();
    const answer = await signUp(app, { email, password });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toEqual([expect.objectContaining({ field: 'email', code: 'invalid_email' })]);
    expect(await countOf(app, 'outbox')).toBe(0);
  });

  test.each([
    ['a full-width @', 'a\uff20x.com'],
    ['a zero-width space', 'a\u200b@x.com'],
    ['a direction override', 'a\u202e@x.com'],
  ])('A7: %s is refused', async (_, email) => {
    const app = await open();
    expect((await signUp(app, { email, password })).statusCode).toBe(422);
    expect(await countOf(app, 'accounts')).toBe(0);
  });

  test('A8: a known address is 409, and nothing of the account changes', async () => {
    const app = await open();
    await signUp(app);
    const before = await findAccountByEmail(app.database.read, 'ann@example.com');
    const hash = await findPasswordHash(app.database.read, before?.id ?? '');
    const answer = await signUp(app, { email: 'ANN@example.com', password: 'the password of a stranger' });
    expect(answer.statusCode).toBe(409);
    expect(answer.json().code).toBe('email_taken');
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(await findAccountByEmail(app.database.read, 'ann@example.com')).toEqual(before);
    expect(await findPasswordHash(app.database.read, before?.id ?? '')).toBe(hash);
  });

  test('A8, B3: silent sign-up answers alike for known and unknown addresses, and tells the owner', async () => {
    const app = await open({ SIGN_UP_DISCLOSURE: 'silent' });
    const unknown = await signUp(app);
    const before = await findAccountByEmail(app.database.read, 'ann@example.com');
    const hash = vi.spyOn(app.app.context.passwordHashing, 'hash');
    const known = await signUp(app, { email: 'ann@example.com', password: 'the password of a stranger' });
    expect(unknown.statusCode).toBe(202);
    expect(unknown.json()).toEqual({ status: 'check_your_mail' });
    expect(comparable(known)).toEqual(comparable(unknown));
    expect(hash).toHaveBeenCalledOnce();
    expect(await findAccountByEmail(app.database.read, 'ann@example.com')).toEqual(before);
    // The two are delivered side by side: which of them arrives first says nothing.
    const mails = await app.mails();
    expect(mails).toHaveLength(2);
    const verification = mails.find(({ text }) => text.includes('/verify-email'));
    const notice = mails.find((mail) => mail !== verification);
    expect(verification?.text).toContain('/verify-email#token=');
    expect(notice?.text).toContain('/forgotten-password');
    expect(notice?.text).not.toContain('#token=');
    expect((await listAuditEvents(app.database.read, before?.id ?? '', 10)).map((event) => event.type)).toContain(
      'sign_up_attempted',
    );
  });

  test('silent sign-up takes no username, which would tell by being taken', async () => {
    const app = await open({ SIGN_UP_DISCLOSURE: 'silent' });
    const answer = await signUp(app, { ...ann, username: 'ann' });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toEqual([expect.objectContaining({ field: 'username', code: 'unknown_field' })]);
  });

  test('A9, P5: 50 parallel sign-ups of one address make one account, and no other answer than 201 and 409', async () => {
    const app = await open();
    const answers = await Promise.all(Array.from({ length: 50 }, () => signUp(app)));
    const statuses = answers.map((answer) => answer.statusCode);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
    expect([await countOf(app, 'accounts'), await countOf(app, 'passwords'), await countOf(app, 'outbox')]).toEqual([
      1, 1, 1,
    ]);
  });

  test('A9: 50 parallel silent sign-ups of one address all answer 202 and make one account', async () => {
    const app = await open({ SIGN_UP_DISCLOSURE: 'silent' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => signUp(app)));
    expect(answers.filter((answer) => answer.statusCode === 202)).toHaveLength(50);
    expect(await countOf(app, 'accounts')).toBe(1);
  });

  test('a username is unique whatever its case, and some are reserved', async () => {
    const app = await open();
    await signUp(app, { ...ann, username: 'Ann' });
    const taken = await signUp(app, { email: 'bob@example.com', password, username: 'ANN' });
    expect([taken.statusCode, taken.json().code]).toEqual([409, 'username_taken']);
    const codeOf = async (username: string) =>
      (await signUp(app, { email: 'bob@example.com', password, username })).json().errors[0].code;
    expect(await codeOf('Admin')).toBe('reserved');
    expect(await codeOf('bob@x')).toBe('invalid_username');
    expect(await codeOf('b')).toBe('too_short');
    expect(await codeOf('b'.repeat(65))).toBe('too_long');
  });

  test.each([
    ['role', 'admin'],
    ['is_admin', true],
    ['isAdmin', true],
    ['email_verified', true],
    ['emailVerified', true],
    ['id', 'chosen'],
    ['password_hash', 'x'],
    ['status', 'active'],
    ['account', { role: 'admin' }],
    ['username', null],
    ['first_name', null],
    ['first_name', { $ne: null }],
  ])('I2: %s is no field to send, and nobody becomes more by it', async (field, value) => {
    const app = await open();
    const answer = await signUp(app, { ...ann, [field]: value });
    expect(answer.statusCode).toBe(422);
    expect(await countOf(app, 'accounts')).toBe(0);
  });

  test.each([
    ['email', 1],
    ['email', ['ann@example.com']],
    ['email', { email: 'ann@example.com' }],
    ['email', true],
    ['email', null],
    ['password', 12_345_678],
    ['password', ['a good long password']],
    ['password', null],
    ['time_zone', 1],
    ['locale', ['en']],
    ['invitation', 1],
  ])('J6: %s as %j is 422 and never converted', async (field, value) => {
    const app = await open();
    const answer = await signUp(app, { ...ann, [field]: value });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors[0].field).toBe(field);
  });

  test('every wrong field is told, with what would be right, and nothing is hashed', async () => {
    const app = await open();
    const hash = vi.spyOn(app.app.context.passwordHashing, 'hash');
    const answer = await signUp(app, {
      email: 'nobody',
      password: 'short',
      locale: '??',
      time_zone: 'Mars',
      first_name: '',
    });
    const { errors } = answer.json<{ errors: { field: string; code: string; message: string }[] }>();
    expect(Object.fromEntries(errors.map(({ field, code }) => [field, code]))).toEqual({
      email: 'invalid_email',
      password: 'too_short',
      locale: 'invalid_locale',
      time_zone: 'invalid_time_zone',
      first_name: 'invalid_value',
    });
    expect(errors.every(({ message }) => message.length > 10)).toBe(true);
    expect(hash).not.toHaveBeenCalled();
  });

  test('C4: an empty body names what is required', async () => {
    const app = await open();
    const { errors } = (await signUp(app, {})).json();
    expect(errors).toEqual([
      expect.objectContaining({ field: 'email', code: 'required' }),
      expect.objectContaining({ field: 'password', code: 'required' }),
    ]);
  });

  test('B14: the own address or username is no password', async () => {
    const app = await open();
    const codeOf = async (body: object) => (await signUp(app, body)).json().errors[0];
    expect(await codeOf({ email: 'ann@example.com', password: 'ANN@example.com' })).toMatchObject({
      field: 'password',
      code: 'personal_password',
    });
    expect(await codeOf({ ...ann, username: 'annamaria', password: 'AnnaMaria' })).toMatchObject({
      code: 'personal_password',
    });
  });

  test('the strict profile wants 15 characters', async () => {
    const app = await open({ PASSWORD_PROFILE: 'nist' });
    expect((await signUp(app, { ...ann, password: 'a door that op' })).json().errors[0].code).toBe('too_short');
    expect((await signUp(app, { ...ann, password: 'a door that ope' })).statusCode).toBe(201);
  });

  test.each(['invite', 'closed'])(
    'with SIGN_UP=%s nobody signs up by themselves, or with an invitation that was made up',
    async (setting) => {
      const app = await open({ SIGN_UP: setting });
      const answer = await signUp(app, ann);
      expect([answer.statusCode, answer.json().code]).toEqual([403, 'sign_up_closed']);
      const invited = await signUp(app, { ...ann, invitation: 'made-up' });
      expect([invited.statusCode, invited.json().code]).toEqual([400, 'invalid_token']);
      expect(await countOf(app, 'accounts')).toBe(0);
    },
  );

  test('SIGN_UP_DOMAINS lets in its domains, in any spelling, and no subdomain or look-alike', async () => {
    const app = await open({ SIGN_UP_DOMAINS: 'Example.com, bücher.de' });
    expect((await signUp(app)).statusCode).toBe(201);
    expect((await signUp(app, { email: 'a@xn--bcher-kva.de', password })).statusCode).toBe(201);
    for (const email of ['a@sub.example.com', 'a@notexample.com', 'a@example.com.evil.org']) {
      const answer = await signUp(app, { email, password });
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'domain_not_allowed']);
      expect(answer.json().errors[0]).toMatchObject({ field: 'email', code: 'domain_not_allowed' });
    }
  });

  test('SIGN_UPS_PER_HOUR is counted by network, before anything is hashed', async () => {
    const app = await open({ SIGN_UPS_PER_HOUR: '2', TRUSTED_PROXIES: '127.0.0.1' });
    const from = (ip: string, email: string) => signUp(app, { email, password }, { 'x-forwarded-for': ip });
    expect((await from('2001:db8::1', 'a@x.com')).statusCode).toBe(201);
    expect((await from('2001:db8::2', 'b@x.com')).statusCode).toBe(201);
    const hash = vi.spyOn(app.app.context.passwordHashing, 'hash');
    const third = await from('2001:DB8:0:0:ffff::3', 'c@x.com');
    expect([third.statusCode, third.json().code]).toEqual([429, 'too_many_requests']);
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
    expect(hash).not.toHaveBeenCalled();
    expect((await from('2001:db8:0:1::1', 'c@x.com')).statusCode).toBe(201);
  });

  test('the language comes from the body, or from Accept-Language, or stays unknown', async () => {
    const app = await open();
    const localeOf = async (email: string, more: object, headers?: Record<string, string>) =>
      (await signUp(app, { email, password, ...more }, headers)).json().account.locale;
    expect(await localeOf('a@x.com', { locale: 'de-at' }, { 'accept-language': 'uk' })).toBe('de-AT');
    expect(await localeOf('b@x.com', {}, { 'accept-language': 'fr;q=0.9, uk-UA;q=0.8' })).toBe('uk');
    expect(await localeOf('c@x.com', {})).toBeNull();
  });

  test('with MAIL=off nothing is mailed, and signing in does not wait for verification', async () => {
    const app = await open({ MAIL: 'off' });
    const answer = await signUp(app);
    expect(answer.json().account.email_verified).toBe(false);
    expect(await countOf(app, 'outbox')).toBe(0);
    expect((await app.signIn({ ...ann, id: '' })).statusCode).toBe(200);
  });

  test('when the hashing queue is full the answer is 503 with Retry-After, and no account is made', async () => {
    const app = await open();
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) => signUp(app, { email: `person${index}@example.com`, password })),
    );
    const refused = answers.filter((answer) => answer.statusCode === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every((answer) => answer.headers['retry-after'] !== undefined)).toBe(true);
    expect(await countOf(app, 'accounts')).toBe(300 - refused.length);
  });
});
