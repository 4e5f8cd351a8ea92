import { expect, test } from 'vitest';
import { findAccount, findAccountByEmail } from '#features/accounts/store.ts';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { statement } from '#platform/database/statement.ts';
import { cookiesOf, describeApp, type TestApp } from '#test/test-app.ts';
import { createVerificationLink } from './create-verification-link.ts';
import { removeUnverifiedAccounts } from './remove-unverified-accounts.ts';
import { verifyAccountByOperator } from './verify-account-by-operator.ts';

const password = 'a good long password';
const changeAddress = statement<{ id: string; email: string }>(
  'test.change_address',
  'UPDATE accounts SET email = :email, email_canonical = :email WHERE id = :id',
);

const liveRows = statement<Record<never, never>, { id: string }>(
  'test.live_rows',
  'SELECT id FROM one_time_tokens WHERE consumed_at IS NULL',
);

const verify = (app: TestApp, body: unknown) => app.post('/api/auth/verify-email', body);
const request = (app: TestApp, email: string) => app.post('/api/auth/verify-email/request', { email });
const signUp = async (app: TestApp, email = 'ann@example.com') =>
  (await app.post('/api/auth/sign-up', { email, password })).json().account as { id: string; email: string };

/** Link and code of the newest mail. */
const newestMail = async (app: TestApp) => {
  const [mail] = await app.mails();
  return {
    token: /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '',
    code:
      /\b(\d{4}) ?(\d{4})\b/
        .exec(mail?.text.replace(/https?:\S+/g, '') ?? '')
        ?.slice(1)
        .join('') ?? '',
  };
};
const wrong = (code: string, by: number): string => String((Number(code) + by) % 100_000_000).padStart(8, '0');
const comparable = (answer: Awaited<ReturnType<TestApp['post']>>) => {
  const { 'x-request-id': _, 'server-timing': __, date: ___, ...headers } = answer.headers;
  return { status: answer.statusCode, body: answer.body, headers };
};

