import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProxiedApp, type ProxiedApp } from '#proof/installation/proxied-app.ts';
import { givenSession } from '#test/cases/given-session.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { bearer } from '#test/test-app.ts';
import { recordEach } from './record-each.ts';

/** What is waited for comes in a moment, on a machine that is not busy with something else. */
const within = { timeout: 30_000, interval: 20 };

let app: ProxiedApp;
beforeAll(async () => {
  app = await openProxiedApp([], {
    REFRESHES_PER_MINUTE: '0',
    SIGN_IN_FAILURES_PER_15_MINUTES: '0',
    MAILS_PER_HOUR: '0',
  });
});
afterAll(() => app.end());
recordEach('one node, PostgreSQL');

type Answer = Awaited<ReturnType<ProxiedApp['post']>>;
const newPassword = 'a long new passphrase of mine';

/** What PostgreSQL says of a commit, and of the lone statement that a rotation is. */
const committed = Buffer.from('COMMIT\0');
const updated = Buffer.from('UPDATE 1\0');

/**
 * Makes a request whose write is committed, and cuts the way before PostgreSQL's word of it has come back. Others write at the
 * same time (mails, the seal of the audit log), and the word that was cut may have been theirs: then it is tried with another.
 *
 * @param attempt with a number that no attempt had before
 */
async function loseAnswer<T>(
  word: Buffer,
  attempt: (number: number) => Promise<{ request: () => Promise<Answer>; isDone: () => Promise<boolean>; given: T }>,
): Promise<T> {
  for (let number = 0; number < 10; number += 1) {
    const { request, isDone, given } = await attempt(number);
    app.proxy.onAnswer((chunk) => {
      if (!chunk.includes(word)) return;
      app.proxy.onAnswer(undefined);
      app.proxy.cut();
    });
    const answer = await request();
    app.proxy.onAnswer(undefined);
    app.proxy.restore();
    await untilNormal();
    if (answer.statusCode !== 503 || !(await isDone())) continue;
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    return given;
  }
  return expect.fail('the answer was never lost');
}

/** What was written last may be known again: the node has read the list of revocations since. */
async function untilNormal(): Promise<void> {
  const isNormal = async (): Promise<boolean> => {
    try {
      const { accessToken } = await givenSession(app);
      return (await app.get('/api/account', bearer(accessToken))).statusCode === 200;
    } catch {
      return false;
    }
  };
  await expect.poll(isNormal, within).toBe(true);
}

/** Past the proxy. */
const count = (sql: string, ...values: string[]): Promise<number> =>
  onPostgres(app.server.url, async (client) =>
    Number((await client.query(`SELECT COUNT(*) AS n ${sql}`, values)).rows[0].n),
  );

