import { expect, test } from 'vitest';
import { findAccount, findAccountByEmail } from '#features/accounts/store.ts';
import { suspendAccount } from '#features/admin/suspend-account.ts';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { statement } from '#platform/database/statement.ts';
import { bearer, describeApp, type TestAccount, type TestApp } from '#test/test-app.ts';
import { changeEmailByOperator } from './change-email-by-operator.ts';

type Answer = Awaited<ReturnType<TestApp['get']>>;

const told = (answer: Answer) => [answer.statusCode, answer.json().code];
const fieldTold = (answer: Answer) => [answer.statusCode, answer.json().errors?.[0]];
const begin = async (app: TestApp, account: TestAccount) => bearer((await app.signIn(account)).json().access_token);
const ask = (app: TestApp, headers: Record<string, string>, email: string, password: string) =>
  app.post('/api/account/email', { email, password }, headers);
const confirm = (app: TestApp, token: string) => app.post('/api/account/email/confirm', { token });
const reset = (app: TestApp, token: string, password = 'quite another password') =>
  app.post('/api/auth/password-reset', { token, password });
const tokenIn = (text: string | undefined): string => /#token=([\w-]+)/.exec(text ?? '')?.[1] ?? '';
const mailsTo = async (app: TestApp, address: string) => (await app.mails()).filter(({ to }) => to.includes(address));
/** Asks for the address, and reads the link from the mail to it. */
const givenLink = async (app: TestApp, account: TestAccount, email: string, headers?: Record<string, string>) => {
  const answer = await ask(app, headers ?? (await begin(app, account)), email, account.password);
  expect(answer.statusCode, answer.body).toBe(202);
  return tokenIn((await mailsTo(app, email))[0]?.text);
};
const typesOf = async (app: TestApp, { id }: TestAccount) =>
  (await listAuditEvents(app.database.read, id, 200)).map(({ type }) => type);
const countTokens = statement<{ id: string }, { rows: number }>(
  'test.tokens_of',
  'SELECT COUNT(*) AS rows FROM one_time_tokens WHERE account_id = :id',
);
const countOf = (codes: unknown[], code: unknown) => codes.filter((one) => one === code).length;