describeApp('e-mail verification', (open) => {
  test('M16: sign-up, mail, link, sign-in', async () => {
    const app = await open();
    const account = await signUp(app);
    const { token } = await newestMail(app);
    expect((await app.signIn({ ...account, password })).statusCode).toBe(403);
    const answer = await verify(app, { token });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ id: account.id, email: 'ann@example.com', email_verified: true });
    expect(cookiesOf(answer).lines).toEqual([]);
    expect((await app.signIn({ ...account, password })).statusCode).toBe(200);
    expect((await listAuditEvents(app.database.read, account.id, 10)).map((event) => event.type)).toContain(
      'email_verified',
    );
  });

  test('the code proves the address as well, with spaces as a person types them, and spends the link', async () => {
    const app = await open();
    await signUp(app);
    const { token, code } = await newestMail(app);
    expect(code).toMatch(/^\d{8}$/);
    const typed = `${code.slice(0, 4)} ${code.slice(4)}`;
    expect((await verify(app, { email: ' ANN@example.com ', code: typed })).json()).toMatchObject({
      email_verified: true,
    });
    expect((await verify(app, { token })).json().code).toBe('invalid_token');
  });

  test('C2: of 200 parallel uses of one link exactly one is answered with 2xx, and later ones are refused', async () => {
    const app = await open();
    await signUp(app);
    const { token } = await newestMail(app);
    const answers = await Promise.all(Array.from({ length: 200 }, () => verify(app, { token })));
    expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1);
    // On a machine too busy to hand out a database connection within a second, the rest hears 503 and when to come back.
    const refused = answers.filter(
      ({ statusCode, headers }) => statusCode === 400 || (statusCode === 503 && headers['retry-after']),
    );
    expect(refused).toHaveLength(199);
    expect((await verify(app, { token })).statusCode).toBe(400);
  });

  test('used, unknown, expired, mangled and of another purpose are one answer', async () => {
    const app = await open();
    const account = await signUp(app);
    const { token, code } = await newestMail(app);
    await app.post('/api/auth/password-reset/request', { email: account.email });
    const reset = (await newestMail(app)).token;
    await app.clock.wind({ seconds: 24 * 3600 + 1 });
    const answers = [];
    for (const body of [
      { token },
      { token: 'unknown' },
      { token: '' },
      { token: `${token}=` },
      { token: reset },
      { token: 'x'.repeat(100_000) },
      { email: account.email, code },
      { email: 'nobody@example.com', code },
      { email: account.email, code: 'not a code' },
      { email: account.email, code: '' },
    ])
      answers.push(comparable(await verify(app, body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    const codes = answers.map(({ body }) => JSON.parse(body) as { code: string; detail: string });
    expect(new Set(codes.map((problem) => `${problem.code} ${problem.detail}`)).size).toBe(1);
    expect(codes[0]?.code).toBe('invalid_token');
    expect((await findAccount(app.database.read, account.id))?.email_verified_at).toBeNull();
  });

  test('C7: the code is dead ten minutes and a second after it was mailed, the link after a day, before any sweep', async () => {
    const app = await open();
    const { email } = await signUp(app);
    const [late, other] = [await newestMail(app), await signUp(app, 'bob@example.com')];
    const bobs = await newestMail(app);
    await app.clock.wind({ seconds: 590 });
    expect((await verify(app, { email: other.email, code: bobs.code })).statusCode).toBe(200);
    await app.clock.wind({ seconds: 11 });
    expect((await verify(app, { email, code: late.code })).json().code).toBe('invalid_token');

    const carol = await signUp(app, 'carol@example.com');
    const carols = await newestMail(app);
    const { link } = await createVerificationLink(app.app.context, email);
    await app.clock.wind({ seconds: 24 * 3600 - 60 });
    expect((await verify(app, { token: carols.token })).json().id).toBe(carol.id);
    await app.clock.wind({ seconds: 61 });
    expect(await app.database.read.all(liveRows, {})).toHaveLength(1);
    // Mailed or printed, it is one token.
    expect((await verify(app, { token: link.split('#token=')[1] ?? '' })).json().code).toBe('invalid_token');
    expect((await findAccountByEmail(app.database.read, email))?.email_verified_at).toBeNull();
  });

  test('after five wrong codes the right one is refused too, and the link still works', async () => {
    const app = await open();
    const { email } = await signUp(app);
    const { token, code } = await newestMail(app);
    for (let tries = 1; tries <= 5; tries += 1)
      expect((await verify(app, { email, code: wrong(code, tries) })).statusCode).toBe(400);
    expect((await verify(app, { email, code })).statusCode).toBe(400);
    expect((await verify(app, { token })).statusCode).toBe(200);
  });

  test('C1: the verification token is good at no other consumer, and theirs are not good here', async () => {
    const app = await open();
    const account = await signUp(app);
    const { token } = await newestMail(app);
    const body = { token, password: 'another long password' };
    expect((await app.post('/api/auth/password-reset', body)).json().code).toBe('invalid_token');
    expect((await app.post('/api/setup', { ...body, email: 'a@example.com' })).json().code).toBe('invalid_token');
    expect((await app.get('/api/account', { authorization: `Bearer ${token}` })).statusCode).toBe(401);
    expect((await app.post('/api/auth/refresh', { refresh_token: token })).statusCode).toBe(401);
    expect((await findAccount(app.database.read, account.id))?.email_verified_at).toBeNull();
    expect((await verify(app, { token })).statusCode).toBe(200);
  });

  test('C3: a token together with somebody else’s address or id changes nothing for anybody', async () => {
    const app = await open();
    const [ann, bob] = [await signUp(app), await signUp(app, 'bob@example.com')];
    const { token } = await newestMail(app);
    for (const more of [
      { email: ann.email },
      { account_id: ann.id },
      { user_id: ann.id },
      { email: ann.email, code: '12345678' },
    ])
      expect((await verify(app, { token, ...more })).statusCode).toBe(422);
    expect((await findAccount(app.database.read, ann.id))?.email_verified_at).toBeNull();
    expect((await verify(app, { token })).json().id).toBe(bob.id);
  });

  test.each([
    [{}, 'token'],
    [{ email: 'ann@example.com' }, 'code'],
    [{ code: '12345678' }, 'email'],
    [{ token: 1 }, 'token'],
    [{ token: null }, 'token'],
    [{ email: 'ann@example.com', code: 12_345_678 }, 'code'],
    [{ email: '<ann@example.com>', code: '12345678' }, 'email'],
  ])('C4, J6: %j is 422 and names the field', async (body, field) => {
    const app = await open();
    const answer = await verify(app, body);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors[0].field).toBe(field);
  });

  test('C5: after a change of the address the link to the old one is dead', async () => {
    const app = await open();
    const { id } = await signUp(app);
    const { token, code } = await newestMail(app);
    await app.database.write.change(changeAddress, { id, email: 'new@example.com' });
    expect((await verify(app, { email: 'new@example.com', code })).statusCode).toBe(400);
    expect((await verify(app, { token })).statusCode).toBe(400);
    expect((await findAccount(app.database.read, id))?.email_verified_at).toBeNull();
  });

  test('C8: only the newest link works', async () => {
    const app = await open();
    const { email } = await signUp(app);
    const older = await newestMail(app);
    expect((await request(app, email)).statusCode).toBe(202);
    const newer = await newestMail(app);
    expect(newer.token).not.toBe(older.token);
    expect((await verify(app, { token: older.token })).statusCode).toBe(400);
    expect((await verify(app, { token: newer.token })).statusCode).toBe(200);
  });

  test('C12: looking at the page any number of times spends nothing', async () => {
    const app = await open();
    await signUp(app);
    const { token } = await newestMail(app);
    for (const method of ['GET', 'HEAD', 'GET'] as const) await app.inject({ method, url: '/verify-email' });
    expect((await verify(app, { token })).statusCode).toBe(200);
  });

  test('C16: confirming in the session of somebody else leaves that account as it was', async () => {
    const app = await open();
    await signUp(app);
    const { token } = await newestMail(app);
    await signUp(app, 'carol@example.com');
    const carols = await newestMail(app);
    const bob = await app.givenAccount({ isVerified: true });
    const { access_token } = (await app.signIn(bob)).json();
    const browser = cookiesOf(await app.signIn(bob, { transport: 'cookie' })).header;
    const before = await findAccount(app.database.read, bob.id);
    const byCookie = { cookie: browser, 'sec-fetch-site': 'same-origin' };
    for (const [proof, headers, email] of [
      [token, { authorization: `Bearer ${access_token}` }, 'ann@example.com'],
      [carols.token, byCookie, 'carol@example.com'],
    ] as const) {
      const answer = await app.post('/api/auth/verify-email', { token: proof }, headers);
      expect(answer.json().email).toBe(email);
      expect(cookiesOf(answer).lines).toEqual([]);
      expect((await app.get('/api/account', headers)).json().id).toBe(bob.id);
    }
    expect(await findAccount(app.database.read, bob.id)).toEqual(before);
  });

  test('B3: a request answers alike for waiting, verified and unknown addresses; only the waiting one gets mail', async () => {
    const app = await open();
    await app.givenAccount({ email: 'waiting@example.com', isVerified: false });
    await app.givenAccount({ email: 'verified@example.com' });
    const answers = [];
    for (const name of ['waiting', 'verified', 'unknown'])
      answers.push(comparable(await request(app, `${name}@example.com`)));
    expect(answers[0]).toMatchObject({ status: 202, body: '{"status":"check_your_mail"}' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect((await app.mails()).map((mail) => mail.to)).toEqual([expect.stringContaining('waiting@example.com')]);
  });

  test('the sixth request of an hour, in whatever spelling, is answered the same and nothing is sent', async () => {
    const app = await open();
    await app.givenAccount({ email: 'ann@example.com', isVerified: false });
    const spellings = [
      'ann@example.com',
      'ANN@example.com',
      ' ann@EXAMPLE.com',
      'ann@example.com.',
      'Ann@Example.Com',
      'aNN@example.com',
    ];
    const answers = [];
    for (const email of spellings) answers.push(comparable(await request(app, email)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await app.mails()).toHaveLength(5);
  });

  test('with MAIL=off a request says that no mail is sent', async () => {
    const app = await open({ MAIL: 'off' });
    const answer = await request(app, 'ann@example.com');
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'mail_off']);
    expect(answer.headers['retry-after']).toBeDefined();
  });

  test('the operator can make a link where mail does not work', async () => {
    const app = await open({ MAIL: 'off' });
    const { id } = await signUp(app);
    const { link, account } = await createVerificationLink(app.app.context, 'ANN@example.com');
    expect(account.id).toBe(id);
    expect(link).toMatch(/^http:\/\/localhost:8000\/verify-email#token=[\w-]{43}$/);
    expect((await verify(app, { token: link.split('=')[1] })).statusCode).toBe(200);
    await expect(createVerificationLink(app.app.context, 'ann@example.com')).rejects.toMatchObject({
      code: 'state_conflict',
    });
    await expect(createVerificationLink(app.app.context, 'nobody@example.com')).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await listAuditEvents(app.database.read, id, 10)).map((event) => event.type)).toContain(
      'one_time_link_printed',
    );
  });
});