describe('a commit whose answer was lost (fault 4)', () => {
  it('P5, P11: of a sign-up: 503, and asking again finds the one account there is; one mail', async () => {
    const signUp = (email: string) => app.post('/api/auth/sign-up', { email, password: newPassword });
    const rows = (email: string) => count('FROM accounts WHERE email_canonical = $1', email);
    const email = await loseAnswer(committed, async (number) => {
      const given = `ann${number}@example.com`;
      return { given, request: () => signUp(given), isDone: async () => (await rows(given)) === 1 };
    });
    const again = await signUp(email);
    expect([again.statusCode, again.json().code]).toEqual([409, 'email_taken']);
    expect(await rows(email)).toBe(1);
    app.app.context.outbox.wake();
    await expect.poll(async () => (await app.mails()).filter(({ to }) => to.includes(email)).length, within).toBe(1);
    const [mail] = (await app.mails()).filter(({ to }) => to.includes(email));
    const token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1];
    expect((await app.post('/api/auth/verify-email', { token })).statusCode).toBeLessThan(300);
    expect((await app.signIn({ id: '', email, password: newPassword })).statusCode).toBe(200);
  });

  it('of a refresh: 503, and asking again gets the same successor, which goes on', async () => {
    const refresh = (refreshToken: string) => app.post('/api/auth/refresh', { refresh_token: refreshToken });
    const session = await loseAnswer(updated, async () => {
      const given = await givenSession(app);
      return {
        given,
        request: () => refresh(given.refreshToken),
        isDone: async () => (await count('FROM sessions WHERE id = $1 AND generation = 2', given.sessionId)) === 1,
      };
    });
    const [again, andAgain] = [await refresh(session.refreshToken), await refresh(session.refreshToken)];
    expect([again.statusCode, andAgain.statusCode]).toEqual([200, 200]);
    expect(again.json().refresh_token).toBe(andAgain.json().refresh_token);
    expect(await count('FROM sessions WHERE id = $1 AND generation = 2 AND ended_at IS NULL', session.sessionId)).toBe(
      1,
    );
    expect((await refresh(again.json().refresh_token)).statusCode).toBe(200);
  });

  it('of many refreshes in one batch: 503 for all of them, and each gets its own successor when it asks again', async () => {
    const refresh = (refreshToken: string) => app.post('/api/auth/refresh', { refresh_token: refreshToken });
    const sessions = await Promise.all(Array.from({ length: 40 }, () => givenSession(app)));
    app.proxy.onAnswer((chunk) => {
      if (!/UPDATE \d\d\0/.test(chunk.toString('latin1'))) return;
      app.proxy.onAnswer(undefined);
      app.proxy.cut();
    });
    const first = await Promise.all(sessions.map(({ refreshToken }) => refresh(refreshToken)));
    app.proxy.restore();
    expect(first.filter(({ statusCode }) => statusCode === 503).length).toBeGreaterThan(9);
    for (const { statusCode, headers } of first)
      if (statusCode !== 200) expect([statusCode, Number(headers['retry-after']) > 0]).toEqual([503, true]);
    await untilNormal();
    const again = await Promise.all(sessions.map(({ refreshToken }) => refresh(refreshToken)));
    for (const [index, answer] of again.entries()) {
      expect(answer.statusCode).toBe(200);
      if (first[index]?.statusCode === 200)
        expect(answer.json().refresh_token).toBe(first[index]?.json().refresh_token);
    }
    expect(await count("FROM sessions WHERE ended_reason = 'replay'")).toBe(0);
  });

  it('P2: of a password reset: 503, the token is spent once, and the new password is the one', async () => {
    const reset = (token: string, password: string) => app.post('/api/auth/password-reset', { token, password });
    const { account, token } = await loseAnswer(committed, async () => {
      const account = await app.givenAccount();
      await app.post('/api/auth/password-reset/request', { email: account.email });
      const mails = await app.mails();
      const mail = mails.find(({ to }) => to.includes(account.email));
      const token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? expect.fail('no mail');
      return {
        given: { account, token },
        request: () => reset(token, newPassword),
        isDone: async () => (await count('FROM accounts WHERE id = $1 AND credential_version > 0', account.id)) === 1,
      };
    });
    const again = await reset(token, 'another passphrase, of a thief');
    expect([again.statusCode, again.json().code]).toEqual([400, 'invalid_token']);
    expect((await app.signIn({ ...account, password: newPassword })).statusCode).toBe(200);
    expect((await app.signIn(account)).statusCode).toBe(401);
  });

  it('of a creation under an Idempotency-Key: 503, and asking again tells of the one that was made', async () => {
    const { accessToken } = await givenSession(app);
    const add = (key: string) =>
      app.post('/api/contacts', { first_name: key }, { ...bearer(accessToken), 'idempotency-key': key });
    const rows = (key: string) => count('FROM contacts WHERE first_name = $1', key);
    const key = await loseAnswer(committed, async (number) => {
      const given = `key-${number}`;
      return { given, request: () => add(given), isDone: async () => (await rows(given)) === 1 };
    });
    const again = await add(key);
    expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
    expect(await rows(key)).toBe(1);
  });
});
