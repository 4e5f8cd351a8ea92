import type { LightMyRequestResponse } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import * as installedApps from '#apps/installed.ts';
import { parseEmail } from '#features/accounts/parse-email.ts';
import { findAccountByEmail } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { invite } from '#features/invitations/invite.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import { deleteExpiredRevocations } from '#features/revocations/store.ts';
import { statement } from '#platform/database/statement.ts';
import { createOnce } from '#platform/idempotency/create-once.ts';
import { isPersonal } from '#platform/personal-data.ts';
import { removeWhatExpired } from '#server/housekeeping.ts';
import { personalData } from '#server/personal-data.ts';
import { shownOf } from '#test/cases/every-table.ts';
import { endAvatars, openAvatars } from '#test/given-avatars.ts';
import { givenPhoto } from '#test/given-pictures.ts';
import { bearer, describeApp, type TestApp } from '#test/test-app.ts';
import { accountExportSchema } from './contract.ts';

afterEach(endAvatars);

const personalTables = personalData.flatMap(({ tables }) => tables.filter(isPersonal));
const listing = {
  sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  postgres: "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
};

const ip = '203.0.113.77';
const userAgent = 'CanaryBrowser/99.5 (Erasure; rv:1)';
const password = 'four patient lanterns';
const person = {
  email: 'Canary.Person@Example.org',
  username: 'CanaryName',
  first_name: 'Canarina',
  last_name: 'von Canary',
  locale: 'de-CH',
  time_zone: 'Pacific/Chatham',
};
const newEmail = 'Canary.Next@example.net';

type Send = (
  method: 'GET' | 'POST' | 'PATCH',
  url: string,
  payload?: object,
  token?: string,
) => Promise<LightMyRequestResponse>;
const from =
  (app: TestApp, headers: Record<string, string> = { 'user-agent': userAgent }, remoteAddress = ip): Send =>
  (method, url, payload, token) =>
    app.inject({
      method,
      url,
      remoteAddress,
      headers: { ...headers, ...(token && bearer(token)) },
      ...(payload && { payload }),
    });

/** Somebody who has used everything: each table that holds something about an account holds something about theirs. */
async function givenBusyPerson(app: TestApp) {
  const send = from(app);
  const { url } = await invite(app.app.context, {
    email: parseEmail(person.email) ?? null,
    role: 'user',
    lifetimeSeconds: 3600,
    by: null,
  });
  await app.mails();
  await send('POST', '/api/auth/sign-up', { ...person, password, invitation: url.split('#token=')[1] });
  const account = await findAccountByEmail(app.database.read, 'canary.person@example.org');
  const id = account?.id ?? '';
  const [mail] = await app.mails();
  const token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1];
  await send('POST', '/api/auth/verify-email', { token });
  const signIn = async () =>
    (await send('POST', '/api/auth/sign-in', { login: person.username, password })).json<Record<string, string>>();
  await signIn();
  await send('POST', '/api/auth/sign-in', { login: person.email, password: 'wrong' });
  const first = await signIn();
  await send('POST', '/api/auth/sign-out-everywhere', {}, first.access_token);
  const session = await signIn();
  await send('PATCH', '/api/account', { country: 'CH' }, session.access_token);
  await app.inject({
    method: 'PUT',
    url: '/api/account/avatar',
    remoteAddress: ip,
    headers: { 'user-agent': userAgent, 'content-type': 'image/png', ...bearer(session.access_token ?? '') },
    payload: await givenPhoto(32, 32).png().toBuffer(),
  });
  await send('POST', '/api/account/email', { email: newEmail, password }, session.access_token);
  await send('POST', '/api/auth/password-reset/request', { email: person.email });
  for (const { giveSamples } of Object.values<installedApps.InstalledApp>(installedApps))
    await giveSamples(app, { accountId: id, seed: 1 });
  const creation = { accountId: id, scope: 'POST /api/things', key: 'CanaryKey', request: {}, find: async () => true };
  await createOnce(app, creation, async () => true);
  const { outbox } = app.app.context;
  for (let tries = 0; tries < 200 && (await outbox.health()).waiting > 0; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return { id, send, session: { id: session.session_id ?? '', token: session.access_token ?? '' } };
}

/** What somebody could look for, as text: a digest of it is none. */
const tracesOf = (id: string, sessionIds: readonly string[]) => [
  id,
  ...sessionIds,
  ip,
  'CanaryBrowser',
  ...Object.values(person).filter((value) => value !== person.locale),
  'canary',
  'Canar',
];

