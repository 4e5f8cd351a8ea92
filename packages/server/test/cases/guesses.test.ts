import { afterEach, expect, test, vi } from 'vitest';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { DatabaseUnavailable } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { bearer, cookiesOf, describeApp, openApp, type TestAccount, type TestApp } from '#test/test-app.ts';

type Answer = Awaited<ReturnType<TestApp['get']>>;

const behindProxy = { TRUSTED_PROXIES: '127.0.0.1' };
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const from = (address: string, userAgent = firefox) => ({ 'x-forwarded-for': address, 'user-agent': userAgent });

const signInFrom = (app: TestApp, account: TestAccount, headers: Record<string, string>, more: object = {}) =>
  app.post('/api/auth/sign-in', { login: account.email, password: account.password, ...more }, headers);
const guessFrom = (app: TestApp, account: TestAccount, headers: Record<string, string>) =>
  signInFrom(app, account, headers, { password: 'a wrong password' });

const setFailures = statement<{ id: string; failures: number }>(
  'test.set_failures',
  'UPDATE passwords SET failures = :failures WHERE account_id = :id',
);
const failuresOf = statement<{ id: string }, { failures: number }>(
  'test.failures',
  'SELECT failures FROM passwords WHERE account_id = :id',
);
const typesOf = async (app: TestApp, account: TestAccount) =>
  (await listAuditEvents(app.database.read, account.id, 300)).map((event) => event.type);

afterEach(() => {
  vi.useRealTimers();
});

