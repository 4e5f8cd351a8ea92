import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { bearer, cookiesOf, describeApp, type TestApp } from '#test/test-app.ts';
import { fromOurPage } from './given-session.ts';

type Answer = Awaited<ReturnType<TestApp['get']>>;

/** Everything that stands in the database, bytes as hex, base64 and text. */
async function dump(database: Database): Promise<string> {
  const names = statement<Record<never, never>, { name: string }>(
    'test.tables',
    database.dialect === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table'"
      : "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  const parts: string[] = [];
  for (const { name } of await database.read.all(names, {})) {
    const all = statement<Record<never, never>, Record<string, unknown>>(
      `test.dump_${name}`,
      `SELECT * FROM "${name}"`,
    );
    for (const row of await database.read.all(all, {}))
      for (const [column, value] of Object.entries(row)) {
        const bytes = value instanceof Uint8Array ? Buffer.from(value) : undefined;
        const texts = bytes
          ? [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('latin1')]
          : [String(value)];
        parts.push(`${name}.${column}=${texts.join('\n')}`);
      }
  }
  return parts.join('\n');
}

/** The ways a secret could be written down: as it is, in hex, in base64, escaped. */
function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const decoded = Buffer.from(secret, 'base64url');
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    ...(decoded.length >= 32 && decoded.toString('base64url') === secret ? [decoded.toString('hex')] : []),
  ];
}

