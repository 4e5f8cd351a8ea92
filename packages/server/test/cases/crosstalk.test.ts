import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { openMailServer } from '#test/mail-server.ts';
import { bearer, describeApp, openApp, type TestApp } from '#test/test-app.ts';
import { addressesOf } from './addresses.ts';
import { describeHttp } from './describe-http.ts';
import { describePages } from './describe-pages.ts';
import { fromOurPage, givenSession } from './given-session.ts';
import { listen } from './over-the-wire.ts';
import { callWith, fieldTitle, textFieldsOf } from './route-calls.ts';

type Sent = { method: string; path: string; body?: string; headers?: Record<string, string> };
type Heard = { status: number; headers: IncomingHttpHeaders; body: string };

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Requests that each fail in their own way, and what they are answered with; the marker is in all of them. */
const failures: ((marker: string) => Sent & { status: number })[] = [
  (marker) => ({ method: 'POST', path: '/api/auth/refresh', headers: json, body: `{"${marker}":1}`, status: 422 }),
  (marker) => ({ method: 'GET', path: '/api/account', headers: bearer(marker), status: 401 }),
  (marker) => ({ method: 'GET', path: `/api/nothing/${marker}`, status: 404 }),
  (marker) => ({ method: 'GET', path: `/problems/${marker}`, status: 404 }),
  (marker) => ({ method: 'POST', path: '/api/auth/refresh', headers: json, body: `{"${marker}`, status: 400 }),
  (marker) => ({ method: 'POST', path: '/api/auth/token', headers: form, body: `grant_type=${marker}`, status: 400 }),
  (marker) => ({ method: 'PUT', path: `/api/account?${marker}`, headers: json, body: '{}', status: 405 }),
  (marker) => ({ method: 'POST', path: '/api/auth/sign-out', headers: { cookie: `a=${marker}` }, status: 403 }),
  (marker) => ({
    method: 'POST',
    path: '/api/auth/sign-in',
    headers: { 'content-type': marker },
    body: 'x',
    status: 415,
  }),
  (marker) => ({
    method: 'POST',
    path: '/api/auth/password-reset/request',
    headers: json,
    body: JSON.stringify({ email: marker, [marker]: marker }),
    status: 422,
  }),
  // The table is gone: a fault of ours.
  (marker) => ({
    method: 'POST',
    path: '/api/auth/verify-email',
    headers: json,
    body: JSON.stringify({ token: marker }),
    status: 500,
  }),
];

/** One request on a kept connection, from a network of its own. */
const exchange = (agent: Agent, port: number, { method, path, headers, body }: Sent, n: number): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const from = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
    const sending = request(
      { agent, port, host: '127.0.0.1', method, path, headers: { ...headers, 'x-forwarded-for': from } },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts).toString() }),
        );
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });

describeHttp('10,000 failing requests at once', (open) => {
  test('N6: each is answered with its own marker and id alone, and its log lines are its own', {
    timeout: 180_000,
  }, async () => {
    const app = await open({ LOG_LEVEL: 'info', TRUSTED_PROXIES: '127.0.0.1' });
    await app.database.write.change(statement<Record<never, never>>('test.drop', 'DROP TABLE one_time_tokens'), {});
    const port = await listen(app);
    const agent = new Agent({ keepAlive: true, maxSockets: 100 });
    const requests = Array.from({ length: 10_000 }, (_, n) => {
      const make = failures[n % failures.length];
      if (make === undefined) throw new Error('there is no such failure');
      return make(`marker-${n}-end`);
    });
    const answers = await Promise.all(requests.map((sent, n) => exchange(agent, port, sent, n)));
    agent.destroy();

    const byId = new Map<string, number>();
    let echoed = 0;
    for (const [n, { status, headers, body }] of answers.entries()) {
      expect([n, status]).toEqual([n, requests[n]?.status]);
      const markers = new Set(
        [...`${body}${JSON.stringify(headers)}`.matchAll(/marker-(\d+)-end/g)].map(([, of]) => Number(of)),
      );
      if (markers.delete(n)) echoed += 1;
      expect([n, [...markers]]).toEqual([n, []]);
      const id = String(headers['x-request-id']);
      if (String(headers['content-type']).startsWith('application/problem'))
        expect(JSON.parse(body).request_id).toBe(id);
      byId.set(id, n);
    }
    expect(byId.size).toBe(10_000);
    // Some failures name what was sent: without any echo the markers above would show nothing.
    expect(echoed).toBeGreaterThan(2000);

    const lines = app
      .logged()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const answered = lines.filter((line) => line.msg === 'answered');
    expect(answered).toHaveLength(10_000);
    for (const { requestId, method, status, ip } of answered) {
      const n = byId.get(requestId) ?? -1;
      expect([n, method, status]).toEqual([n, requests[n]?.method, requests[n]?.status]);
      expect(ip).toBe(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
    }
    const faults = lines.filter((line) => line.msg === 'a request failed');
    expect(new Set(faults.map(({ requestId }) => byId.get(requestId)))).toEqual(
      new Set(requests.flatMap(({ status }, n) => (status === 500 ? [n] : []))),
    );
    expect(app.logged()).not.toContain('marker-');
  });
});

const servers: Awaited<ReturnType<typeof openMailServer>>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

describeApp('log lines', (open) => {
  test('N1: line ends, ANSI and JSON in an address, a User-Agent, a request id or a mail server’s words stay one escaped line', async () => {
    const forged =
      '\r\n{"level":"fatal","msg":"forged"}\u001b[2J\u001b]0;x\u0007\u009b31m\u202e","msg":"forged\u2028\u0000';
    const smtp = await openMailServer({
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error(`No\r\n550 ${forged}`), { responseCode: 550 })),
    });
    servers.push(smtp);
    const app = await open({ LOG_LEVEL: 'trace', SMTP_URL: smtp.url, MAIL_FROM: 'Portress <no-reply@example.com>' });
    const password = 'a good long password';
    const headers = { 'user-agent': forged, 'x-request-id': forged, referer: forged };
    const account = await app.givenAccount();
    let sent = 0;
    const count = async (answer: Promise<{ statusCode: number }>) => {
      sent += 1;
      await answer;
    };
    for (const email of [`ann${forged}@example.com`, `${forged}@example.com`, `ann@example.com${forged}`])
      for (const path of ['/api/auth/sign-up', '/api/auth/password-reset/request', '/api/auth/verify-email/request'])
        await count(app.post(path, { email, password }, headers));
    await count(app.post('/api/auth/sign-in', { login: forged, password: forged }, headers));
    await count(app.post('/api/auth/sign-in', { login: account.email, password: account.password }, headers));
    await count(app.post('/api/auth/refresh', undefined, { ...headers, origin: `https://x.example${forged}` }));
    await count(app.get(`/${encodeURIComponent(forged)}?${encodeURIComponent(forged)}`, headers));
    await count(app.post('/api/auth/password-reset/request', { email: account.email }, headers));
    await expect.poll(() => app.logged().includes('mail'), { timeout: 10_000 }).toBe(true);
    await expect.poll(async () => (await app.app.context.outbox.health()).waiting, { timeout: 10_000 }).toBe(0);
    // A fault, with what the client sent in the database's own words.
    await app.database.write.change(statement<Record<never, never>>('test.drop', 'DROP TABLE sessions'), {});
    await count(app.post('/api/auth/refresh', { refresh_token: (await givenToken(app)) ?? '' }, headers));

    const text = app.logged();
    // No character that a terminal obeys or that ends a line somewhere stands there as itself.
    const obeyed = [...text].filter((one) => one !== '\n' && /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(one));
    expect(obeyed).toEqual([]);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const line of lines)
      expect(line).toMatchObject({ level: expect.any(String), msg: expect.not.stringContaining('forged') });
    expect(lines.filter(({ level }) => level === 'fatal')).toEqual([]);
    expect(lines.filter(({ msg }) => msg === 'answered')).toHaveLength(sent);
  });
});