describeApp('guessing at passwords', (open) => {
  test('B7, B9: every name and every way that takes the password has one count', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '7' });
    const account = await app.givenAccount({ email: 'ann@example.com', username: 'ann' });
    const grant = (username: string, password: string) =>
      app.inject({
        method: 'POST',
        url: '/api/auth/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ grant_type: 'password', username, password }).toString(),
      });
    const ways = [
      () => app.post('/api/auth/sign-in', { login: 'ann@example.com', password: 'wrong' }),
      () => app.post('/api/auth/sign-in', { login: 'Ann@EXAMPLE.com', password: 'wrong' }),
      () => app.post('/api/auth/sign-in', { login: 'ann@example.com.', password: 'wrong' }),
      () => app.post('/api/auth/sign-in', { login: ' ann@example.com', password: 'wrong' }),
      () => app.post('/api/auth/sign-in', { login: 'ANN', password: 'wrong', transport: 'cookie' }),
      () => app.post('/api/auth/sign-in', { login: 'ann', password: 'wrong', transport: 'split' }),
      () => grant('ann@example.com', 'wrong'),
    ];
    for (const way of ways) expect([400, 401]).toContain((await way()).statusCode);
    for (const way of ways) expect((await way()).statusCode).toBe(429);
    // The right password waits as well, on every way.
    expect((await app.signIn(account)).statusCode).toBe(429);
    expect((await grant('ann', account.password)).statusCode).toBe(429);
  });

  test('P9: sign-ins that a database which is away has turned back are held against nobody', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const away = vi
      .spyOn(app.database.write, 'first')
      .mockRejectedValue(new DatabaseUnavailable(new Error('connect ECONNREFUSED')));
    for (let turn = 0; turn < 12; turn += 1) expect((await app.signIn(account)).statusCode).toBe(503);
    away.mockRestore();
    expect((await app.signIn(account)).statusCode).toBe(200);
  });

  test('B8: of 200 parallel guesses over two nodes no more are taken than each node may take', async () => {
    const app = await open();
    const other = await openApp(app);
    const account = await app.givenAccount();
    const guess = (node: TestApp) => node.post('/api/auth/sign-in', { login: account.email, password: 'wrong' });
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => guess(n % 2 === 0 ? app : other)));
    const guessed = answers.filter((answer) => answer.statusCode === 401).length;
    // These two share no Redis and know nothing of each other; what shares is in proof/faults/redis-guesses.test.ts.
    expect(guessed).toBe(20);
    expect(answers.filter((answer) => answer.statusCode === 429)).toHaveLength(180);
    expect(await app.database.read.first(failuresOf, { id: account.id })).toEqual({ failures: 20 });
    await other.app.server.close();
  });

  test('B10: a hundred guesses of strangers keep neither the owner’s session nor their own device nor a reset out', async () => {
    const app = await open({ ...behindProxy, SIGN_IN_FAILURES_PER_15_MINUTES: '2' });
    const account = await app.givenAccount();
    const home = from('198.51.100.1');
    const session = (await signInFrom(app, account, home)).json();
    const statuses = [];
    for (let n = 0; n < 30; n += 1) statuses.push((await guessFrom(app, account, from(`203.0.113.${n}`))).statusCode);
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    // A stranger waits now, also with the right password; the owner, where they signed in before, does not.
    expect((await signInFrom(app, account, from('203.0.113.200'))).statusCode).toBe(429);
    expect((await app.get('/api/account', bearer(session.access_token))).statusCode).toBe(200);
    expect((await app.post('/api/auth/refresh', { refresh_token: session.refresh_token })).statusCode).toBe(200);
    expect((await signInFrom(app, account, home)).statusCode).toBe(200);
    await app.post('/api/auth/password-reset/request', { email: account.email });
    const mail = (await app.mails()).find(({ text }) => text.includes('/reset-password#token='));
    const token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
    const reset = await app.post('/api/auth/password-reset', { token, password: 'four words nobody heard' });
    expect(reset.statusCode).toBe(204);
  });

  test('a device that signed in before has its own count, which strangers of its network do not share', async () => {
    const app = await open({ ...behindProxy, SIGN_IN_FAILURES_PER_15_MINUTES: '2' });
    const account = await app.givenAccount();
    const office = '198.51.100.1';
    expect((await signInFrom(app, account, from(office))).statusCode).toBe(200);
    const stranger = from(office, 'curl/8.5.0');
    for (const status of [401, 401, 429]) expect((await guessFrom(app, account, stranger)).statusCode).toBe(status);
    for (const status of [401, 401, 429]) expect((await guessFrom(app, account, from(office))).statusCode).toBe(status);
    // Known for one account is not known for another.
    const another = await app.givenAccount();
    for (const status of [401, 401, 429]) expect((await guessFrom(app, another, from(office))).statusCode).toBe(status);
  });

  test('a browser that still carries a cookie of the account is known in another network as well', async () => {
    const app = await open({ ...behindProxy, SIGN_IN_FAILURES_PER_15_MINUTES: '1' });
    const account = await app.givenAccount();
    const cookies = cookiesOf(await signInFrom(app, account, from('198.51.100.1'), { transport: 'cookie' })).header;
    await app.post('/api/auth/sign-out', undefined, { cookie: cookies, 'sec-fetch-site': 'same-origin' });
    for (let n = 0; n < 12; n += 1) await guessFrom(app, account, from(`203.0.113.${n}`));
    const cafe = from('192.0.2.9');
    expect((await signInFrom(app, account, cafe)).statusCode).toBe(429);
    const carried = { ...cafe, cookie: cookies, 'sec-fetch-site': 'same-origin' };
    expect((await signInFrom(app, account, carried, { transport: 'cookie' })).statusCode).toBe(200);
    // Another account's cookie makes nothing known.
    const another = await app.givenAccount();
    for (let n = 0; n < 12; n += 1) await guessFrom(app, another, from(`203.0.113.${n}`));
    expect((await signInFrom(app, another, { ...carried, 'x-forwarded-for': '192.0.2.10' })).statusCode).toBe(429);
  });

  test('whoever uses the limit up again waits longer each time, and a success begins anew', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '2' });
    const account = await app.givenAccount();
    const wrong = () => app.signIn({ ...account, password: 'wrong' });
    const wait = async () => {
      for (let n = 0; n < 2; n += 1) expect((await wrong()).statusCode).toBe(401);
      const refused = await wrong();
      expect(refused.statusCode).toBe(429);
      return Number(refused.headers['retry-after']);
    };
    const waits = [];
    for (let round = 0; round < 4; round += 1) {
      waits.push(await wait());
      vi.setSystemTime(Date.now() + (waits.at(-1) ?? 0) * 1000 + 1000);
    }
    expect(waits).toEqual([900, 1800, 3600, 3600]);
    expect((await app.signIn(account)).statusCode).toBe(200);
    expect(await wait()).toBeLessThanOrEqual(900);
  });

  test('B11: a hundred wrong passwords in a row disable it until a reset, with one mail; one right one begins anew', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const account = await app.givenAccount();
    const wrong = () => app.signIn({ ...account, password: 'wrong' });
    for (let n = 0; n < 3; n += 1) await wrong();
    const session = (await app.signIn(account)).json();
    await expect.poll(() => app.database.read.first(failuresOf, { id: account.id })).toEqual({ failures: 0 });

    await app.database.write.change(setFailures, { id: account.id, failures: 90 });
    const answers = await Promise.all(Array.from({ length: 40 }, wrong));
    expect(new Set(answers.map((answer) => answer.json().code))).toEqual(new Set(['invalid_credentials']));
    expect(await app.database.read.first(failuresOf, { id: account.id })).toEqual({ failures: 100 });
    const disabled = await app.signIn(account);
    expect([disabled.statusCode, disabled.json().code]).toEqual([401, 'invalid_credentials']);
    expect((await typesOf(app, account)).filter((type) => type === 'password_disabled')).toHaveLength(1);
    expect((await app.get('/api/account', bearer(session.access_token))).statusCode).toBe(200);

    const notices = (await app.mails()).filter(({ subject }) => subject.includes('no longer works'));
    expect(notices.map(({ to }) => to)).toEqual([account.email]);
    await app.post('/api/auth/password-reset/request', { email: account.email });
    const mail = (await app.mails()).find(({ text }) => text.includes('/reset-password#token='));
    const token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
    const password = 'four words nobody heard';
    expect((await app.post('/api/auth/password-reset', { token, password })).statusCode).toBe(204);
    expect((await app.signIn({ ...account, password })).statusCode).toBe(200);
  });

  test('B11: it is counted on disk: no restart gives the guesses back', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const account = await app.givenAccount();
    await app.database.write.change(setFailures, { id: account.id, failures: 99 });
    await app.signIn({ ...account, password: 'wrong' });
    const restarted = await openApp(app, { SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    expect((await restarted.signIn(account)).statusCode).toBe(401);
    await restarted.app.server.close();
  });

  test('N5: a sign-in from a device that was never seen is told to its owner, once, in their language', async () => {
    const app = await open(behindProxy);
    const account = await app.givenAccount({ locale: 'uk' });
    const notices = async () => (await app.mails()).filter(({ subject }) => subject.includes('Новий вхід'));
    await signInFrom(app, account, from('198.51.100.1'));
    await signInFrom(app, account, from('198.51.100.1'));
    expect(await notices()).toEqual([]);
    // Two at once from one new device are one piece of news; a failure is none.
    await guessFrom(app, account, from('203.0.113.9', 'curl/8.5.0'));
    await Promise.all([1, 2].map(() => signInFrom(app, account, from('203.0.113.7', 'curl/8.5.0'))));
    const [notice, ...more] = await notices();
    expect(more).toEqual([]);
    expect(notice?.to).toBe(account.email);
    expect(notice?.text).toContain('curl · 203.0.113.7');
    expect(notice?.text).toContain('/account/devices');
    await signInFrom(app, account, from('203.0.113.7', 'curl/8.5.0'));
    expect(await notices()).toHaveLength(1);
  });

  test('N5: with MAIL=off a new device is only remembered', async () => {
    const app = await open({ ...behindProxy, MAIL: 'off' });
    const account = await app.givenAccount();
    for (const address of ['198.51.100.1', '203.0.113.7'])
      expect((await signInFrom(app, account, from(address))).statusCode).toBe(200);
    expect(await app.app.context.outbox.health()).toMatchObject({ waiting: 0 });
  });
});

