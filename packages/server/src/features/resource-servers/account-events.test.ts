import { afterEach, expect, test } from 'vitest';
import { sweepAccountEvents } from '#features/account-events/sweep-account-events.ts';
import { bringBatch } from '#features/account-transfer/bring-batch.ts';
import { advanceCredentialVersion, hideAccountAvatar, showAccountAvatar } from '#features/accounts/store.ts';
import { removeUnverifiedAccounts } from '#features/email-verification/remove-unverified-accounts.ts';
import { createAdmin } from '#features/setup/create-admin.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { statement } from '#platform/database/statement.ts';
import { silentLog } from '#platform/log.ts';
import { type EventReader, readEvents } from '#test/event-reader.ts';
import { type GivenServiceKey, givenServiceKey } from '#test/given-service-key.ts';
import { bearer, describeApp, openApp, type TestApp } from '#test/test-app.ts';

type Item = { sequence: number; kind: string; account_id: string; occurred_at: string };
type Page = { sequence: number; items: Item[]; next: number | null };
const soon = { timeout: 5000, interval: 10 };
const password = 'a good long password';

const readers: EventReader[] = [];
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});
const read = async (app: TestApp, key: GivenServiceKey, lastEventId?: number): Promise<EventReader> => {
  const reader = await readEvents(app, '/api/account-events/stream', key.headers, lastEventId);
  readers.push(reader);
  return reader;
};
const given = (app: TestApp) => givenServiceKey(app, ['accounts:read']);
const list = async (app: TestApp, { headers }: GivenServiceKey, query = ''): Promise<Page> =>
  (await app.get(`/api/account-events${query}`, headers)).json<Page>();
const told = (reader: EventReader) =>
  reader.events.filter(({ event }) => event !== 'snapshot').map(({ data }) => JSON.parse(data) as Item);

/** A statement that an operator types by hand. */
const byHand = statement<{ id: string }>('test.by_hand', "UPDATE accounts SET first_name = 'By hand' WHERE id = :id");
const unchanged = statement<{ id: string }>('test.unchanged', 'UPDATE accounts SET email = email WHERE id = :id');
const deleteByHand = statement<{ id: string }>('test.delete_by_hand', 'DELETE FROM accounts WHERE id = :id');
const numbers = statement<Record<never, never>, { sequence: number | null }>(
  'test.numbers',
  'SELECT sequence FROM account_events',
);