/** A good token of a session whose table is about to be gone. */
async function givenToken(app: TestApp): Promise<string | undefined> {
  const { mintRefreshToken, randomSeed } = await import('#features/sessions/refresh-token.ts');
  const { secrets } = app.app.context;
  const token = { seed: randomSeed(), sessionId: 'AAAAAAAAAAAAAAAAAAAAAA', generation: 1, keyId: secrets.currentKeyId };
  return mintRefreshToken(secrets, token);
}

const telling =
  'SELECT hash FROM passwords WHERE id = $1 at /srv/portress/src/store.ts:12 (password authentication failed for user "root")';
const told = /SELECT|passwords|\/srv|store\.ts|root|stack|node:|\bat \S+:\d+|telling/;

describePages('faults of ours, everywhere', (open) => {
  test('N3: whatever is asked while the database throws its own words, no answer repeats one', {
    timeout: 60_000,
  }, async () => {
    const whole = await open();
    const session = await givenSession(whole, { transport: 'cookie' });
    let isBroken = false;
    const orBroken = <F extends (...inputs: never[]) => unknown>(real: F): F =>
      ((...inputs: never[]) => (isBroken ? Promise.reject(new Error(telling)) : real(...inputs))) as F;
    const wrap = (executor: typeof whole.database.read) => ({
      first: orBroken(executor.first),
      all: orBroken(executor.all),
      change: orBroken(executor.change),
    });
    const { database } = whole;
    const broken = {
      ...database,
      read: wrap(database.read),
      write: wrap(database.write),
      transaction: orBroken(database.transaction),
      ping: orBroken(database.ping),
    };
    const app = await openApp(
      { ...whole, database: broken },
      { LOG_LEVEL: 'error', SIGN_IN_FAILURES_PER_15_MINUTES: '0' },
    );
    isBroken = true;
    const answers: [string, Awaited<ReturnType<TestApp['get']>>][] = [];
    const cookie = session.refreshCookie;
    for (const url of addressesOf(app))
      for (const headers of [{}, { cookie }, bearer(session.accessToken)] as Record<string, string>[])
        answers.push([url, await app.get(url, headers)]);
    for (const field of textFieldsOf(app))
      answers.push([fieldTitle(field), await app.inject(callWith(field, 'sample', session.accessToken))]);
    answers.push(['refresh', await app.post('/api/auth/refresh', undefined, { ...fromOurPage, cookie })]);
    const email = { email: 'new@example.com', password: 'a good long password' };
    answers.push(
      ['sign-up', await app.post('/api/auth/sign-up', email)],
      ['reset', await app.post('/api/auth/password-reset/request', { email: email.email })],
    );
    const faults = answers.filter(([, { statusCode }]) => statusCode >= 500);
    expect(faults.length).toBeGreaterThan(10);
    for (const [where, { headers, body, statusCode }] of answers) {
      if (statusCode >= 500) expect([where, [500, 503].includes(statusCode)]).toEqual([where, true]);
      if (statusCode >= 400)
        expect([where, told.exec(JSON.stringify(headers) + body)?.[0]]).toEqual([where, undefined]);
    }
    // The operator reads it instead.
    expect(app.logged()).toContain('SELECT hash FROM passwords');
    await app.app.server.close();
  });
});

test('N6: two nodes of one database mix no answers either', async () => {
  const database = await openTestDatabase('sqlite');
  const nodes = [await openApp(database), await openApp(database)];
  const sessions = await Promise.all(Array.from({ length: 40 }, () => givenSession(nodes[0] as TestApp)));
  const answers = await Promise.all(
    sessions.flatMap((session) =>
      nodes.map(async (node) => [session, await node.get('/api/account', bearer(session.accessToken))] as const),
    ),
  );
  for (const [session, answer] of answers)
    expect([answer.statusCode, answer.json().id]).toEqual([200, session.account.id]);
  await nodes[1]?.app.server.close();
  await nodes[0]?.close();
});
