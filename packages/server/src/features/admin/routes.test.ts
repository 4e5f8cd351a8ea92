import { expect, test } from 'vitest';
import { accountSchema } from '#features/accounts/contract.ts';
import { sweepAuditEvents } from '#features/audit-log/sweep-audit-events.ts';

import { statement } from '#platform/database/statement.ts';
import { type GivenSession, givenSession } from '#test/cases/given-session.ts';
import { bearer, describeApp, type TestApp } from '#test/test-app.ts';

type Account = { id: string; email: string; username: string | null; role: string; status: string };
type Page = { items: Account[]; next_cursor: string | null; total: number };

const rename = statement<{ id: string; first: string; last: string }>(
  'test.rename',
  'UPDATE accounts SET first_name = :first, last_name = :last WHERE id = :id',
);
const readdress = statement<{ id: string; email: string; canonical: string }>(
  'test.readdress',
  'UPDATE accounts SET email = :email, email_canonical = :canonical WHERE id = :id',
);
const events = statement<{ type: string }, { account_id: string | null; actor_id: string | null; details: string }>(
  'test.events',
  'SELECT account_id, actor_id, details FROM audit_events WHERE type = :type ORDER BY created_at',
);

const givenAdmin = async (app: TestApp, email?: string): Promise<GivenSession> =>
  givenSession(app, { account: await app.givenAccount({ role: 'admin', ...(email && { email }) }) });
const ask = async (app: TestApp, by: GivenSession, url: string) => app.get(url, bearer(by.accessToken));
const list = async (app: TestApp, by: GivenSession, query = '') => {
  const answer = await ask(app, by, `/api/accounts${query}`);
  return { ...answer.json<Page & { code?: string }>(), status: answer.statusCode };
};
const codeOf = (answer: { statusCode: number; json(): { code?: string } }) => [answer.statusCode, answer.json().code];