describeApp('account events', (open) => {
  test('tell of everything that writes accounts, by whatever way', async () => {
    const app = await open({ SIGN_UP: 'open', EMAIL_VERIFICATION: 'required' });
    const key = await given(app);
    const reader = await read(app, key, 0);
    let seen = 0;
    const next = async (): Promise<[string, string]> => {
      await expect.poll(() => told(reader).length, soon).toBeGreaterThan(seen);
      const item = told(reader)[seen] as Item;
      seen += 1;
      return [item.kind, item.account_id];
    };
    await createAdmin(app.app.context, { email: 'admin@example.com', password });
    const [, adminId] = await next();
    const adminToken = (await app.post('/api/auth/sign-in', { login: 'admin@example.com', password })).json()
      .access_token as string;
    const admin = bearer(adminToken);

    const id = (await app.post('/api/auth/sign-up', { email: 'ann@example.com', password })).json().account
      .id as string;
    expect(await next()).toEqual(['created', id]);
    const code = /\b\d{8}\b/.exec((await app.mails())[0]?.text ?? '')?.[0];
    expect((await app.post('/api/auth/verify-email', { email: 'ann@example.com', code })).statusCode).toBe(200);
    expect(await next()).toEqual(['changed', id]);
    const token = (await app.post('/api/auth/sign-in', { login: 'ann@example.com', password })).json().access_token;
    const ann = bearer(token as string);

    const change = (url: string, payload: object, headers: Record<string, string>) =>
      app.inject({ method: 'PATCH', url, payload, headers });
    expect((await change('/api/account', { first_name: 'Ann' }, ann)).statusCode).toBe(200);
    expect(await next()).toEqual(['changed', id]);
    await app.database.transaction((transaction) => showAccountAvatar(transaction, id, 'key'));
    expect(await next()).toEqual(['changed', id]);
    await app.database.transaction((transaction) => hideAccountAvatar(transaction, id));
    expect(await next()).toEqual(['changed', id]);
    for (const body of [{ role: 'moderator' }, { status: 'suspended' }, { status: 'active' }]) {
      expect((await change(`/api/accounts/${id}`, body, admin)).statusCode).toBe(200);
      expect(await next()).toEqual(['changed', id]);
    }
    await app.database.write.change(byHand, { id });
    expect(await next()).toEqual(['changed', id]);

    // What nobody is shown is told to nobody.
    await app.database.transaction((transaction) => advanceCredentialVersion(transaction, id));
    await app.database.write.change(unchanged, { id });
    expect((await app.inject({ method: 'DELETE', url: `/api/accounts/${id}`, headers: admin })).statusCode).toBe(204);
    expect(await next()).toEqual(['deleted', id]);

    const other = (await app.post('/api/auth/sign-up', { email: 'bob@example.com', password })).json().account.id;
    expect(await next()).toEqual(['created', other]);
    await app.clock.wind({ seconds: 8 * 24 * 3600 });
    expect(await removeUnverifiedAccounts(app.app.context)).toBe(1);
    expect(await next()).toEqual(['deleted', other]);

    const ids = told(reader).map(({ sequence }) => sequence);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(ids.length);
    const latest = (await list(app, key)).items.map((item) => [item.kind, item.account_id]);
    expect(latest).toEqual([
      ['created', adminId],
      ['deleted', id],
      ['deleted', other],
    ]);
  });

  test('are the list of all accounts from 0 on, in pages, imported ones too', async () => {
    const app = await open();
    const key = await given(app);
    const one = await app.givenAccount();
    await app.database.transaction((transaction) => bringBatch(transaction, brought(25)));
    await expect.poll(async () => (await list(app, key)).sequence, soon).toBe(26);
    const items: Item[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page: Page = await list(app, key, `?after=${after}&limit=10`);
      expect(page.items.length).toBeLessThanOrEqual(10);
      items.push(...page.items);
      after = page.next;
    }
    expect(items.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 26 }, (_, n) => n + 1));
    expect(items[0]).toEqual({
      sequence: 1,
      kind: 'created',
      account_id: one.id,
      occurred_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(await list(app, key, '?after=26')).toEqual({ sequence: 26, forgotten: 0, items: [], next: null });
    for (const query of ['?after=-1', '?after=x', '?limit=0', '?limit=1001', '?since=3'])
      expect([query, (await app.get(`/api/account-events${query}`, key.headers)).statusCode]).toEqual([query, 422]);
  });

  test('tell who has nothing, or something of another database, to read the list first', async () => {
    const app = await open();
    const key = await given(app);
    await app.givenAccount();
    await expect.poll(async () => (await list(app, key)).sequence, soon).toBe(1);
    for (const lastEventId of [undefined, 99]) {
      const reader = await read(app, key, lastEventId);
      await expect.poll(() => reader.events.length, soon).toBe(1);
      expect(reader.events[0]).toEqual({ event: 'snapshot', id: '1', data: '{"sequence":1,"items":[]}' });
    }
  });

  test('forget who was deleted 90 days ago, and say so to whoever read last before that', async () => {
    const app = await open();
    const key = await given(app);
    const [gone, staying] = [await app.givenAccount(), await app.givenAccount()];
    await app.database.write.change(deleteByHand, { id: gone.id });
    const items = async () => (await list(app, key)).items.map(({ kind, account_id: id }) => [kind, id]);
    await expect.poll(items, soon).toContainEqual(['deleted', gone.id]);
    const deleted = (await list(app, key)).items.find(({ kind }) => kind === 'deleted')?.sequence ?? 0;
    await app.clock.wind({ seconds: 89 * 24 * 3600 });
    await sweepAccountEvents(app.app.context);
    expect(await items()).toContainEqual(['deleted', gone.id]);
    await app.clock.wind({ seconds: 2 * 24 * 3600 });
    await sweepAccountEvents(app.app.context);
    expect(await items()).toEqual([['created', staying.id]]);
    expect(await list(app, key)).toMatchObject({ forgotten: deleted });
    const before = await read(app, key, deleted - 1);
    await expect.poll(() => before.events[0]?.event, soon).toBe('snapshot');
    const after = await read(app, key, deleted);
    await expect.poll(() => after.heartbeats.length, soon).toBeGreaterThan(0);
    expect(after.events.filter(({ event }) => event === 'snapshot')).toEqual([]);
  });

  test('made on one node are told by another, also when changed and numbered by both at once', async () => {
    const one = await open();
    const other = await openOther(one);
    const key = await given(one);
    const accounts = await Promise.all(Array.from({ length: 10 }, () => one.givenAccount()));
    const first = await read(one, key, 0);
    const changing = (async () => {
      for (let round = 0; round < 20; round += 1) {
        // Long enough for most rounds to be told by themselves.
        await new Promise((resolve) => setTimeout(resolve, 40));
        await Promise.all(
          accounts
            .slice(0, 4)
            .map(({ id }, index) =>
              (index % 2 === 0 ? one : other).database.transaction((transaction) =>
                showAccountAvatar(transaction, id, `key-${round}`),
              ),
            ),
        );
      }
    })();
    await expect.poll(() => told(first).length, soon).toBeGreaterThan(10);
    first.close();
    const second = await read(other, key, first.ids().at(-1));
    await changing;
    // Whatever was told in between: of each account the last thing told came after its last change.
    await expect
      .poll(async () => (await one.database.read.all(numbers, {})).some(({ sequence }) => sequence === null), soon)
      .toBe(false);
    const { sequence, items } = await list(one, key);
    await expect.poll(() => second.heartbeats.at(-1)?.sequence, soon).toBe(sequence);
    const all = [...told(first), ...told(second)];
    const told1 = all.map((item) => item.sequence);
    expect(told1).toEqual([...new Set(told1)].toSorted((a, b) => a - b));
    const last = new Map(all.map((item) => [item.account_id, item.sequence]));
    expect(new Map(items.map((item) => [item.account_id, item.sequence]))).toEqual(last);
    await other.app.server.close();
    if (other.database !== one.database) await other.database.close();
  });

  test('a change that is undone is told to nobody', async () => {
    const app = await open();
    const key = await given(app);
    const { id } = await app.givenAccount();
    await expect.poll(async () => (await list(app, key)).sequence, soon).toBe(1);
    await expect(
      app.database.transaction(async (transaction) => {
        await showAccountAvatar(transaction, id, 'undone');
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    await app.givenAccount();
    await expect.poll(async () => (await list(app, key)).sequence, soon).toBe(2);
    expect((await list(app, key)).items[0]).toMatchObject({ account_id: id, kind: 'created' });
  });
});

describeApp('accounts', (open) => {
  test('are read by a service key with accounts:read as administrators see them, and by no other', async () => {
    const app = await open();
    const account = await app.givenAccount();
    await app.givenAccount();
    const key = await given(app);
    const page = (await app.get('/api/accounts?limit=1', key.headers)).json();
    expect(page).toMatchObject({ total: 2, items: [{ email: expect.any(String) }] });
    expect((await app.get(`/api/accounts?limit=1&cursor=${page.next_cursor}`, key.headers)).statusCode).toBe(200);
    const other = await given(app);
    expect((await app.get(`/api/accounts?limit=1&cursor=${page.next_cursor}`, other.headers)).statusCode).toBe(400);
    expect((await app.get(`/api/accounts/${account.id}`, key.headers)).json()).toMatchObject({ id: account.id });
    expect((await app.get('/api/accounts/unknown', key.headers)).statusCode).toBe(404);

    const narrow = await givenServiceKey(app, ['introspect']);
    const refused = await app.get(`/api/accounts/${account.id}`, narrow.headers);
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'insufficient_scope']);
    const user = bearer((await app.signIn(account)).json().access_token as string);
    expect((await app.get(`/api/accounts/${account.id}`, user)).statusCode).toBe(403);
    for (const [method, url] of [
      ['PATCH', `/api/accounts/${account.id}`],
      ['DELETE', `/api/accounts/${account.id}`],
      ['GET', `/api/accounts/${account.id}/sessions`],
      ['POST', `/api/accounts/${account.id}/sign-out`],
    ] as const) {
      const answer = await app.inject({ method, url, headers: key.headers, ...(method !== 'GET' && { payload: {} }) });
      expect([method, url, answer.statusCode]).toEqual([method, url, 401]);
    }
  });
});

const brought = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    hash: null,
    account: {
      id: `brought-${n}`,
      email: `brought-${n}@example.com`,
      email_canonical: `brought-${n}@example.com`,
      email_verified_at: null,
      username: null,
      username_canonical: null,
      first_name: null,
      last_name: null,
      role: 'user' as const,
      status: 'active' as const,
      locale: null,
      time_zone: null,
      country: null,
      created_at: null,
    },
  }));

/** Another node: with PostgreSQL it has connections of its own. */
async function openOther(one: TestApp): Promise<TestApp> {
  if (one.dialect === 'sqlite') return openApp({ ...one, close: async () => {} });
  const { database } = await openDatabase({ url: one.url, clock: one.clock, log: silentLog, migrations: null });
  return openApp({ ...one, database, close: async () => {} });
}
