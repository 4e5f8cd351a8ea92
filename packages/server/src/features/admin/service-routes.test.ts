import { expect, test } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import { type GivenSession, givenSession } from '#test/cases/given-session.ts';
import { bearer, describeApp, type TestApp } from '#test/test-app.ts';

const givenAdmin = async (app: TestApp): Promise<GivenSession> =>
  givenSession(app, { account: await app.givenAccount({ role: 'admin' }) });

const rotated = statement<Record<never, never>, { actor_id: string | null; details: string }>(
  'test.rotated',
  "SELECT actor_id, details FROM audit_events WHERE type = 'signing_key_rotated'",
);
const failMail = statement<Record<never, never>>(
  'test.fail_mail',
  "UPDATE outbox SET failed_at = now_ms(), sent_at = NULL, next_try_at = NULL, last_error = 'refused: 550 no such mailbox'",
);

describeApp('the state of the service, for administrators', (open) => {
  test('a signing key is replaced from here, is published at once, signs in a minute, and signs nobody out', async () => {
    const app = await open();
    const admin = await givenAdmin(app);
    const headers = bearer(admin.accessToken);
    const keys = async () => (await app.get('/api/signing-keys', headers)).json();
    const before = await keys();
    expect(before).toMatchObject({ items: [{ signs: true, retired_at: null, algorithm: 'ES256' }], total: 1 });
    const answer = await app.post('/api/signing-keys/rotate', undefined, headers);
    const { kid } = answer.json<{ kid: string }>();
    expect([answer.statusCode, answer.headers.location]).toEqual([201, 'http://localhost:8000/api/signing-keys']);
    const published = (await app.get('/.well-known/jwks.json')).json<{ keys: { kid: string }[] }>();
    expect(published.keys.map((key) => key.kid)).toContain(kid);
    expect((await keys()).items).toMatchObject([
      { kid: before.items[0].kid, signs: true, retired_at: expect.any(String), expires_at: expect.any(String) },
      { kid, signs: false, retired_at: null },
    ]);
    expect((await app.get('/api/account', headers)).statusCode).toBe(200);
    expect(await app.database.read.all(rotated, {})).toEqual([
      { actor_id: admin.account.id, details: JSON.stringify({ kid }) },
    ]);
    expect((await app.get('/api/signing-keys', headers)).body).not.toMatch(/private|sealed|"d"/);
  });

  test('the outbox is shown page by page, newest first, and never what a mail says', async () => {
    const app = await open();
    const admin = await givenAdmin(app);
    const headers = bearer(admin.accessToken);
    const accounts = [await app.givenAccount(), await app.givenAccount(), await app.givenAccount()];
    for (const { id } of accounts) {
      await app.post(`/api/accounts/${id}/password-reset`, {}, headers);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const links = (await app.mails()).map(({ text }) => /#token=([\w-]+)/.exec(text)?.[1] ?? '');
    const first = (await app.get('/api/outbox?limit=2', headers)).json();
    const second = (await app.get(`/api/outbox?limit=2&cursor=${first.next_cursor}`, headers)).json();
    const all = [...first.items, ...second.items];
    expect(all.map((mail: { account_id: string }) => mail.account_id)).toEqual(
      accounts.toReversed().map(({ id }) => id),
    );
    expect([first.total, second.next_cursor]).toEqual([3, null]);
    expect(all[0]).toMatchObject({
      kind: 'reset_password',
      status: 'sent',
      tries: 1,
      failed_at: null,
      last_error: null,
    });
    for (const link of links) expect(JSON.stringify(all)).not.toContain(link);
    await app.database.write.change(failMail, {});
    const failed = (await app.get('/api/outbox', headers)).json();
    expect(failed.items[0]).toMatchObject({ status: 'failed', last_error: 'refused: 550 no such mailbox' });
    expect(Object.keys(failed.items[0]).toSorted()).toEqual([
      'account_id',
      'created_at',
      'failed_at',
      'id',
      'kind',
      'last_error',
      'next_try_at',
      'sent_at',
      'status',
      'tries',
    ]);
  });

  test('figures: accounts by role and state, and sign-ups and sign-ins of each of 30 days', async () => {
    const app = await open();
    const admin = await givenAdmin(app);
    const account = await app.givenAccount();
    await app.post('/api/auth/sign-up', { email: 'new@example.com', password: 'four words nobody heard' });
    await app.signIn(account);
    await app.signIn({ ...account, password: 'wrong' });
    await app.clock.wind({ seconds: 2 * 86_400 });
    await Promise.all([app.signIn(account), app.signIn(account)]);
    // The access token of before has expired by now.
    const again = await givenSession(app, { account: admin.account });
    await app.inject({
      method: 'PATCH',
      url: `/api/accounts/${account.id}`,
      headers: bearer(again.accessToken),
      payload: { role: 'moderator', status: 'suspended' },
    });
    const { accounts, days } = (await app.get('/api/statistics', bearer(again.accessToken))).json();
    expect(accounts).toEqual({
      total: 3,
      by_role: { user: 1, moderator: 1, admin: 1 },
      by_status: { active: 2, suspended: 1 },
    });
    expect(days).toHaveLength(30);
    const today = new Date(app.clock.now()).toISOString().slice(0, 10);
    expect(days.at(-1)).toEqual({ date: today, sign_ups: 0, sign_ins: 2, failed_sign_ins: 0 });
    expect(days.at(-3)).toMatchObject({ sign_ups: 1, sign_ins: 1, failed_sign_ins: 1 });
    expect(days[0]).toMatchObject({ sign_ups: 0, sign_ins: 0, failed_sign_ins: 0 });
  });

  test('health: database, mail, load, version, uptime and the age of the signing key', async () => {
    const app = await open();
    const admin = await givenAdmin(app);
    const health = (await app.get('/api/health', bearer(admin.accessToken))).json();
    expect(health).toMatchObject({
      status: 'ready',
      version: '0.0.0-test',
      database: { kind: app.dialect },
      mail: { by: 'inbox', status: 'ready', waiting: 0, failed_within_a_day: 0, oldest_waiting_seconds: null },
      redis: { status: 'off', nodes: 1 },
      load: { status: 'ready', event_loop_delay_milliseconds: 0 },
    });
    expect(health.signing_key.kid).toBe(
      (await app.get('/api/signing-keys', bearer(admin.accessToken))).json().items[0].kid,
    );
    expect(health.uptime_seconds).toBeGreaterThanOrEqual(0);
  });
});