describeApp('the list of accounts over HTTP', (open) => {
  test('pages, sorts, filters and counts, newest first by default', async () => {
    const app = await open();
    const admin = await givenAdmin(app, 'admin@example.com');
    for (const name of ['cyd', 'ann', 'bob']) {
      await app.givenAccount({
        email: `${name}@example.com`,
        username: name,
        ...(name === 'bob' && { role: 'moderator' }),
      });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const emails = async (query: string) =>
      (await list(app, admin, query)).items.map(({ email }) => email.split('@')[0]);
    expect(await emails('')).toEqual(['bob', 'ann', 'cyd', 'admin']);
    expect(await emails('?sort=email&order=asc')).toEqual(['admin', 'ann', 'bob', 'cyd']);
    expect(await emails('?sort=username&order=asc')).toEqual(['admin', 'ann', 'bob', 'cyd']);
    expect(await emails('?sort=username&order=desc&limit=2')).toEqual(['cyd', 'bob']);
    expect(await emails('?role=moderator')).toEqual(['bob']);
    expect(await emails('?status=suspended')).toEqual([]);
    expect(await emails('?q=NN@EX')).toEqual(['ann']);
    expect(await emails('?q=')).toHaveLength(4);
    expect(await emails('?q=%20%20')).toHaveLength(4);
    const first = await list(app, admin, '?limit=3');
    expect([first.total, first.items.length]).toEqual([4, 3]);
    const rest = await list(app, admin, `?limit=3&cursor=${first.next_cursor}`);
    expect([rest.total, rest.items.length, rest.next_cursor]).toEqual([4, 1, null]);
  });

  test('finds by names as they are at this moment', async () => {
    const app = await open();
    const admin = await givenAdmin(app);
    const account = await app.givenAccount();
    await app.database.write.change(rename, { id: account.id, first: 'Олена', last: "O'Neil" });
    for (const q of ['олена', "o'ne", 'ол', account.email.slice(3), account.id])
      expect((await list(app, admin, `?q=${encodeURIComponent(q)}`)).items.map(({ id }) => id)).toEqual([account.id]);
    expect((await list(app, admin, '?q=%25%25%25')).items).toEqual([]);
  });

  test('I12: sort and filter take the columns that are shown and no other, and say so', async () => {
    const app = await open();
    const admin = await givenAdmin(app);
    const secret = [
      'hash',
      'password',
      'email_canonical',
      'epoch',
      'credential_version',
      'id',
      'seed_hash',
      'role',
      '',
    ];
    for (const sort of secret) {
      const answer = await ask(app, admin, `/api/accounts?sort=${sort}`);
      expect([sort, ...codeOf(answer)]).toEqual([sort, 422, 'validation_failed']);
      expect(answer.json().errors).toMatchObject([{ field: 'sort' }]);
    }
    for (const query of [
      'password=a',
      'hash=%24argon2',
      'email_canonical=a',
      'epoch=0',
      'fields=hash',
      'filter=hash',
      'role=root',
      'status=gone',
      'order=up',
      'limit=0',
      'limit=101',
      'limit=1.5',
      'limit=a',
      'role=user&role=admin',
      `q=${'a'.repeat(255)}`,
    ])
      expect([query, ...codeOf(await ask(app, admin, `/api/accounts?${query}`))]).toEqual([
        query,
        422,
        'validation_failed',
      ]);
  });

  test('I13: a cursor of another person, list, filter or sort, and a forged one, is 400', async () => {
    const app = await open();
    const [admin, other] = [await givenAdmin(app), await givenAdmin(app)];
    for (let index = 0; index < 4; index += 1) await app.givenAccount();
    const cursorOf = async (by: GivenSession, query: string) => (await list(app, by, query)).next_cursor ?? '';
    const cursor = await cursorOf(admin, '?limit=2');
    const wrong: [GivenSession, string][] = [
      [other, `/api/accounts?limit=2&cursor=${cursor}`],
      [admin, `/api/accounts?sort=email&cursor=${cursor}`],
      [admin, `/api/accounts?order=asc&cursor=${cursor}`],
      [admin, `/api/accounts?role=user&cursor=${cursor}`],
      [admin, `/api/accounts?status=active&cursor=${cursor}`],
      [admin, `/api/accounts?q=person&cursor=${cursor}`],
      [admin, `/api/outbox?cursor=${cursor}`],
      [admin, `/api/accounts/${admin.account.id}/sessions?cursor=${cursor}`],
      [admin, `/api/account/sessions?cursor=${cursor}`],
      [admin, `/api/accounts?cursor=${cursor}A`],
      [admin, `/api/accounts?cursor=${cursor.slice(0, -2)}`],
      [admin, '/api/accounts?cursor='],
      [admin, '/api/accounts?cursor=AAAA'],
      [admin, `/api/accounts?cursor=${encodeURIComponent('{"at":0}')}`],
    ];
    for (const [by, url] of wrong)
      expect([url, ...codeOf(await ask(app, by, url))]).toEqual([url, 400, 'invalid_cursor']);
    expect((await list(app, admin, `?limit=4&cursor=${cursor}`)).items).toHaveLength(4);
  });

  test('A11: an address in a look-alike script is an account of its own, and is shown as the network knows it', async () => {
    const app = await open();
    const admin = await givenAdmin(app);
    const [plain, alike] = [await app.givenAccount({ email: 'Ann@Apple.com' }), await app.givenAccount()];
    const email = 'ann@\u0430pple.com';
    await app.database.write.change(readdress, { id: alike.id, email, canonical: 'ann@xn--pple-43d.com' });
    for (const url of [`/api/accounts/${alike.id}`])
      expect((await ask(app, admin, url)).json().email).toBe('ann@xn--pple-43d.com');
    const { items } = await list(app, admin, '?q=pple.com&sort=email&order=asc');
    expect(items.map((account) => account.email)).toEqual(['Ann@Apple.com', 'ann@xn--pple-43d.com']);
    expect((await list(app, admin, '?q=xn--pple')).items.map(({ id }) => id)).toEqual([alike.id]);
    expect((await list(app, admin, '?q=apple.com')).items.map(({ id }) => id)).toEqual([plain.id]);
    // Whose account it is sees it as it was typed.
    const session = await givenSession(app, { account: alike });
    expect((await ask(app, session, '/api/account')).json().email).toBe(email);
  });
});

describeApp('what administrators may do with an account', (open) => {
  test('I5: an account has the keys of the contract, whoever asks, and nothing else', async () => {
    const app = await open();
    const admin = await givenAdmin(app);
    const person = await givenSession(app);
    const url = `/api/accounts/${person.account.id}`;
    const headers = bearer(admin.accessToken);
    const keys = Object.keys(accountSchema.shape).toSorted();
    const changed = await app.inject({ method: 'PATCH', url, headers, payload: { role: 'moderator' } });
    const { items } = await list(app, admin);
    for (const account of [
      (await ask(app, person, '/api/account')).json(),
      (await app.get(url, headers)).json(),
      changed.json(),
      ...items,
    ])
      expect(Object.keys(account).toSorted()).toEqual(keys);
    const sessions = (await app.get(`${url}/sessions`, headers)).json<{ items: object[]; total: number }>();
    expect(sessions).toMatchObject({ items: [{ id: person.sessionId, current: false }], total: 1, next_cursor: null });
    const own = (await ask(app, person, '/api/account/sessions')).json<{ items: object[] }>();
    expect(Object.keys(sessions.items[0] ?? {})).toEqual(Object.keys(own.items[0] ?? {}));
    for (const { body } of [
      changed,
      await app.get('/api/accounts', headers),
      await app.get(`${url}/sessions`, headers),
    ])
      expect(body).not.toMatch(/hash|canonical|epoch|credential|seed|position|password/);
    expect((await app.inject({ method: 'DELETE', url, headers })).body).toBe('');
  });

  test('sees the devices, their own current one marked, and ends them all', async () => {
    const app = await open();
    const admin = await givenAdmin(app);
    const person = await givenSession(app);
    await givenSession(app, { account: person.account });
    const own = (await ask(app, admin, `/api/accounts/${admin.account.id}/sessions`)).json();
    expect(own.items).toMatchObject([{ id: admin.sessionId, current: true }]);
    const url = `/api/accounts/${person.account.id}/sessions`;
    const first = (await ask(app, admin, `${url}?limit=1`)).json();
    const second = (await ask(app, admin, `${url}?limit=1&cursor=${first.next_cursor}`)).json();
    expect([first.total, first.items.length, second.items.length, second.next_cursor]).toEqual([2, 1, 1, null]);

    const signOut = () => app.post(`/api/accounts/${person.account.id}/sign-out`, undefined, bearer(admin.accessToken));
    expect((await signOut()).json()).toEqual({ ended_sessions: 2 });
    expect((await ask(app, person, '/api/account')).statusCode).toBe(401);
    expect((await app.post('/api/auth/refresh', { refresh_token: person.refreshToken })).statusCode).toBe(401);
    expect((await signOut()).json()).toEqual({ ended_sessions: 0 });
    const recorded = await app.database.read.all(events, { type: 'sessions_revoked' });
    expect(recorded).toMatchObject([{ account_id: person.account.id, actor_id: admin.account.id }]);
    expect(JSON.parse(recorded[0]?.details ?? '')).toEqual({ reason: 'ended_by_admin', ended_sessions: 2 });
    expect((await app.signIn(person.account)).statusCode).toBe(200);
  });

  test('mails the person a link for a new password, within the hour’s mails, and never sees one', async () => {
    const app = await open({ MAILS_PER_HOUR: '2' });
    const admin = await givenAdmin(app);
    const account = await app.givenAccount();
    const start = (id = account.id) => app.post(`/api/accounts/${id}/password-reset`, {}, bearer(admin.accessToken));
    const answer = await start();
    expect([answer.statusCode, answer.json()]).toEqual([202, { status: 'check_your_mail' }]);
    const [mail] = await app.mails();
    expect(mail?.to).toBe(account.email);
    const token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
    const body = { token, password: 'four words nobody heard' };
    expect((await app.post('/api/auth/password-reset', body)).statusCode).toBe(204);
    expect((await app.signIn({ ...account, password: body.password })).statusCode).toBe(200);
    expect((await start()).statusCode).toBe(202);
    const refused = await start();
    expect([...codeOf(refused), refused.headers['retry-after']]).toEqual([429, 'too_many_requests', '3600']);
    expect(await app.database.read.all(events, { type: 'password_reset_requested' })).toMatchObject(
      Array(2).fill({ account_id: account.id, actor_id: admin.account.id }),
    );
    const other = await app.givenAccount();
    const suspending = { method: 'PATCH', url: `/api/accounts/${other.id}`, payload: { status: 'suspended' } } as const;
    await app.inject({ ...suspending, headers: bearer(admin.accessToken) });
    expect(codeOf(await start(other.id))).toEqual([409, 'state_conflict']);
    const claimed = await app.post(
      `/api/accounts/${account.id}/password-reset`,
      { password: 'four words I chose' },
      bearer(admin.accessToken),
    );
    expect(codeOf(claimed)).toEqual([422, 'validation_failed']);
    // What strangers can cause has an end; what an administrator did is kept.
    await app.clock.wind({ seconds: 100 * 24 * 3600 });
    await sweepAuditEvents(app.app.context);
    expect(await app.database.read.all(events, { type: 'password_reset_requested' })).toHaveLength(2);
  });

  test('is told where no mail is sent', async () => {
    const app = await open({ MAIL: 'off' });
    const admin = await givenAdmin(app);
    const { id } = await app.givenAccount();
    expect(codeOf(await app.post(`/api/accounts/${id}/password-reset`, {}, bearer(admin.accessToken)))).toEqual([
      503,
      'mail_off',
    ]);
  });

  test('I7: unknown ids are 404 for every deed, whatever they look like, and people find nothing of each other', async () => {
    const app = await open();
    const admin = await givenAdmin(app);
    const [one, other] = [await givenSession(app), await givenSession(app)];
    const deeds = ['GET ', 'PATCH ', 'DELETE ', 'GET /sessions', 'POST /sign-out', 'POST /password-reset'];
    for (const id of ['AAAAAAAAAAAAAAAAAAAAAA', '0', "' OR 1=1 --", 'a\0b', '..', 'x'.repeat(90), one.account.email])
      for (const deed of deeds) {
        const [method = '', path = ''] = deed.split(' ');
        const url = `/api/accounts/${encodeURIComponent(id)}${path}`;
        const hasBody = method === 'PATCH' || method === 'POST';
        const answer = await app.inject({
          method,
          url,
          headers: bearer(admin.accessToken),
          ...(hasBody && { payload: {} }),
        });
        expect([deed, id.slice(0, 30), answer.statusCode, answer.json().code]).toEqual([
          deed,
          id.slice(0, 30),
          404,
          'not_found',
        ]);
      }
    expect(codeOf(await ask(app, one, `/api/accounts/${other.account.id}`))).toEqual([403, 'forbidden']);
    const ended = await app.inject({
      method: 'DELETE',
      url: `/api/account/sessions/${other.sessionId}`,
      headers: bearer(one.accessToken),
    });
    expect(codeOf(ended)).toEqual([404, 'not_found']);
    expect((await ask(app, other, '/api/account')).statusCode).toBe(200);
  });
});
