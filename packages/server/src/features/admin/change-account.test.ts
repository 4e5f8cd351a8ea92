import { expect, test } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import { type GivenSession, givenSession } from '#test/cases/given-session.ts';
import { bearer, describeApp, openApp, type TestApp } from '#test/test-app.ts';

type Event = {
  type: string;
  account_id: string | null;
  actor_id: string | null;
  details: string;
  request_id: string | null;
};
const events = statement<Record<never, never>, Event>(
  'test.admin_events',
  'SELECT type, account_id, actor_id, details, request_id FROM audit_events ORDER BY created_at, id',
);
const eventsOf = async (app: TestApp, ...types: string[]) =>
  (await app.database.read.all(events, {})).filter(({ type }) => types.includes(type));

const givenAdmin = async (app: TestApp): Promise<GivenSession> =>
  givenSession(app, { account: await app.givenAccount({ role: 'admin' }) });
const change = (app: TestApp, by: GivenSession, id: string, payload: object) =>
  app.inject({ method: 'PATCH', url: `/api/accounts/${id}`, headers: bearer(by.accessToken), payload });
const codeOf = (answer: { statusCode: number; json(): { code?: string } }) => [answer.statusCode, answer.json().code];
const whoAmI = (app: TestApp, session: GivenSession) => app.get('/api/account', bearer(session.accessToken));

