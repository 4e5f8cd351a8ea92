import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestDatabase } from './every-database.ts';
import { type Look, looksForAny, looksOf, printPlan, type SentStatement } from './explain.ts';
import { fillInstallation } from './fill-installation.ts';
import { callers, hotStatements, theOnlyRow } from './hot-statements.ts';
import { bearer, openApp, type TestAccount, type TestApp } from './test-app.ts';

const page = fileURLToPath(new URL('../../../docs/guides/growing.md', import.meta.url));

type Tokens = { access_token: string; refresh_token: string };

/** A day of one person, by what is sent to PostgreSQL in it. */
async function sendEverything(app: TestApp, account: TestAccount): Promise<Map<string, SentStatement>> {
  const sent = new Map<string, SentStatement>();
  const query = pg.Client.prototype.query as (...parameters: unknown[]) => unknown;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...parameters) {
    const [first] = parameters as unknown[] as [Partial<pg.QueryConfig>];
    if (first.name && first.text) sent.set(first.name, { text: first.text, values: first.values ?? [] });
    return query.apply(this, parameters);
  });
  try {
    const signIn = async (login: string) =>
      (await app.post('/api/auth/sign-in', { login, password: account.password })).json<Tokens>();
    const refresh = (refreshToken: string) => app.post('/api/auth/refresh', { refresh_token: refreshToken });
    const devices: Tokens[] = [];
    for (let count = 0; count <= callers; count += 1) devices.push(await signIn(count === 0 ? 'ada' : account.email));
    const [first, ...others] = devices;
    // Who asks in one turn goes together. On a busy machine they may not; asked again, a refresh is answered as before.
    let answers: Awaited<ReturnType<typeof refresh>>[] = [];
    for (let round = 0; round < 20 && !sent.has('sessions.rotate.batch'); round += 1)
      answers = await Promise.all(others.map(({ refresh_token: token }) => refresh(token)));
    const alone = await refresh(first?.refresh_token ?? '');
    const headers = bearer(alone.json<Tokens>().access_token);
    // So that the tokens count as those that arrived.
    await app.clock.wind({ seconds: 2 });
    for (const path of ['account/sessions', 'contacts', 'contacts?q=surname+33', 'contacts/birthdays'])
      answers.push(await app.get(`/api/${path}`, headers));
    answers.push(await app.inject({ method: 'PATCH', url: '/api/account', headers, payload: { first_name: 'Ada' } }));
    // The change has put the account out of memory.
    answers.push(alone, await app.get('/api/account', headers));
    answers.push(await app.post('/api/auth/sign-out', undefined, headers));
    expect(answers.map(({ statusCode }) => statusCode).filter((status) => status > 204)).toEqual([]);
    expect((await refresh(alone.json<Tokens>().refresh_token)).statusCode).toBe(401);
    // A node looks once a second for what it has not heard of.
    for (let tries = 0; tries < 200 && !sent.has('revocations.list_after'); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return sent;
  } finally {
    spy.mockRestore();
  }
}

describe('the hot statements on PostgreSQL', () => {
  let app: TestApp;
  let client: pg.Client;
  let sent: Map<string, SentStatement>;

  beforeAll(async () => {
    app = await openApp(await openTestDatabase('postgres'), { REFRESH_GRACE_SECONDS: '1' });
    const account = await app.givenAccount({ username: 'ada' });
    const { access_token: token } = (await app.signIn(account)).json<Tokens>();
    await app.inject({ method: 'POST', url: '/api/contacts', headers: bearer(token), payload: { first_name: 'Bob' } });
    await fillInstallation(app.url, account.id);
    sent = await sendEverything(app, account);
    client = new pg.Client({ connectionString: app.url });
    await client.connect();
  }, 120_000);
  afterAll(async () => {
    await client.end();
    await app.close();
  });

  it('are sent', () => {
    expect(hotStatements.filter(({ name }) => !sent.has(name)).map(({ name }) => name)).toEqual([]);
  });

  it.each(hotStatements)('$name finds its rows by an index, and looks at no more than $most', async (hot) => {
    const statement = sent.get(hot.name) ?? { text: '', values: [] };
    const looks = await looksOf(client, statement);
    for (const look of [...looks, ...(await looksForAny(client, statement))])
      expect(look.condition || look.kind, `${look.kind} of ${look.table}`).toSatisfy(() => isFoundBy(look, hot.by));
    expect(new Set(looks.map(({ table }) => table))).toEqual(new Set(Object.keys(hot.by)));
    expect(looks.reduce((sum, { rows }) => sum + (rows ?? 0), 0)).toBeLessThanOrEqual(hot.most);
  });

  it('stand on a page whose statements for operators are answered as well', async () => {
    const asked = [...readFileSync(page, 'utf8').matchAll(/^ *```sql\n([\s\S]*?)^ *```/gm)];
    expect(asked.length).toBeGreaterThan(0);
    for (const [, sql = ''] of asked) await client.query(sql);
  });

  it('are printed on the page about growing as they are planned', async () => {
    const printed: string[] = [];
    for (const { name, about } of hotStatements) {
      const statement = sent.get(name);
      if (statement)
        printed.push(`\`${name}\`: ${about}\n\n\`\`\`text\n${await printPlan(client, statement)}\n\`\`\`\n`);
    }
    const text = readFileSync(page, 'utf8');
    const whole = text.replace(
      /(?<=<!-- plans: begin -->\n)[\s\S]*(?=<!-- plans: end -->)/,
      () => `\n${printed.join('\n')}\n`,
    );
    expect(whole).toContain(printed[0]);
    await expect(whole).toMatchFileSnapshot(page);
  });
});

function isFoundBy({ table, kind, condition }: Look, by: Readonly<Record<string, string>>): boolean {
  const wanted = by[table];
  if (wanted === theOnlyRow) return true;
  return !kind.startsWith('Seq') && (wanted?.split('|').some((one) => condition.includes(one)) ?? false);
}