describeApp('changing the own e-mail address', (open) => {
  test('C9, N5: it needs the password, a link to the new address and a notice to the old one; until then nothing changes', async () => {
    const app = await open();
    const account = await app.givenAccount({ email: 'ann@example.com' });
    const mine = await begin(app, account);
    const answer = await ask(app, mine, 'Ann.New@EXAMPLE.org', account.password);
    expect([answer.statusCode, answer.json()]).toEqual([202, { status: 'check_your_mail' }]);
    const [link] = await mailsTo(app, 'Ann.New@example.org');
    const [notice] = await mailsTo(app, 'ann@example.com');
    expect(link?.text).toMatch(/http:\/\/localhost:8000\/confirm-email#token=[\w-]{43}/);
    expect(notice?.text).toContain('A…@example.org');
    expect(notice?.text).toContain('/forgotten-password');
    expect(notice?.text).not.toContain('#token=');
    expect(notice?.text).not.toContain('nn.New');

    expect((await app.get('/api/account', mine)).json()).toMatchObject({ email: 'ann@example.com' });
    expect((await app.signIn(account)).statusCode).toBe(200);
    expect((await app.signIn({ ...account, email: 'ann.new@example.org' })).statusCode).toBe(401);
    // A reset still goes to the old address.
    await app.post('/api/auth/password-reset/request', { email: 'ann.new@example.org' });
    expect(await mailsTo(app, 'Ann.New@example.org')).toHaveLength(1);

    const confirmed = await confirm(app, tokenIn(link?.text));
    expect(confirmed.statusCode, confirmed.body).toBe(200);
    expect(confirmed.json()).toMatchObject({ id: account.id, email: 'Ann.New@EXAMPLE.org', email_verified: true });
    expect(Object.keys(confirmed.json())).toEqual(Object.keys((await app.get('/api/account', mine)).json()));
    expect(confirmed.headers['set-cookie']).toBeUndefined();
    expect((await app.get('/api/account', mine)).json()).toEqual(confirmed.json());
    expect((await app.signIn(account)).statusCode).toBe(401);
    expect((await app.signIn({ ...account, email: 'ANN.new@example.org' })).statusCode).toBe(200);
    const [second] = await mailsTo(app, 'ann@example.com');
    expect(second?.text).toContain('/account/password');
    expect(second?.text).not.toContain('#token=');
    expect(await typesOf(app, account)).toEqual(expect.arrayContaining(['email_change_requested', 'email_changed']));
    // It works once.
    expect(told(await confirm(app, tokenIn(link?.text)))).toEqual([400, 'invalid_token']);
  });

  test('C9: without the right password nothing is mailed, and the failure is noted', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    expect(told(await ask(app, mine, 'new@example.com', 'wrong'))).toEqual([401, 'invalid_credentials']);
    expect(told(await ask(app, {}, 'new@example.com', account.password))).toEqual([401, 'not_signed_in']);
    expect(await app.mails()).toEqual([]);
    expect(await typesOf(app, account)).toContain('reauthentication_failed');
  });

  test('B9: wrong passwords here count with those at sign-in, and what is throttled there is throttled here', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '4' });
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    const guess = (way: number) =>
      way === 0
        ? ask(app, mine, 'new@example.com', 'wrong')
        : app.post('/api/account/deletion', { password: 'wrong' }, mine);
    for (let count = 0; count < 4; count += 1)
      expect(told(await guess(count % 2))).toEqual([401, 'invalid_credentials']);
    const answers = [
      await ask(app, mine, 'new@example.com', account.password),
      await app.post('/api/account/deletion', { password: account.password }, mine),
      await app.signIn(account),
    ];
    expect(answers.map(told)).toEqual(Array.from({ length: 3 }, () => [429, 'too_many_requests']));
    expect(await findAccount(app.database.read, account.id)).toBeDefined();
  });

  test('B4: of a suspended account the right password does no more than a wrong one', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    await suspendAccount(app.app.context, account.email);
    const answers = [];
    for (const password of [account.password, 'wrong'])
      answers.push(
        told(await ask(app, mine, 'new@example.com', password)),
        told(await app.post('/api/account/deletion', { password }, mine)),
      );
    expect(answers).toEqual(Array.from({ length: 4 }, () => [401, 'session_ended']));
    expect(await app.mails()).toEqual([]);
  });

  test('the present address, one that is none, a taken one and one of a foreign domain are refused by name', async () => {
    const app = await open({ SIGN_UP_DOMAINS: 'example.com' });
    const account = await app.givenAccount({ email: 'ann@example.com' });
    const other = await app.givenAccount();
    const mine = await begin(app, account);
    expect(fieldTold(await ask(app, mine, 'ANN@example.com', account.password))).toEqual([
      422,
      expect.objectContaining({ field: 'email', code: 'same_email' }),
    ]);
    expect(fieldTold(await ask(app, mine, 'not-an-email', account.password))).toEqual([
      422,
      expect.objectContaining({ field: 'email', code: 'invalid_email' }),
    ]);
    const foreign = await ask(app, mine, 'ann@elsewhere.example', account.password);
    expect([...told(foreign), foreign.json().errors[0].field]).toEqual([422, 'domain_not_allowed', 'email']);
    expect(told(await ask(app, mine, other.email.toUpperCase(), account.password))).toEqual([409, 'email_taken']);
    // Only to whoever knows the password.
    expect(told(await ask(app, mine, other.email, 'wrong'))).toEqual([401, 'invalid_credentials']);
    for (const body of [{}, { email: 'a@example.com' }, { password: 'x' }, { email: null, password: 'x' }])
      expect((await app.post('/api/account/email', body, mine)).statusCode).toBe(422);
    expect(
      (await app.post('/api/account/email', { email: 'b@example.com', password: account.password, id: 'x' }, mine))
        .statusCode,
    ).toBe(422);
    expect(await app.mails()).toEqual([]);
  });

  test('A8: with SIGN_UP_DISCLOSURE=silent a taken address is answered as a free one, and only its owner hears', async () => {
    const app = await open({ SIGN_UP_DISCLOSURE: 'silent' });
    const [ann, owner] = [await app.givenAccount(), await app.givenAccount()];
    const mine = await begin(app, ann);
    const free = await ask(app, mine, 'free@example.com', ann.password);
    const taken = await ask(app, mine, owner.email, ann.password);
    expect([taken.statusCode, taken.body]).toEqual([free.statusCode, free.body]);
    expect(taken.statusCode).toBe(202);
    const [toOwner] = await mailsTo(app, owner.email);
    expect(toOwner?.text).toContain('/sign-in');
    expect(toOwner?.text).not.toContain('#token=');
    // Ann is told both times, and her own export shows the same.
    expect(await mailsTo(app, ann.email)).toHaveLength(2);
    const shown = (await app.get('/api/account/export', mine)).json();
    expect(shown.mailed_links).toEqual([expect.objectContaining({ purpose: 'change_email', new_email: owner.email })]);
    expect(JSON.stringify(shown)).not.toContain(owner.id);
    expect((await findAccountByEmail(app.database.read, owner.email))?.id).toBe(owner.id);
  });

  test('C8: a newer request replaces the older', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    const older = await givenLink(app, account, 'one@example.com', mine);
    const newer = await givenLink(app, account, 'two@example.com', mine);
    expect(told(await confirm(app, older))).toEqual([400, 'invalid_token']);
    expect((await confirm(app, newer)).json().email).toBe('two@example.com');
  });

  test('C7: a minute before its hour ends a link works; a second after it is dead', async () => {
    const app = await open();
    const [ann, bob] = [await app.givenAccount(), await app.givenAccount()];
    const [first, second] = [await givenLink(app, ann, 'a@example.org'), await givenLink(app, bob, 'b@example.org')];
    await app.clock.wind({ seconds: 3540 });
    expect((await confirm(app, first)).statusCode).toBe(200);
    await app.clock.wind({ seconds: 61 });
    expect(told(await confirm(app, second))).toEqual([400, 'invalid_token']);
  });

  test('C5: whatever was mailed to the old address is dead, also when the account has it back', async () => {
    const app = await open({ EMAIL_VERIFICATION: 'optional' });
    const account = await app.givenAccount({ email: 'old@example.com', isVerified: false });
    await app.post('/api/auth/verify-email/request', { email: account.email });
    const verification = tokenIn((await app.mails())[0]?.text);
    await app.post('/api/auth/password-reset/request', { email: account.email });
    const forPassword = tokenIn((await app.mails())[0]?.text);
    expect((await confirm(app, await givenLink(app, account, 'new@example.com'))).statusCode).toBe(200);
    for (let round = 0; round < 2; round += 1) {
      expect((await app.post('/api/auth/verify-email', { token: verification })).statusCode).toBe(400);
      expect((await reset(app, forPassword)).statusCode).toBe(400);
      if (round === 0) await changeEmailByOperator(app.app.context, 'new@example.com', account.email);
    }
    expect((await app.signIn(account)).statusCode).toBe(200);
  });

  test.each(['change', 'reset', 'suspension', 'operator'] as const)(
    'C6: a pending change of address is called off by a %s',
    async (way) => {
      const app = await open();
      const account = await app.givenAccount();
      const mine = await begin(app, account);
      await app.post('/api/auth/password-reset/request', { email: account.email });
      const forPassword = tokenIn((await app.mails())[0]?.text);
      const token = await givenLink(app, account, 'thief@example.org', mine);
      if (way === 'change')
        await app.inject({
          method: 'PUT',
          url: '/api/account/password',
          headers: mine,
          payload: { current_password: account.password, password: 'quite another password' },
        });
      if (way === 'reset') expect((await reset(app, forPassword)).statusCode).toBe(204);
      if (way === 'suspension') await suspendAccount(app.app.context, account.email);
      if (way === 'operator') await changeEmailByOperator(app.app.context, account.email, 'vouched@example.com');
      expect(told(await confirm(app, token))).toEqual([400, 'invalid_token']);
      expect((await findAccount(app.database.read, account.id))?.email).not.toBe('thief@example.org');
    },
  );

  test('C1: a link for a new address is good at no other consumer, and no other token is good here', async () => {
    const app = await open();
    const account = await app.givenAccount();
    await app.post('/api/auth/password-reset/request', { email: account.email });
    const forPassword = tokenIn((await app.mails())[0]?.text);
    const unverified = await app.givenAccount({ isVerified: false });
    await app.post('/api/auth/verify-email/request', { email: unverified.email });
    const verification = tokenIn((await app.mails())[0]?.text);
    const mine = await begin(app, account);
    const accessToken = mine.authorization?.replace('Bearer ', '') ?? '';
    const token = await givenLink(app, account, 'new@example.com', mine);
    for (const other of [forPassword, verification, accessToken, '', 'x'.repeat(43), 'x'.repeat(100_000), '\u0000'])
      expect(told(await confirm(app, other))).toEqual([400, 'invalid_token']);
    expect((await app.post('/api/auth/verify-email', { token })).statusCode).toBe(400);
    expect((await reset(app, token)).statusCode).toBe(400);
    expect(
      (await app.post('/api/setup', { token, email: 'a@example.com', password: 'a good long password' })).statusCode,
    ).toBe(400);
    expect((await app.get('/api/account', bearer(token))).statusCode).toBe(401);
    for (const body of [{}, { token: null }, { token, email: 'x@example.com' }])
      expect((await app.post('/api/account/email/confirm', body)).statusCode).toBe(422);
    expect((await confirm(app, token)).statusCode).toBe(200);
  });

  test('C2: of 50 parallel uses of one link exactly one is answered with 200', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const token = await givenLink(app, account, 'new@example.com');
    const answers = await Promise.all(Array.from({ length: 50 }, () => confirm(app, token)));
    const statuses = answers.map((answer) => answer.statusCode);
    expect(countOf(statuses, 200)).toBe(1);
    expect(statuses.every((status) => [200, 400, 503].includes(status))).toBe(true);
    expect((await typesOf(app, account)).filter((type) => type === 'email_changed')).toHaveLength(1);
    expect((await app.database.read.first(countTokens, { id: account.id }))?.rows).toBe(0);
  });

  test('A9: of two accounts that confirm one address at once exactly one gets it; the other is told and keeps its own', async () => {
    const app = await open();
    const [ann, bob] = [await app.givenAccount(), await app.givenAccount()];
    const tokens = [await givenLink(app, ann, 'same@example.com'), await givenLink(app, bob, 'same@example.com')];
    const answers = await Promise.all(tokens.map((token) => confirm(app, token)));
    expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([200, 409]));
    const loser = answers.findIndex((answer) => answer.statusCode === 409);
    expect(answers[loser]?.json().code).toBe('email_taken');
    expect((await findAccount(app.database.read, [ann, bob][loser]?.id ?? ''))?.email).toBe([ann, bob][loser]?.email);
    // It is not spent: once the address is free again, it is good for what is left of its hour.
    await changeEmailByOperator(app.app.context, 'same@example.com', 'elsewhere@example.com');
    expect((await confirm(app, tokens[loser] ?? '')).json().email).toBe('same@example.com');
  });

  test('A9: a sign-up with the same address at the same moment and the confirmation: one of them gets it', async () => {
    const app = await open();
    for (let round = 0; round < 8; round += 1) {
      const address = `raced-${round}@example.com`;
      const account = await app.givenAccount();
      const token = await givenLink(app, account, address);
      const [confirmed, signedUp] = await Promise.all([
        confirm(app, token),
        app.post('/api/auth/sign-up', { email: address, password: 'four patient lanterns' }),
      ]);
      expect([
        [200, 409],
        [409, 201],
      ]).toContainEqual([confirmed.statusCode, signedUp.statusCode]);
      const holder = await findAccountByEmail(app.database.read, address);
      expect(holder?.id === account.id).toBe(confirmed.statusCode === 200);
    }
  }, 60_000);

  test('C6: raced with a change or a reset of the password, the change of address comes first or not at all', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    for (let round = 0; round < 8; round += 1) {
      const account = await app.givenAccount();
      const mine = await begin(app, account);
      await app.post('/api/auth/password-reset/request', { email: account.email });
      const forPassword = tokenIn((await app.mails())[0]?.text);
      const token = await givenLink(app, account, `raced-${round}@example.org`, mine);
      const payload = { current_password: account.password, password: 'quite another password' };
      const [confirmed, other] = await Promise.all([
        confirm(app, token),
        round % 2
          ? app.inject({ method: 'PUT', url: '/api/account/password', headers: mine, payload })
          : reset(app, forPassword),
      ]);
      expect([200, 400]).toContain(confirmed.statusCode);
      // A reset link was mailed to the old address: it is dead where the change came first.
      expect([200, 204, 400]).toContain(other.statusCode);
      if (round % 2 === 0) expect(Math.max(confirmed.statusCode, other.statusCode)).toBe(400);
      else expect(other.statusCode).toBe(200);
      const now = await findAccount(app.database.read, account.id);
      expect(now?.email).toBe(confirmed.statusCode === 200 ? `raced-${round}@example.org` : account.email);
      expect(told(await confirm(app, token))).toEqual([400, 'invalid_token']);
    }
  }, 60_000);

  test('C6: a link that was asked for under the password of before is dead, however the two were interleaved', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const token = await givenLink(app, account, 'late@example.com');
    // As when the row was written while the change was under way, unseen by it.
    const advance = statement<{ id: string }>(
      'test.advance',
      'UPDATE accounts SET credential_version = credential_version + 1 WHERE id = :id',
    );
    await app.database.write.change(advance, { id: account.id });
    expect(told(await confirm(app, token))).toEqual([400, 'invalid_token']);
  });

  test('M22: the sixth request of an hour is 429 and told, and nothing is mailed for it', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    for (let count = 0; count < 5; count += 1)
      expect((await ask(app, mine, `n${count}@example.com`, account.password)).statusCode).toBe(202);
    const answer = await ask(app, mine, 'n5@example.com', account.password);
    expect(told(answer)).toEqual([429, 'too_many_requests']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.headers.ratelimit).toContain('"email_changes";r=0');
    expect(await mailsTo(app, 'n5@example.com')).toEqual([]);
  });

  test('M22: a stranger’s mailbox gets no more than its five mails an hour, from however many accounts', async () => {
    const app = await open();
    const statuses = [];
    for (let count = 0; count < 7; count += 1) {
      const account = await app.givenAccount();
      statuses.push((await ask(app, await begin(app, account), 'victim@example.org', account.password)).statusCode);
    }
    expect(statuses).toEqual(Array.from({ length: 7 }, () => 202));
    expect(await mailsTo(app, 'victim@example.org')).toHaveLength(5);
  });

  test('without mail it is 503 `mail_off`, and the operator’s command does it', async () => {
    const app = await open({ MAIL: 'off' });
    const account = await app.givenAccount();
    const mine = await begin(app, account);
    expect(told(await ask(app, mine, 'new@example.com', account.password))).toEqual([503, 'mail_off']);
    await changeEmailByOperator(app.app.context, account.email, 'New@example.com');
    expect((await app.get('/api/account', mine)).json()).toMatchObject({
      email: 'New@example.com',
      email_verified: true,
    });
    expect((await app.signIn({ ...account, email: 'new@example.com' })).statusCode).toBe(200);
  });

  test('the notices are in the person’s language', async () => {
    const app = await open();
    const account = await app.givenAccount({ locale: 'uk' });
    await confirm(app, await givenLink(app, account, 'nova@example.com'));
    expect((await mailsTo(app, 'nova@example.com'))[0]?.subject).toContain('Підтвердьте нову адресу');
    expect((await mailsTo(app, account.email)).map(({ subject }) => subject)).toEqual([
      expect.stringContaining('змінено'),
      expect.stringContaining('Нова адреса'),
    ]);
  });
});
