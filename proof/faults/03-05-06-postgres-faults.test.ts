import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseUnavailable } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { openProxiedApp, type ProxiedApp } from '#proof/installation/proxied-app.ts';
import { type GivenSession, givenSession } from '#test/cases/given-session.ts';
import { onPostgres, runOnPostgres } from '#test/run-on-postgres.ts';
import { bearer } from '#test/test-app.ts';
import { recordEach } from './record-each.ts';

/** What is waited for comes in a moment, on a machine that is not busy with something else. */
const within = { timeout: 30_000, interval: 20 };

/** Twenty times what is aimed at: how fast it is belongs to the figures. */
const patience = 20;
let app: ProxiedApp;
beforeAll(async () => {
  app = await openProxiedApp(['max_connections=30'], {
    REFRESHES_PER_MINUTE: '0',
    SIGN_IN_FAILURES_PER_15_MINUTES: '0',
    MAILS_PER_HOUR: '0',
  });
});
afterEach(() => {
  app.proxy.swallow(false);
  app.proxy.restore();
});
afterAll(() => app.end());
recordEach('one node, PostgreSQL');

type Answer = Awaited<ReturnType<ProxiedApp['post']>>;

const refresh = ({ refreshToken }: Pick<GivenSession, 'refreshToken'>) =>
  app.post('/api/auth/refresh', { refresh_token: refreshToken });

const expectUnavailable = (answer: Answer): void => {
  expect([answer.statusCode, answer.json().code]).toEqual([503, expect.stringMatching(/^(unavailable|overloaded)$/)]);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
};

/** An honest answer in a bad moment: done, or nothing was done and when to come again. */
const expectHonest = (answer: Answer): void => {
  if (answer.statusCode === 503) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  else expect(answer.statusCode).toBe(200);
};

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; milliseconds: number }> {
  const startedAt = performance.now();
  const result = await work();
  return { result, milliseconds: performance.now() - startedAt };
}

/** Until the node serves again, as readiness tells it, and nothing is left lent. */
async function untilNormal(): Promise<void> {
  await expect
    .poll(async () => [(await app.get('/readyz')).statusCode, app.pool().lent, app.pool().waiting], within)
    .toEqual([200, 0, 0]);
  // Whoever asks is refused until the list of revocations was read again.
  const session = await givenSession(app);
  await expect
    .poll(async () => (await app.get('/api/account', bearer(session.accessToken))).statusCode, within)
    .toBe(200);
}

const ownConnections = "datname = 'portress' AND pid <> pg_backend_pid()";
const endConnections = () =>
  runOnPostgres(app.server.url, [`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${ownConnections}`]);

describe('PostgreSQL that cannot be reached', () => {
  it('fault 6: into nowhere: every request is answered with 503, the process is alive, and everything comes back by itself', async () => {
    const sessions = await Promise.all(Array.from({ length: 8 }, () => givenSession(app)));
    await Promise.all(sessions.map(refresh));
    app.proxy.swallow();
    const asked = await Promise.all(
      [
        ...sessions.map((session) => () => refresh(session)),
        () => app.signIn(sessions[0]?.account ?? expect.fail('no account')),
        () => app.post('/api/auth/sign-up', { email: 'nowhere@example.com', password: 'correct horse battery' }),
        () => app.get('/readyz'),
        () => app.post('/api/auth/sign-out', {}, bearer(sessions[1]?.accessToken ?? '')),
      ].map(timed),
    );
    for (const { result, milliseconds } of asked) {
      expectUnavailable(result);
      expect(milliseconds).toBeLessThan(3000 * patience);
    }
    expect((await app.get('/healthz')).statusCode).toBe(200);
    // Connections of before the silence were thrown away: nobody waits for the same silence a second time.
    const later = await timed(() => refresh(sessions[2] ?? expect.fail('no session')));
    expectUnavailable(later.result);
    expect(later.milliseconds).toBeLessThan(1000 * patience);
    // By now it cannot know who was signed out meanwhile, and admits nobody.
    await expect
      .poll(async () => (await app.get('/api/account', bearer(sessions[0]?.accessToken ?? ''))).statusCode, within)
      .toBe(503);

    app.proxy.swallow(false);
    await untilNormal();
    for (const session of sessions) expect((await refresh(session)).statusCode).toBe(200);
    await expect.poll(() => app.pool(), within).toMatchObject({ lent: 0, waiting: 0 });
  });

  it('fault 3: connections ended under load, idle and at work: no request fails otherwise than with 503, and none leaks', async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => givenSession(app)));
    const until = performance.now() + 1500;
    const answers: Answer[] = [];
    const load = sessions.map(async (session, index) => {
      while (performance.now() < until) {
        answers.push(await refresh(session));
        if (index < 4) answers.push(await app.signIn(session.account));
      }
    });
    while (performance.now() < until) {
      await endConnections();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await Promise.all(load);
    for (const answer of answers) expectHonest(answer);
    expect(answers.filter(({ statusCode }) => statusCode === 200).length).toBeGreaterThan(0);
    await untilNormal();
    for (const session of sessions) expect((await refresh(session)).statusCode).toBe(200);
  });

  it('a connection that ends between two statements of a transaction undoes it, and the process lives', async () => {
    const touch = statement<Record<never, never>>('test.touch', 'UPDATE revocation_counter SET last = last');
    const work = app.database.transaction(async (transaction) => {
      await transaction.change(touch, {});
      await endConnections();
      await new Promise((resolve) => setTimeout(resolve, 100));
      await transaction.change(touch, {});
    });
    await expect(work).rejects.toBeInstanceOf(DatabaseUnavailable);
    await untilNormal();
  });

  it('fault 5: no connection to be had: 503, and back as soon as there is one', async () => {
    const session = await givenSession(app);
    app.proxy.cut();
    const taken: pg.Client[] = [];
    for (let isFull = false; !isFull; ) {
      const client = new pg.Client({ connectionString: app.server.url });
      await client.connect().then(
        () => taken.push(client),
        (error: unknown) => {
          expect(error).toMatchObject({ code: '53300' });
          isFull = true;
        },
      );
    }
    app.proxy.restore();
    for (let round = 0; round < 5; round += 1) expectUnavailable(await refresh(session));
    expectUnavailable(await app.get('/readyz'));
    for (const client of taken) await client.end();
    await untilNormal();
    expect((await refresh(session)).statusCode).toBe(200);
  });
});

