import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestDatabase } from '#test/every-database.ts';
import { onPostgres, runOnPostgres } from '#test/run-on-postgres.ts';
import { bearer, openApp } from '#test/test-app.ts';
import { statement } from './statement.ts';

/** As a newer release would, on every table there is, while this one runs on. */
const addColumnsEverywhere = async (url: string, name: string): Promise<void> => {
  const tables = await onPostgres(url, async (client) => {
    const { rows } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    return rows.map(({ tablename }) => String(tablename));
  });
  expect(tables.length).toBeGreaterThan(20);
  await runOnPostgres(
    url,
    tables.map((table) => `ALTER TABLE "${table}" ADD COLUMN ${name} text NOT NULL DEFAULT 'of tomorrow'`),
  );
};

describe('a column that a newer release adds on PostgreSQL', () => {
  it('breaks no call of the older one, which has planned its statements already, and shows in no answer', async () => {
    const app = await openApp(await openTestDatabase('postgres'), { REFRESH_GRACE_SECONDS: '1' });
    onTestFinished(() => app.close());
    const account = await app.givenAccount({ role: 'admin' });
    let refreshToken = (await app.signIn(account)).json<{ refresh_token: string }>().refresh_token;
    let round = 0;

    const callAll = async () => {
      round += 1;
      await app.clock.wind({ seconds: 2 });
      const refreshed = await app.post('/api/auth/refresh', { refresh_token: refreshToken });
      const tokens = refreshed.json<{ access_token: string; refresh_token: string }>();
      refreshToken = tokens.refresh_token;
      const headers = bearer(tokens.access_token);
      const send = (method: 'GET' | 'PATCH' | 'POST' | 'DELETE', url: string, payload?: object) =>
        app.inject({ method, url, headers, ...(payload && { payload }) });
      const answers = [
        refreshed,
        await app.post('/api/auth/sign-up', { email: `new-${round}@example.com`, password: 'a door that opens' }),
        await app.signIn(account),
        await send('GET', '/api/account'),
        await send('PATCH', '/api/account', { first_name: `Ada ${round}` }),
        await send('GET', '/api/account/sessions'),
        await send('GET', '/api/account/export'),
        await send('GET', '/api/accounts'),
        await send('GET', '/api/accounts?q=example'),
        await send('POST', '/api/contacts', { first_name: 'Bob' }),
        await send('GET', '/api/contacts'),
        await send('GET', '/api/contacts?q=bob'),
      ];
      return answers.map((answer) => ({ status: answer.statusCode, text: answer.body }));
    };

    const before = await callAll();
    expect(before.map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);
    for (const column of ['tomorrow', 'the_day_after']) {
      await addColumnsEverywhere(app.url, column);
      // Twice: the second time on what was planned anew.
      for (const answers of [await callAll(), await callAll()]) {
        expect(answers.map(({ status }) => status)).toEqual(before.map(({ status }) => status));
        expect(answers.filter(({ text }) => text.includes('of tomorrow'))).toEqual([]);
      }
    }
  });

  it('is met by many requests at once on many connections, and in transactions, without one that fails', async () => {
    const { url, database, close } = await openTestDatabase('postgres');
    onTestFinished(close);
    const whole = statement<Record<never, never>, object>('test.whole', 'SELECT * FROM audit_head');
    const change = statement<Record<never, never>, object>(
      'test.change',
      'UPDATE audit_head SET last = last + 1 RETURNING *',
    );
    const count = statement<Record<never, never>, { last: number }>('test.count', 'SELECT last FROM audit_head');
    const askAll = () =>
      Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          index % 2 === 0
            ? database.read.first(whole, {})
            : database.transaction(async (transaction) => {
                await transaction.first(change, {});
                return transaction.first(whole, {});
              }),
        ),
      );
    await askAll();
    await runOnPostgres(url, ['ALTER TABLE audit_head ADD COLUMN later text']);
    const columns = (await askAll()).map((row) => Object.keys(row ?? {}));
    expect(columns.filter((names) => !names.includes('later'))).toEqual([]);
    // Each change was made, and once.
    expect(await database.read.first(count, {})).toEqual({ last: 30 });
  });
});
