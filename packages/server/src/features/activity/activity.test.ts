import { expect, test } from 'vitest';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { bearer, describeApp, type TestAccount, type TestApp } from '#test/test-app.ts';

type Event = Record<string, unknown> & { id: string; type: string; created_at: string };
type Page = { items: Event[]; next_cursor: string | null };

const signedIn = async (app: TestApp, account: TestAccount): Promise<Record<string, string>> =>
  bearer((await app.signIn(account)).json<{ access_token: string }>().access_token);
const pageOf = async (app: TestApp, path: string, headers: Record<string, string>): Promise<Page> =>
  (await app.get(path, headers)).json<Page>();

describeApp('the activity of an account', (open) => {
  test('its owner sees what happened, the newest first, and nobody else’s', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const other = await app.givenAccount();
    await app.signIn({ ...account, password: 'not the right one' }, {});
    await app.signIn(other);
    const headers = await signedIn(app, account);
    const { items, next_cursor } = await pageOf(app, '/api/account/activity', headers);
    expect(items.map(({ type, by }) => [type, by])).toEqual([
      ['sign_in_succeeded', 'request'],
      ['sign_in_failed', 'request'],
    ]);
    expect(items[0]).toMatchObject({ ip: '127.0.0.1', details: { method: 'password', transport: 'body' } });
    expect(next_cursor).toBeNull();
  });

  test('it is paged without a line twice or left out, also where several have the same instant', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const headers = await signedIn(app, account);
    await app.database.transaction(async (transaction) => {
      for (let count = 0; count < 24; count += 1)
        await recordAuditEvent(transaction, { type: 'email_verified', accountId: account.id, facts: null });
    });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const path = `/api/account/activity?limit=7${cursor === null ? '' : `&cursor=${cursor}`}`;
      const page: Page = await pageOf(app, path, headers);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });

  test('what an administrator did shows neither their address nor their device, and what the operator did neither', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const facts = {
      requestId: 'r',
      ip: '192.0.2.7',
      network: '192.0.2.7',
      userAgent: 'the browser of an administrator',
    };
    await app.database.transaction(async (transaction) => {
      const event = { type: 'sessions_revoked', accountId: account.id } as const;
      await recordAuditEvent(transaction, { ...event, actorId: 'an-administrator', facts });
      await recordAuditEvent(transaction, { ...event, facts: null });
    });
    const answer = await app.get('/api/account/activity', await signedIn(app, account));
    expect(new Set(answer.json<Page>().items.map(({ by }) => by))).toEqual(
      new Set(['administrator', 'request', 'service']),
    );
    expect(answer.body).not.toContain('192.0.2.7');
    expect(answer.body).not.toContain('browser of an administrator');
    expect(answer.body).not.toContain('an-administrator');
  });

  test('I13: a forged cursor is 400, and so is one of another account', async () => {
    const app = await open();
    const [ann, bob] = [await app.givenAccount(), await app.givenAccount()];
    const [asAnn, asBob] = [await signedIn(app, ann), await signedIn(app, bob)];
    await app.signIn(ann);
    const { next_cursor } = await pageOf(app, '/api/account/activity?limit=1', asAnn);
    expect(next_cursor).not.toBeNull();
    for (const [cursor, headers] of [
      [next_cursor, asBob],
      ['bm90IGEgY3Vyc29y', asAnn],
      [`${next_cursor}x`, asAnn],
    ] as const) {
      const answer = await app.get(`/api/account/activity?limit=1&cursor=${cursor}`, headers);
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_cursor']);
    }
  });
});

describeApp('the audit log for administrators', (open) => {
  test('is narrowed by account, type and time', async () => {
    const app = await open();
    const admin = await app.givenAccount({ role: 'admin' });
    const account = await app.givenAccount();
    await app.signIn(account);
    await app.signIn({ ...account, password: 'wrong' });
    await app.clock.wind({ seconds: 3600 });
    const later = new Date(app.clock.now() - 1000).toISOString();
    const headers = await signedIn(app, admin);
    await app.signIn(account);

    const typesOf = async (query: string) =>
      (await pageOf(app, `/api/audit-events?${query}`, headers)).items.map(({ type }) => type);
    expect(await typesOf(`account_id=${account.id}`)).toEqual([
      'sign_in_succeeded',
      'sign_in_failed',
      'sign_in_succeeded',
    ]);
    expect(await typesOf(`account_id=${account.id}&type=sign_in_failed`)).toEqual(['sign_in_failed']);
    expect(await typesOf('type=sign_in_failed')).toEqual(['sign_in_failed']);
    expect(await typesOf(`account_id=${account.id}&from=${later}`)).toEqual(['sign_in_succeeded']);
    expect(await typesOf(`account_id=${account.id}&to=${later}`)).toHaveLength(2);
    expect(await typesOf('account_id=nobody')).toEqual([]);
  });

  test('I5: a line holds what the contract names, and nothing else', async () => {
    const app = await open();
    const headers = await signedIn(app, await app.givenAccount({ role: 'admin' }));
    const keys = ['account_id', 'actor_id', 'created_at', 'details', 'id', 'ip', 'request_id', 'session_id', 'type'];
    for (const item of (await pageOf(app, '/api/audit-events', headers)).items)
      expect(Object.keys(item).toSorted()).toEqual([...keys, 'user_agent']);
  });

  test.each(['type=secret', 'sort=mac', 'from=yesterday', 'limit=0', 'limit=101', 'details=x'])(
    'I12: a filter that there is not is refused (%s)',
    async (query) => {
      const app = await open();
      const headers = await signedIn(app, await app.givenAccount({ role: 'admin' }));
      const answer = await app.get(`/api/audit-events?${query}`, headers);
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'validation_failed']);
    },
  );

  test('I13: a cursor is good for its filter and its administrator only', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const [one, other] = [await app.givenAccount({ role: 'admin' }), await app.givenAccount({ role: 'admin' })];
    const [asOne, asOther] = [await signedIn(app, one), await signedIn(app, other)];
    const { next_cursor: cursor } = await pageOf(app, '/api/audit-events?limit=1', asOne);
    const path = `/api/audit-events?limit=1&cursor=${cursor}`;
    expect((await app.get(path, asOne)).statusCode).toBe(200);
    expect((await app.get(path, asOther)).json().code).toBe('invalid_cursor');
    expect((await app.get(`${path}&account_id=${account.id}`, asOne)).json().code).toBe('invalid_cursor');
    expect((await app.get(`/api/account/activity?cursor=${cursor}`, asOne)).json().code).toBe('invalid_cursor');
  });

  test('I4: only administrators read it', async () => {
    const app = await open();
    expect((await app.get('/api/audit-events')).statusCode).toBe(401);
    for (const role of ['user', 'moderator'] as const) {
      const headers = await signedIn(app, await app.givenAccount({ role }));
      expect((await app.get('/api/audit-events', headers)).statusCode).toBe(403);
    }
  });
});