describeApp('an administrator who changes an account', (open) => {
  test('D16, I10: a demotion is felt by the next request: 403 where the role counts, and the person stays signed in', async () => {
    const app = await open();
    const node = await openApp(app);
    const [boss, admin] = [await givenAdmin(app), await givenAdmin(app)];
    const cookies = await givenSession(app, { account: admin.account, transport: 'cookie' });
    const list = (on: TestApp, headers: Record<string, string>) => on.get('/api/accounts', headers);
    // Remembered on both nodes, as after a day of work.
    for (const on of [app, node]) expect((await list(on, bearer(admin.accessToken))).statusCode).toBe(200);
    expect((await change(app, boss, admin.account.id, { role: 'user' })).json()).toMatchObject({ role: 'user' });

    expect(codeOf(await list(app, bearer(admin.accessToken)))).toEqual([403, 'forbidden']);
    expect(codeOf(await list(app, { cookie: cookies.cookies }))).toEqual([403, 'forbidden']);
    await expect
      .poll(async () => (await list(node, bearer(admin.accessToken))).statusCode, { timeout: 2000 })
      .toBe(403);
    expect((await whoAmI(app, admin)).json()).toMatchObject({ id: admin.account.id, role: 'user' });
    expect((await app.get('/api/account', { cookie: cookies.cookies })).statusCode).toBe(200);

    const refreshed = await app.post('/api/auth/refresh', { refresh_token: admin.refreshToken });
    const { access_token: token, account } = refreshed.json<{ access_token: string; account: { role: string } }>();
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect([account.role, claims.role, claims.epoch]).toEqual(['user', 'user', 1]);
    expect(codeOf(await list(app, bearer(token)))).toEqual([403, 'forbidden']);
    await node.app.server.close();
  });

  test('D16: an API that goes by the token is told to refuse those of before, whatever the new role', async () => {
    const app = await open();
    const boss = await givenAdmin(app);
    const { account, accessToken } = await givenSession(app);
    const { iat, epoch } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
    for (const [round, role] of (['moderator', 'admin', 'user'] as const).entries()) {
      await change(app, boss, account.id, { role });
      const rows = statement<{ id: string }, { epoch: number; expires_at: number }>(
        'test.revocations',
        "SELECT epoch, expires_at FROM revocations WHERE kind = 'account' AND subject_id = :id ORDER BY sequence",
      );
      const last = (await app.database.read.all(rows, { id: account.id })).at(-1);
      expect([last?.epoch, epoch]).toEqual([round + 1, 0]);
      expect(last?.expires_at).toBeGreaterThan((iat + 900) * 1000);
    }
  });

  test('the old access token still signs its session out, and a new password ends it as ever', async () => {
    const app = await open();
    const boss = await givenAdmin(app);
    const [one, other] = [await givenSession(app), await givenSession(app)];
    for (const { account } of [one, other]) await change(app, boss, account.id, { role: 'moderator' });
    expect((await app.post('/api/auth/sign-out', undefined, bearer(one.accessToken))).statusCode).toBe(204);
    expect(codeOf(await app.post('/api/auth/refresh', { refresh_token: one.refreshToken }))).toEqual([
      401,
      'session_ended',
    ]);
    const changed = await app.inject({
      method: 'PUT',
      url: '/api/account/password',
      headers: bearer(other.accessToken),
      payload: { current_password: other.account.password, password: 'four words nobody heard' },
    });
    expect(changed.statusCode).toBe(200);
    expect((await whoAmI(app, other)).statusCode).toBe(401);
    expect((await app.get('/api/account', bearer(changed.json().access_token))).statusCode).toBe(200);
  });

  test('a refresh that meets a change of the role signs nobody out', async () => {
    const app = await open();
    const boss = await givenAdmin(app);
    for (let round = 0; round < 6; round += 1) {
      const session = await givenSession(app);
      const [changed, ...refreshed] = await Promise.all([
        change(app, boss, session.account.id, { role: round % 2 ? 'admin' : 'moderator' }),
        ...[0, 1, 2].map(() => app.post('/api/auth/refresh', { refresh_token: session.refreshToken })),
      ]);
      expect([changed?.statusCode, ...refreshed.map(({ statusCode }) => statusCode)]).toEqual([200, 200, 200, 200]);
      const next = await app.post(
        '/api/auth/refresh',
        refreshed[0]?.json().refresh_token && {
          refresh_token: refreshed[0].json().refresh_token,
        },
      );
      expect(next.statusCode).toBe(200);
    }
  });

  test('E8: a suspension is felt by access and refresh at once, and a restored account signs in again', async () => {
    const app = await open();
    const boss = await givenAdmin(app);
    const session = await givenSession(app);
    const answer = await change(app, boss, session.account.id, { status: 'suspended' });
    expect(answer.json()).toMatchObject({ status: 'suspended' });
    expect(codeOf(await whoAmI(app, session))).toEqual([401, 'session_ended']);
    const refreshed = await app.post('/api/auth/refresh', { refresh_token: session.refreshToken });
    expect(codeOf(refreshed)).toEqual([401, 'session_ended']);
    expect((await app.signIn(session.account)).statusCode).toBe(401);
    await change(app, boss, session.account.id, { status: 'active' });
    expect((await app.signIn(session.account)).statusCode).toBe(200);
    expect((await whoAmI(app, session)).statusCode).toBe(401);
  });

  test('E8: a deletion is felt by access and refresh at once, and nothing of the account answers any more', async () => {
    const app = await open();
    const boss = await givenAdmin(app);
    const session = await givenSession(app);
    const url = `/api/accounts/${session.account.id}`;
    const headers = bearer(boss.accessToken);
    const answer = await app.inject({ method: 'DELETE', url, headers });
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect(codeOf(await whoAmI(app, session))).toEqual([401, 'session_ended']);
    expect((await app.post('/api/auth/refresh', { refresh_token: session.refreshToken })).statusCode).toBe(401);
    expect((await app.signIn(session.account)).statusCode).toBe(401);
    expect(codeOf(await app.get(url, headers))).toEqual([404, 'not_found']);
    expect(codeOf(await app.inject({ method: 'DELETE', url, headers }))).toEqual([404, 'not_found']);
  });

  test('I10: of 20 administrators who are demoted, suspended and deleted at once, one stays', {
    timeout: 60_000,
  }, async () => {
    const app = await open();
    const admins: GivenSession[] = [];
    for (let index = 0; index < 20; index += 1) admins.push(await givenAdmin(app));
    // Everybody is in memory, so that every guard has admitted before the first deed is done.
    for (const admin of admins) await whoAmI(app, admin);
    const deeds = [
      (by: GivenSession, id: string) => change(app, by, id, { role: 'user' }),
      (by: GivenSession, id: string) => change(app, by, id, { status: 'suspended' }),
      (by: GivenSession, id: string) =>
        app.inject({ method: 'DELETE', url: `/api/accounts/${id}`, headers: bearer(by.accessToken) }),
      (by: GivenSession, id: string) => change(app, by, id, { role: 'moderator', status: 'suspended' }),
    ];
    // Each acts on the next one, so that nobody's own call depends on somebody who has gone already.
    const answers = await Promise.all(
      admins.map(async (by, index) => {
        const [deed, other] = [deeds[index % deeds.length], admins[(index + 1) % admins.length]];
        if (deed === undefined || other === undefined) throw new Error('nobody to act on');
        return deed(by, other.account.id);
      }),
    );
    const left = statement<Record<never, never>, { admins: number }>(
      'test.admins_left',
      "SELECT COUNT(*) AS admins FROM accounts WHERE role = 'admin' AND status = 'active'",
    );
    expect(await app.database.read.first(left, {})).toEqual({ admins: 1 });
    const refused = answers.filter((answer) => answer.statusCode >= 400);
    for (const answer of refused) expect([403, 401, 409]).toContain(answer.statusCode);
    const done = await eventsOf(app, 'role_changed', 'account_suspended', 'account_deleted');
    const succeeded = answers.filter((answer) => answer.statusCode < 300).length;
    expect(new Set(done.map(({ account_id }) => account_id)).size).toBe(succeeded);
    expect(succeeded).toBe(19);
  });

  test('I10: administrators who are demoted and suspended at once, each by several, never wait for each other in a circle', {
    timeout: 60_000,
  }, async () => {
    const app = await open();
    const boss = await givenAdmin(app);
    for (let round = 0; round < 10; round += 1) {
      const others: GivenSession[] = [];
      for (let index = 0; index < 4; index += 1) others.push(await givenAdmin(app));
      const payloads = [{ role: 'user' }, { status: 'suspended' }, { role: 'moderator' }];
      const answers = await Promise.all(
        payloads.flatMap((payload) => others.map(({ account }) => change(app, boss, account.id, payload))),
      );
      // A circle would be broken by the database, and one of those in it answered 503.
      for (const answer of answers) expect(answer.statusCode).toBe(200);
    }
  });

  test('I10: administrators may change themselves, unless nobody else would be left', async () => {
    const app = await open();
    const alone = await givenAdmin(app);
    const id = alone.account.id;
    for (const payload of [{ role: 'user' }, { status: 'suspended' }, { role: 'moderator', status: 'suspended' }])
      expect(codeOf(await change(app, alone, id, payload))).toEqual([409, 'last_admin']);
    const removed = await app.inject({
      method: 'DELETE',
      url: `/api/accounts/${id}`,
      headers: bearer(alone.accessToken),
    });
    expect(codeOf(removed)).toEqual([409, 'last_admin']);
    const suspendedAdmin = await app.givenAccount({ role: 'admin' });
    await change(app, alone, suspendedAdmin.id, { status: 'suspended' });
    // One who can't sign in is nobody to count on.
    expect(codeOf(await change(app, alone, id, { role: 'user' }))).toEqual([409, 'last_admin']);
    await change(app, alone, suspendedAdmin.id, { status: 'active' });
    expect((await change(app, alone, id, { role: 'user' })).json()).toMatchObject({ id, role: 'user' });
    expect((await app.get('/api/accounts', bearer(alone.accessToken))).statusCode).toBe(403);
  });

  test('N4: each action leaves one record with who did it; what is refused or changes nothing leaves none', async () => {
    const app = await open();
    const boss = await givenAdmin(app);
    const person = await givenSession(app);
    const id = person.account.id;
    const kinds = ['role_changed', 'account_suspended', 'account_restored', 'account_deleted', 'sessions_revoked'];
    const before = (await eventsOf(app, ...kinds)).length;
    for (const payload of [{}, { role: 'user' }, { status: 'active' }, { role: 'user', status: 'active' }])
      expect((await change(app, boss, id, payload)).statusCode).toBe(200);
    for (const payload of [{ role: 'root' }, { status: 'gone' }, { role: null }, { email: 'a@example.com' }, []])
      expect((await change(app, boss, id, payload)).statusCode).toBe(422);
    expect((await change(app, boss, boss.account.id, { role: 'user' })).statusCode).toBe(409);
    expect((await change(app, boss, 'nobody', { role: 'user' })).statusCode).toBe(404);
    expect((await change(app, person, id, { role: 'admin' })).statusCode).toBe(403);
    expect((await eventsOf(app, ...kinds)).length).toBe(before);

    const answers = await Promise.all(Array.from({ length: 8 }, () => change(app, boss, id, { role: 'moderator' })));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200));
    const [changed, ...more] = await eventsOf(app, 'role_changed');
    expect(more).toEqual([]);
    expect(changed).toMatchObject({ account_id: id, actor_id: boss.account.id });
    expect(answers.map(({ headers }) => headers['x-request-id'])).toContain(changed?.request_id);
    expect(JSON.parse(changed?.details ?? '')).toEqual({ from: 'user', to: 'moderator' });

    await Promise.all(Array.from({ length: 8 }, () => change(app, boss, id, { status: 'suspended' })));
    await Promise.all(Array.from({ length: 8 }, () => change(app, boss, id, { status: 'active' })));
    for (const type of ['account_suspended', 'account_restored', 'sessions_revoked'])
      expect(await eventsOf(app, type)).toMatchObject([{ account_id: id, actor_id: boss.account.id }]);
  });

  test('N5: a change of the role is told by mail in the person’s language, once', async () => {
    const app = await open();
    const boss = await givenAdmin(app);
    const phrases = { en: 'administrator', uk: 'адміністратор', ru: 'администратор' };
    for (const [locale, role] of Object.entries(phrases)) {
      const account = await app.givenAccount({ locale });
      await change(app, boss, account.id, { role: 'admin' });
      await change(app, boss, account.id, { role: 'admin' });
      const mails = (await app.mails()).filter(({ to }) => to === account.email);
      expect(mails).toHaveLength(1);
      expect(mails[0]?.text).toContain(role);
      expect(mails[0]?.text).toContain('/account');
    }
  });

  test('a role changes also where no mail is sent', async () => {
    const app = await open({ MAIL: 'off' });
    const boss = await givenAdmin(app);
    const account = await app.givenAccount();
    expect((await change(app, boss, account.id, { role: 'moderator' })).statusCode).toBe(200);
  });
});