describeApp('the word of the operator', (open) => {
  test('verifies an address at once, once, and is recorded', async () => {
    const app = await open();
    const account = await signUp(app);
    expect((await verifyAccountByOperator(app.app.context, 'ANN@example.com')).email_verified_at).toBeGreaterThan(0);
    expect((await app.signIn({ ...account, password })).statusCode).toBe(200);
    const [event] = (await listAuditEvents(app.database.read, account.id, 10)).filter(
      ({ type }) => type === 'email_verified',
    );
    expect(event).toMatchObject({ ip: null, details: '{"by":"command_line"}' });
    await expect(verifyAccountByOperator(app.app.context, account.email)).rejects.toMatchObject({
      code: 'state_conflict',
    });
    await expect(verifyAccountByOperator(app.app.context, 'no@example.com')).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describeApp('accounts that were never verified', (open) => {
  const week = 7 * 24 * 3600;

  test('are removed after seven days, and the address is free again', async () => {
    const app = await open();
    await signUp(app);
    await app.givenAccount({ email: 'verified@example.com' });
    await app.clock.wind({ seconds: week - 60 });
    expect(await removeUnverifiedAccounts(app.app.context)).toBe(0);
    await app.clock.wind({ seconds: 120 });
    expect(await removeUnverifiedAccounts(app.app.context)).toBe(1);
    expect(await findAccountByEmail(app.database.read, 'ann@example.com')).toBeUndefined();
    expect(await findAccountByEmail(app.database.read, 'verified@example.com')).toBeDefined();
    expect((await app.post('/api/auth/sign-up', { email: 'ann@example.com', password })).statusCode).toBe(201);
  });

  test('O6: stay for thirty days where verification is optional, and go then when nobody ever signed in', async () => {
    const app = await open({ EMAIL_VERIFICATION: 'optional' });
    await signUp(app);
    await app.signIn(await app.givenAccount({ isVerified: false }));
    await app.clock.wind({ seconds: week + 60 });
    expect(await removeUnverifiedAccounts(app.app.context)).toBe(0);
    await app.clock.wind({ seconds: 23 * 24 * 3600 });
    expect(await removeUnverifiedAccounts(app.app.context)).toBe(1);
    expect(await findAccountByEmail(app.database.read, 'ann@example.com')).toBeUndefined();
  });

  test('stay when somebody signed in to them under another setting, or when they are an administrator’s', async () => {
    const app = await open({ EMAIL_VERIFICATION: 'optional' });
    const used = await app.givenAccount({ isVerified: false });
    await app.signIn(used);
    await app.givenAccount({ isVerified: false, role: 'admin' });
    await app.clock.wind({ seconds: week + 60 });
    const context = { database: app.database, config: { emailVerification: 'required' } } as const;
    expect(await removeUnverifiedAccounts(context)).toBe(0);
    await app.database.write.change(statement('test.end_sessions', 'DELETE FROM sessions'), {});
    expect(await removeUnverifiedAccounts(context)).toBe(0);
    expect(await findAccount(app.database.read, used.id)).toBeDefined();
  });
});