describe('PostgreSQL that refuses (fault 5)', () => {
  it('writes, because it is a copy: 503 for them, and reading goes on', async () => {
    const session = await givenSession(app);
    const setReadOnly = async (value: 'on' | 'off'): Promise<void> => {
      await onPostgres(app.server.url, async (client) => {
        await client.query('SET default_transaction_read_only = off');
        await client.query(`ALTER DATABASE portress SET default_transaction_read_only = ${value}`);
      });
      await endConnections();
    };
    await setReadOnly('on');
    try {
      await expect.poll(async () => (await app.get('/readyz')).statusCode, within).toBe(200);
      expectUnavailable(await refresh(session));
      expectUnavailable(await app.signIn(session.account));
      await expect
        .poll(async () => (await app.get('/api/account/sessions', bearer(session.accessToken))).statusCode, within)
        .toBe(200);
    } finally {
      await setReadOnly('off');
    }
    await untilNormal();
    expect((await refresh(session)).statusCode).toBe(200);
  });

  it('for as long as somebody holds a row: 503 in time for whoever needs it, and nobody else notices', async () => {
    const [held, free] = [await givenSession(app), await givenSession(app)];
    await onPostgres(app.server.url, async (holder) => {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM sessions WHERE id = $1 FOR UPDATE', [held.sessionId]);
      const waiting = Promise.all([1, 2, 3].map(() => timed(() => refresh(held))));
      for (let round = 0; round < 20; round += 1) expect((await refresh(free)).statusCode).toBe(200);
      for (const { result, milliseconds } of await waiting) {
        expectUnavailable(result);
        expect(milliseconds).toBeLessThan(2000 * patience);
      }
      await holder.query('ROLLBACK');
    });
    expect((await refresh(held)).statusCode).toBe(200);
    expect(app.pool()).toMatchObject({ lent: 0, waiting: 0 });
  });

  it('a deadlock: the lone statement is done in the end', async () => {
    const ids = [(await givenSession(app)).sessionId, (await givenSession(app)).sessionId];
    const touchBoth = statement<{ ids: string }>(
      'test.touch_both',
      'UPDATE sessions SET late_streak = late_streak + 1 WHERE id IN (SELECT value #>> ARRAY[]::text[] FROM {each :ids} AS given)',
    );
    await onPostgres(app.server.url, async (other) => {
      // The one that is not asked to give in.
      await other.query("SET deadlock_timeout = '20s'");
      const { rows } = await other.query<{ id: string }>('SELECT id FROM sessions WHERE id = ANY($1) ORDER BY ctid', [
        ids,
      ]);
      const [first, second] = rows.map(({ id }) => id);
      const lock = (id: string | undefined) => other.query('SELECT 1 FROM sessions WHERE id = $1 FOR UPDATE', [id]);
      await other.query('BEGIN');
      await lock(second);
      const change = app.database.write.change(touchBoth, { ids: JSON.stringify(ids) });
      await new Promise((resolve) => setTimeout(resolve, 200));
      await lock(first);
      await other.query('COMMIT');
      expect(await change).toBe(2);
    });
  });

  it('serialization failures: the lone statement is tried three times more, and a transaction is for the caller to repeat', async () => {
    const fail = statement<Record<never, never>>('test.fail', 'UPDATE revocation_counter SET last = last');
    // A sequence counts on when everything else is undone.
    await runOnPostgres(app.server.url, [
      'CREATE SEQUENCE tries',
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF nextval('tries') % 10 <= CAST(TG_ARGV[0] AS integer) THEN RAISE SQLSTATE '40001'; END IF; RETURN NEW; END $$`,
      `CREATE TRIGGER refusing BEFORE UPDATE ON revocation_counter FOR EACH ROW EXECUTE FUNCTION refuse(3)`,
    ]);
    const tries = () =>
      onPostgres(
        app.server.url,
        async (client) => (await client.query('SELECT last_value FROM tries')).rows[0].last_value,
      );
    try {
      expect(await app.database.write.change(fail, {})).toBe(1);
      expect(Number(await tries())).toBe(4);
      await runOnPostgres(app.server.url, [
        'DROP TRIGGER refusing ON revocation_counter',
        'CREATE TRIGGER refusing BEFORE UPDATE ON revocation_counter FOR EACH ROW EXECUTE FUNCTION refuse(9)',
        'ALTER SEQUENCE tries RESTART 1',
      ]);
      await expect(app.database.write.change(fail, {})).rejects.toBeInstanceOf(DatabaseUnavailable);
      expect(Number(await tries())).toBe(4);
      const session = await givenSession(app);
      expectUnavailable(await app.post('/api/auth/sign-out', {}, bearer(session.accessToken)));
      expect(Number(await tries())).toBe(5);
    } finally {
      await runOnPostgres(app.server.url, ['DROP FUNCTION refuse CASCADE', 'DROP SEQUENCE tries']);
    }
    await untilNormal();
  });
});