describeApp('secrets', (open) => {
  test('N2, C13: passwords, tokens and codes of every flow are in no log line, no table, no file and no refusal', async () => {
    const app = await open({ LOG_LEVEL: 'trace', SIGN_IN_FAILURES_PER_15_MINUTES: '0', REFRESH_GRACE_SECONDS: '1' });
    const canary = {
      first: 'canary-first-Pa55word-Å',
      second: 'canary-second-Pa55word',
      wrong: 'canary-wrong-Pa55word',
    };
    const email = 'person@example.com';
    const secrets = new Set<string>(Object.values(canary));
    const codes = new Set<string>();
    const refusals: Answer[] = [];
    const keep = (...values: (string | undefined)[]) => {
      for (const value of values) if (value !== undefined && value !== '') secrets.add(value);
    };
    /** Remembers the tokens of an answer; those of a refusal are looked at for secrets instead. */
    const seen = (answer: Answer): Answer => {
      if (answer.statusCode >= 400) refusals.push(answer);
      else if (answer.body !== '') keep(answer.json().access_token, answer.json().refresh_token);
      const header = answer.headers['x-access-token'];
      keep(typeof header === 'string' ? header : undefined, ...Object.values(cookiesOf(answer).byName));
      return answer;
    };
    const post = async (url: string, body?: unknown, headers?: Record<string, string>) =>
      seen(await app.post(url, body, headers));
    const get = async (url: string, headers?: Record<string, string>) => seen(await app.get(url, headers));
    const mailed = async (subject: number) => {
      const text = (await app.mails()).toReversed()[subject]?.text ?? '';
      const token = /#token=([\w-]+)/.exec(text)?.[1] ?? '';
      const code = /\b(\d{8})\b/.exec(text.replace(/(\d{4}) (\d{4})/, '$1$2'))?.[1];
      keep(token);
      if (code !== undefined) codes.add(code);
      return { token, code };
    };

    await post('/api/auth/sign-up', { email, password: canary.first });
    const verification = await mailed(0);
    expect([verification.token.length, verification.code?.length]).toEqual([43, 8]);
    await post('/api/auth/verify-email', { token: `${verification.token}x` });
    await post('/api/auth/verify-email', { email, code: '00000000', unknown: canary.wrong });
    expect((await post('/api/auth/verify-email', { token: verification.token })).statusCode).toBe(200);
    await post('/api/auth/verify-email', { token: verification.token });

    await post('/api/auth/sign-in', { login: email, password: canary.wrong });
    // A person who types the password where the name belongs.
    await post('/api/auth/sign-in', { login: canary.first, password: canary.wrong });
    await post('/api/auth/sign-in', { login: email, password: [canary.first] });
    await post('/api/auth/sign-in', { login: email, password: canary.first, transport: canary.second });
    await post('/api/auth/sign-up', {
      email: 'other@example.com',
      password: canary.wrong.slice(0, 3),
      username: canary.first,
    });
    const signedIn = (await post('/api/auth/sign-in', { login: email, password: canary.first })).json();
    await get('/api/account', bearer(signedIn.access_token));
    await get(
      `/api/account?access_token=${signedIn.access_token}&token=${canary.wrong}`,
      bearer(signedIn.access_token),
    );
    await get(`/${signedIn.refresh_token}/${canary.wrong}`);
    await get(`/api/account/%${canary.wrong}`);
    await get('/api/account', bearer(`${signedIn.access_token}x`));
    await get('/api/account', { authorization: `Basic ${Buffer.from(`${email}:${canary.first}`).toString('base64')}` });
    await get('/api/account', {
      ...bearer(signedIn.access_token),
      'user-agent': 'a browser',
      referer: `https://x.example/#${canary.wrong}`,
    });
    const refreshed = (await post('/api/auth/refresh', { refresh_token: signedIn.refresh_token })).json();
    await post('/api/auth/refresh', { refresh_token: `${signedIn.refresh_token}x` });
    await app.clock.wind({ seconds: 3 });
    const again = (await post('/api/auth/refresh', { refresh_token: refreshed.refresh_token })).json();
    // A replay, and what it ends.
    await post('/api/auth/refresh', { refresh_token: signedIn.refresh_token });
    await post('/api/auth/refresh', { refresh_token: again.refresh_token });

    const cookie = cookiesOf(
      await post('/api/auth/sign-in', { login: email, password: canary.first, transport: 'cookie' }, fromOurPage),
    ).header;
    await app.clock.wind({ seconds: 901 });
    await get('/api/account', { cookie });
    await post('/api/auth/refresh', undefined, { cookie, origin: 'https://evil.example' });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const password of [canary.first, canary.wrong])
      seen(
        await app.inject({
          method: 'POST',
          url: '/api/auth/token',
          headers: form,
          payload: new URLSearchParams({ grant_type: 'password', username: email, password }).toString(),
        }),
      );
    seen(
      await app.inject({
        method: 'POST',
        url: '/api/auth/sign-in',
        headers: { 'content-type': 'application/json' },
        payload: `{"password":"${canary.first}"`,
      }),
    );

    await post('/api/auth/password-reset/request', { email });
    const reset = await mailed(1);
    expect(reset.token).toHaveLength(43);
    await post('/api/auth/password-reset', { token: reset.token, password: 'short' });
    await post('/api/auth/password-reset', { token: `${reset.token}x`, password: canary.second });
    expect((await post('/api/auth/password-reset', { token: reset.token, password: canary.second })).statusCode).toBe(
      204,
    );
    await post('/api/auth/sign-in', { login: email, password: canary.first });
    const last = (
      await post('/api/auth/sign-in', { login: email, password: canary.second, transport: 'split' })
    ).json();
    await post('/api/auth/sign-out', undefined, bearer(last.access_token));
    await app.mails();

    expect(secrets.size).toBeGreaterThan(15);
    expect(refusals.length).toBeGreaterThan(15);
    const places: Record<string, string> = {
      logs: app.logged(),
      tables: await dump(app.database),
      refusals: refusals.map((answer) => answer.body + JSON.stringify(answer.headers)).join('\n'),
    };
    // The fields of a body that nobody knows are named by their names, never by their values.
    expect(places.logs?.length).toBeGreaterThan(1000);
    expect(places.tables).toContain(email);
    if (app.dialect === 'sqlite') {
      const directory = dirname(app.url.slice('sqlite:'.length));
      places.files = readdirSync(directory)
        .map((name) => readFileSync(`${directory}/${name}`, 'latin1'))
        .join('');
    }
    for (const [place, text] of Object.entries(places)) {
      for (const secret of secrets)
        for (const spelling of spellingsOf(secret))
          expect([place, spelling, text.includes(spelling)]).toEqual([place, spelling, false]);
      if (place !== 'files')
        for (const code of codes)
          expect([place, code, new RegExp(`(?<![\\w.])${code}(?![\\w.])`).test(text)]).toEqual([place, code, false]);
    }
    // The seed inside a refresh token, which with the secret would make its successors, is nowhere either.
    const seed = Buffer.from(again.refresh_token, 'base64url').subarray(32, 64);
    for (const spelling of [seed.toString('hex'), seed.toString('base64'), seed.toString('base64url')])
      expect(places.tables?.includes(spelling)).toBe(false);
  });

  test('N2: a fault in the middle of a sign-in logs no password', async () => {
    const app = await open({ LOG_LEVEL: 'trace' });
    const account = await app.givenAccount();
    await app.database.write.change(statement<Record<never, never>>('test.drop', 'DROP TABLE audit_events'), {});
    for (const password of [account.password, 'canary-wrong-Pa55word'])
      expect((await app.post('/api/auth/sign-in', { login: account.email, password })).statusCode).toBe(500);
    expect(app.logged()).toContain('a request failed');
    for (const secret of [account.password, 'canary-wrong-Pa55word']) expect(app.logged()).not.toContain(secret);
  });

  test('N1: line ends, escapes and quotes in what a client sends make no second log line', async () => {
    const app = await open({ LOG_LEVEL: 'trace' });
    const evil = 'x\r\n{"level":"fatal","msg":"forged"}\u001b[31m';
    await app.post('/api/auth/sign-in', { login: evil, password: evil });
    await app.get(`/${encodeURIComponent(evil)}`, { 'user-agent': 'a","msg":"forged', 'x-request-id': 'forged' });
    await app.post('/api/auth/refresh', undefined, { origin: 'https://x.example","msg":"forged' });
    const lines = app.logged().trim().split('\n');
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), msg: expect.not.stringContaining('forged') });
      expect(line).not.toContain('\u001b');
    }
  });
});