/** Every value of every table in which one of the traces stands: `table.column`. */
async function findTraces(app: TestApp, traces: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const names = statement<Record<never, never>, { name: string }>('test.tables', listing[app.dialect]);
  for (const { name: table } of await app.database.read.all(names, {})) {
    const all = statement<Record<never, never>, Record<string, unknown>>(
      `test.all_${table}`,
      `SELECT ${shownOf(table)} FROM "${table}"`,
    );
    for (const row of await app.database.read.all(all, {}))
      for (const [column, value] of Object.entries(row)) {
        const text = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
        for (const trace of traces)
          if (text.includes(trace))
            found.set(`${table}.${column}`, [...(found.get(`${table}.${column}`) ?? []), trace]);
      }
  }
  return found;
}

const rowsReached = async (app: TestApp, table: string, reach: string, id: string): Promise<number> => {
  const count = statement<{ account_id: string }, { rows: number }>(
    `test.reached_${table}`,
    `SELECT COUNT(*) AS rows FROM ${table} WHERE ${reach}`,
  );
  return (await app.database.read.first(count, { account_id: id }))?.rows ?? 0;
};

describeApp('what is held about a person', (open) => {
  test('E9, A10: after the account is deleted nothing of the person is left in any table, but what is declared as kept', async () => {
    const app = await openAvatars(open);
    const other = await app.givenAccount();
    const { id, send, session } = await givenBusyPerson(app);
    const sessionIds = await sessionsOf(app, id);
    const traces = tracesOf(id, sessionIds);
    for (const { table, reach } of personalTables)
      expect([table, (await rowsReached(app, table, reach, id)) > 0], 'fill the table above').toEqual([table, true]);
    const before = await findTraces(app, traces);
    expect([...before.keys()]).toEqual(
      expect.arrayContaining(['accounts.email', 'sessions.ip', 'audit_events.user_agent', 'one_time_tokens.new_email']),
    );

    expect((await send('POST', '/api/account/deletion', { password }, session.token)).statusCode).toBe(204);
    const keptColumns = personalTables.flatMap(({ table, columns }) =>
      Object.entries(columns).flatMap(([column, { isKept }]) => (isKept ? [`${table}.${column}`] : [])),
    );
    for (const [place, seen] of await findTraces(app, traces)) {
      expect(keptColumns).toContain(place);
      // Nothing but the opaque ids: no address, no name, no device.
      expect([place, [...new Set(seen)].filter((trace) => trace !== id && !sessionIds.includes(trace))]).toEqual([
        place,
        [],
      ]);
    }
    for (const { table, reach, columns } of personalTables)
      if (Object.values(columns).every(({ isKept }) => !isKept))
        expect([table, await rowsReached(app, table, reach, id)]).toEqual([table, 0]);
    expect((await app.signIn(other)).statusCode).toBe(200);
    // What is kept for the tokens' sake goes with the last of them.
    await app.clock.wind({ seconds: 3600 });
    await deleteExpiredRevocations(app.database.write);
    expect([...(await findTraces(app, traces)).keys()].toSorted()).toEqual([
      'account_events.account_id',
      'audit_events.account_id',
    ]);
  });

  test('the audit log still says what was done, and when, to an id that leads to nobody', async () => {
    const app = await openAvatars(open);
    const { id, send, session } = await givenBusyPerson(app);
    const before = await eventsOf(app, id);
    await send('POST', '/api/account/deletion', { password }, session.token);
    const after = await eventsOf(app, id);
    const rest = after.filter(({ type }) => type !== 'account_deleted');
    expect(rest.map(({ id: event, type, created_at, details }) => ({ event, type, created_at, details }))).toEqual(
      before.map(({ id: event, type, created_at, details }) => ({ event, type, created_at, details })),
    );
    for (const { ip: address, user_agent, session_id, request_id } of after)
      expect([address, user_agent, session_id, request_id]).toEqual([null, null, null, null]);
    const [deleted] = after.filter(({ type }) => type === 'account_deleted');
    expect([deleted?.actor_id, JSON.parse(String(deleted?.details))]).toEqual([
      null,
      { reason: 'own_wish', ended_sessions: 1 },
    ]);
  });

  test('E9: what was still under way when the account went is cleared by housekeeping', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const { access_token: token } = (await app.signIn(account)).json();
    await app.post('/api/account/deletion', { password: account.password }, bearer(token));
    const facts = { requestId: 'r', ip, network: ip, userAgent };
    await app.database.transaction((transaction) =>
      recordAuditEvent(transaction, { type: 'sign_in_failed', accountId: account.id, facts }),
    );
    await removeWhatExpired(app.app.context);
    for (const { ip: address, user_agent } of await eventsOf(app, account.id))
      expect([address, user_agent]).toEqual([null, null]);
  });

  test('E9: an account whose log a stranger has filled is deleted as quickly, and the rest is cleared by housekeeping', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const { access_token: token } = (await app.signIn(account)).json();
    const events = 5200;
    const numbers = {
      sqlite: `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${events})`,
      postgres: `WITH numbers AS (SELECT n FROM generate_series(1, ${events}) AS n)`,
    };
    const fill = statement<{ id: string; ip: string }>(
      'test.fill',
      `${numbers[app.dialect]} INSERT INTO audit_events (id, type, account_id, ip, details, created_at)
       SELECT 'filled' || n, 'sign_in_failed', :id, :ip, '{}', now_ms() FROM numbers`,
    );
    await app.database.write.change(fill, { id: account.id, ip });
    expect((await app.post('/api/account/deletion', { password: account.password }, bearer(token))).statusCode).toBe(
      204,
    );
    const withAddress = async () => (await eventsOf(app, account.id)).filter((event) => event.ip !== null).length;
    expect(await withAddress()).toBeGreaterThan(1000);
    await removeWhatExpired(app.app.context);
    expect(await withAddress()).toBe(0);
    expect((await eventsOf(app, account.id)).length).toBeGreaterThan(events);
  });

  test('what an administrator did to somebody keeps the administrator’s device until the administrator goes', async () => {
    const app = await open();
    const [admin, somebody] = [await app.givenAccount(), await app.givenAccount()];
    const facts = { requestId: 'r', ip: '198.51.100.9', network: '198.51.100.9', userAgent: 'AdminBrowser' };
    await app.database.transaction((transaction) =>
      recordAuditEvent(transaction, { type: 'account_suspended', accountId: somebody.id, actorId: admin.id, facts }),
    );
    const tokenOf = async (account: typeof admin) => (await app.signIn(account)).json().access_token as string;
    // Nothing of the administrator's is in the person's own export.
    const shown = (await app.get('/api/account/export', bearer(await tokenOf(somebody)))).body;
    expect(shown).toContain('account_suspended');
    for (const theirs of ['198.51.100.9', 'AdminBrowser', admin.id]) expect(shown).not.toContain(theirs);

    const leave = async (account: typeof admin) =>
      app.post('/api/account/deletion', { password: account.password }, bearer(await tokenOf(account)));
    const noted = async () => (await eventsOf(app, somebody.id)).find(({ type }) => type === 'account_suspended');
    expect((await leave(somebody)).statusCode).toBe(204);
    expect(await noted()).toMatchObject({ ip: '198.51.100.9', user_agent: 'AdminBrowser' });
    expect((await leave(admin)).statusCode).toBe(204);
    expect(await noted()).toMatchObject({ ip: null, user_agent: null, actor_id: admin.id });
  });

  test('mails that wait for somebody who is deleted are not sent any more; the notice of the deletion is', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const { access_token: token } = (await app.signIn(account)).json();
    const later = statement<Record<never, never>>('test.later', 'UPDATE outbox SET next_try_at = now_ms() + 3600000');
    await app.database.transaction(async (transaction) => {
      const link = 'http://localhost:8000/reset-password#token=x';
      const mail = { kind: 'reset_password', accountId: account.id, to: account.email, locale: 'en', link } as const;
      await queueMail(app.app.context, transaction, mail);
      await transaction.change(later, {});
    });
    await app.post('/api/account/deletion', { password: account.password }, bearer(token));
    await app.clock.wind({ seconds: 7200 });
    app.app.context.outbox.wake();
    const mails = await app.mails();
    expect(mails.map(({ subject, to }) => [subject, to])).toEqual([
      ['Your Portress account was deleted', account.email],
    ]);
  });

  test('the export holds everything that is declared, and passes its contract', async () => {
    const app = await openAvatars(open);
    const { id, send, session } = await givenBusyPerson(app);
    const answer = await send('GET', '/api/account/export', undefined, session.token);
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
      200,
      'application/json; charset=utf-8',
      'no-store',
    ]);
    expect(answer.headers['content-disposition']).toMatch(
      /^attachment; filename="portress-account-\d{4}-\d\d-\d\d\.json"$/,
    );
    const file = answer.json();
    expect(accountExportSchema.parse(file)).toEqual(file);
    // I5: the key set of the file and of each of its parts is an allow-list.
    const shown = personalTables.filter(({ as }) => as !== null);
    expect(Object.keys(file)).toEqual([
      'format',
      'version',
      'service',
      'exported_at',
      ...shown.map(({ as }) => String(as)),
    ]);
    for (const { as, rows, columns } of shown) {
      const part = file[String(as)];
      const names = Object.values(columns).flatMap((column) => (column.as === null ? [] : [column.as]));
      expect([as, Array.isArray(part)]).toEqual([as, rows === 'many']);
      for (const row of [part].flat()) expect([as, Object.keys(row)]).toEqual([as, names]);
      expect([as, [part].flat().length > 0]).toEqual([as, true]);
    }
    expect(file.account).toMatchObject({
      ...person,
      id,
      country: 'CH',
      email_compared_as: 'canary.person@example.org',
    });
    expect(file.sessions.map((one: { ended_reason: string | null }) => one.ended_reason)).toEqual(
      expect.arrayContaining([null, 'signed_out_everywhere']),
    );
    expect(file.sessions[0]).toMatchObject({ ip, user_agent: userAgent });
    expect(file.mailed_links).toEqual(
      expect.arrayContaining([expect.objectContaining({ purpose: 'change_email', new_email: newEmail })]),
    );
    expect(file.security_events.map((one: { type: string }) => one.type)).toEqual(
      expect.arrayContaining(['account_created', 'sign_in_failed', 'account_changed', 'personal_data_exported']),
    );
    expect(file.account.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('N2: no secret, digest or link is in the export', async () => {
    const app = await openAvatars(open);
    const { id, send, session } = await givenBusyPerson(app);
    const { body } = await send('GET', '/api/account/export', undefined, session.token);
    expect(body).not.toContain('$argon2id$');
    expect(body).not.toContain('token=');
    const secrets = statement<{ id: string }, { hash: string; seed_hash: Uint8Array }>(
      'test.secrets',
      `SELECT passwords.hash, sessions.seed_hash FROM passwords JOIN sessions ON sessions.account_id = passwords.account_id
       WHERE passwords.account_id = :id`,
    );
    for (const { hash, seed_hash } of await app.database.read.all(secrets, { id })) {
      expect(body).not.toContain(hash);
      for (const form of ['hex', 'base64', 'base64url'] as const)
        expect(body).not.toContain(Buffer.from(seed_hash).toString(form));
    }
  });

  test('I7: it holds nothing of anybody else, and needs somebody who is signed in', async () => {
    const app = await openAvatars(open);
    const { send, id } = await givenBusyPerson(app);
    const other = await app.givenAccount();
    const body = (await app.get('/api/account/export', bearer((await app.signIn(other)).json().access_token))).body;
    for (const theirs of [id, ip, 'Canar', 'canary']) expect(body).not.toContain(theirs);
    expect((await send('GET', '/api/account/export')).statusCode).toBe(401);
    expect((await send('GET', `/api/account/export?account_id=${id}`)).statusCode).toBe(401);
  });

  test('rows beyond a page are all there, once, in order', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const { access_token: token } = (await app.signIn(account)).json();
    const facts = { requestId: 'r', ip, network: ip, userAgent };
    for (let batch = 0; batch < 5; batch += 1)
      await app.database.transaction(async (transaction) => {
        for (let count = 0; count < 100; count += 1)
          await recordAuditEvent(transaction, {
            type: 'refresh_reissued_late',
            accountId: account.id,
            facts,
            details: { generation: batch * 100 + count },
          });
      });
    const { security_events: events } = (await app.get('/api/account/export', bearer(token))).json();
    const ids = events.map((event: { id: string }) => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    const generations = events.flatMap(({ details }: { details: { generation?: number } }) => details.generation ?? []);
    expect(generations.toSorted((one: number, two: number) => one - two)).toEqual(
      Array.from({ length: 500 }, (_, n) => n),
    );
    const times = events.map((event: { created_at: string }) => event.created_at);
    expect(times).toEqual(times.toSorted());
  });

  test('M22: the eleventh export of an hour is 429 and told', async () => {
    const app = await open();
    const headers = bearer((await app.signIn(await app.givenAccount())).json().access_token);
    for (let count = 0; count < 10; count += 1)
      expect((await app.get('/api/account/export', headers)).statusCode).toBe(200);
    const answer = await app.get('/api/account/export', headers);
    expect([answer.statusCode, answer.json().code]).toEqual([429, 'too_many_requests']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.headers.ratelimit).toContain('"exports";r=0');
  });
});

type EventRow = Record<'id' | 'type' | 'details', string> & Record<string, string | number | null>;

async function eventsOf(app: TestApp, id: string): Promise<EventRow[]> {
  const all = statement<{ id: string }, EventRow>(
    'test.events_of',
    'SELECT * FROM audit_events WHERE account_id = :id ORDER BY created_at, id',
  );
  return app.database.read.all(all, { id });
}

async function sessionsOf(app: TestApp, id: string): Promise<string[]> {
  const all = statement<{ id: string }, { id: string }>(
    'test.sessions_of',
    'SELECT id FROM sessions WHERE account_id = :id',
  );
  return (await app.database.read.all(all, { id })).map((row) => row.id);
}