describeApp('a crowd at the door', (open) => {
  test('B15: of 200 parallel sign-ins what is too much is told when to come back, and a signed-in person notices nothing', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const crowd = await Promise.all(Array.from({ length: 200 }, () => app.givenAccount()));
    const token = (await app.signIn(crowd[0] as TestAccount)).json().access_token;
    const before = process.memoryUsage().rss;
    const signingIn = Promise.all(crowd.map((account) => app.signIn(account)));
    const milliseconds: number[] = [];
    let isOver = false;
    void signingIn.then(() => {
      isOver = true;
    });
    while (!isOver) {
      const startedAt = performance.now();
      expect((await app.get('/api/account', bearer(token))).statusCode).toBe(200);
      milliseconds.push(performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const answers = await signingIn;
    const refused = answers.filter((answer) => answer.statusCode !== 200);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(64);
    for (const answer of refused) expectOverloaded(answer);
    // 10 ms is the aim, and what the benchmark measures; here it is twenty times that.
    const p99 = milliseconds.toSorted((a, b) => a - b)[Math.floor(milliseconds.length * 0.99)] ?? 0;
    expect(p99).toBeLessThan(200);
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(200);
  });

  test('who is refused because the queue is full has guessed nothing', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '2' });
    const account = await app.givenAccount();
    vi.spyOn(app.app.context.passwordHashing, 'hasRoom').mockReturnValue(false);
    for (let n = 0; n < 5; n += 1) expectOverloaded(await app.signIn({ ...account, password: 'wrong' }));
    vi.spyOn(app.app.context.passwordHashing, 'hasRoom').mockReturnValue(true);
    const { Problem } = await import('#platform/errors.ts');
    const full = vi
      .spyOn(app.app.context.passwordHashing, 'verify')
      .mockRejectedValue(new Problem('overloaded', { retryAfterSeconds: 2 }));
    for (let n = 0; n < 5; n += 1) expectOverloaded(await app.signIn({ ...account, password: 'wrong' }));
    full.mockRestore();
    expect(await app.database.read.first(failuresOf, { id: account.id })).toEqual({ failures: 0 });
    expect((await app.signIn(account)).statusCode).toBe(200);
  });

  test('a strained event loop sheds what strangers ask for, and never what a signed-in person reads', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const session = (await app.signIn(account)).json();
    const delay = vi.spyOn(app.app.context.load, 'delayMilliseconds').mockReturnValue(300);
    expectOverloaded(await app.signIn(account));
    expectOverloaded(await app.post('/api/auth/sign-up', { email: 'new@example.com', password: 'a door that opens' }));
    expectOverloaded(await app.post('/api/auth/password-reset/request', { email: account.email }));
    expectOverloaded(await app.post('/api/auth/verify-email/request', { email: account.email }));
    const me = bearer(session.access_token);
    for (const path of ['/api/account', '/api/account/sessions'])
      expect((await app.get(path, me)).statusCode).toBe(200);
    expect((await app.post('/api/auth/refresh', { refresh_token: session.refresh_token })).statusCode).toBe(200);
    expect((await app.get('/readyz')).json()).toMatchObject({ status: 'degraded', event_loop: 'late' });
    delay.mockReturnValue(1500);
    expectOverloaded(await app.get('/readyz'));
    expect((await app.get('/healthz')).statusCode).toBe(200);
    expect((await app.get('/api/account', me)).statusCode).toBe(200);
    expect((await app.post('/api/auth/sign-out', undefined, me)).statusCode).toBe(204);
    delay.mockReturnValue(0);
    expect((await app.get('/readyz')).json()).toMatchObject({ status: 'ready', event_loop: 'ready' });
    expect((await app.signIn(account)).statusCode).toBe(200);
  });
});

describeApp('limits', (open) => {
  test('the caller’s own limit is told in RateLimit headers, and counts down', async () => {
    const app = await open({ SIGN_UPS_PER_HOUR: '2' });
    const signUp = (n: number) =>
      app.post('/api/auth/sign-up', { email: `person-${n}@example.com`, password: 'a door that opens' });
    for (const [n, left] of [
      [1, 1],
      [2, 0],
    ] as const) {
      const answer = await signUp(n);
      expect(answer.statusCode).toBe(201);
      expect(answer.headers['ratelimit-policy']).toBe('"sign_ups";q=2;w=3600');
      expect(answer.headers.ratelimit).toMatch(new RegExp(`^"sign_ups";r=${left};t=3[56]\\d\\d$`));
    }
    const refused = await signUp(3);
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'too_many_requests']);
    expect(refused.headers.ratelimit).toBe(`"sign_ups";r=0;t=${refused.headers['retry-after']}`);
  });

  test('a proof that was good gives its try back, and the headers say so', async () => {
    const app = await open();
    const bad = await app.post('/api/auth/verify-email', { token: 'x' });
    expect(bad.headers.ratelimit).toMatch(/^"one_time_failures";r=999;/);
    await app.post('/api/auth/sign-up', { email: 'ann@example.com', password: 'a door that opens' });
    const token = /#token=([\w-]+)/.exec((await app.mails())[0]?.text ?? '')?.[1] ?? '';
    const good = await app.post('/api/auth/verify-email', { token });
    expect([good.statusCode, good.headers.ratelimit?.toString().slice(0, 26)]).toEqual([
      200,
      '"one_time_failures";r=999;',
    ]);
  });

  test('what is answered the same for everybody tells a limit only once it is used up', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '1' });
    const request = () => app.post('/api/auth/password-reset/request', { email: 'nobody@example.com' });
    expect((await request()).headers).not.toHaveProperty('ratelimit');
    for (let n = 0; n < 199; n += 1) await request();
    const refused = await request();
    expect([refused.statusCode, refused.headers['ratelimit-policy']]).toEqual([429, '"mail_requests";q=200;w=3600']);
    const guess = () => app.post('/api/auth/sign-in', { login: 'nobody@example.com', password: 'x' });
    expect((await guess()).headers).not.toHaveProperty('ratelimit');
    const throttled = await guess();
    expect([throttled.statusCode, throttled.headers['ratelimit-policy']]).toEqual([429, '"sign_in_pair";q=1;w=900']);
  });
});

function expectOverloaded(answer: Answer): void {
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'overloaded']);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
}
