import { expect, test } from 'vitest';
import { sealAuditEvents } from '#features/audit-log/seal-audit-events.ts';
import { givenServiceKey } from '#test/given-service-key.ts';
import { appTables, isOfApp } from '#test/installed-tags.ts';
import { bearer, describeApp } from '#test/test-app.ts';
import { keyOf, readTables, type Tables, without, withoutDerived } from './every-table.ts';
import { fromOurPage, givenSession } from './given-session.ts';
import {
  callWith,
  fieldTitle,
  givenReferences,
  goodPassword,
  hasField,
  type TextField,
  textFieldsOf,
} from './route-calls.ts';

/** What ends a literal, a list or a statement somewhere, what a pattern or a driver would read, and what only waits. */
const corpus = [
  "'",
  '"',
  '`',
  '\\',
  "\\' OR 1=1 --",
  "' OR '1'='1",
  '" OR ""="',
  "'; DROP TABLE accounts; --",
  "1'); DELETE FROM sessions; --",
  "' UNION SELECT hash, hash FROM passwords --",
  "'||(SELECT hash FROM passwords LIMIT 1)||'",
  "'; UPDATE accounts SET role='admin'; --",
  '1; SELECT pg_sleep(9); --',
  "' AND randomblob(900000000) --",
  '$$; DROP TABLE accounts; $$',
  "E'\\x27' OR 1=1",
  '%',
  '_',
  '%@%',
  'inj_cted',
  '*',
  '$1',
  '?1',
  ':id',
  '@id',
  '--',
  '/*',
  '%27%20OR%201=1',
  '\u02bc OR 1=1',
  '\u0000',
  'NULL',
  // The same as addresses, so that they come further than the contract.
  "'or'1'='1@example.com",
  "x'/**/or/**/1=1/**/--@example.com",
  "'||'a'='a@example.com",
  '%@example.com',
  'inject__@example.com',
  '{$ne}@example.com',
];

const shapesOf = (tables: Tables): Record<string, string[]> =>
  Object.fromEntries(Object.entries(tables).map(([name, [first]]) => [name, Object.keys(first ?? {})]));

/** What a wrong password and a guess at nobody count, by their own tables and columns. */
const uncounted = (tables: Tables): Tables => ({
  ...without(withoutDerived(tables), 'decoy_guesses', 'audit_head'),
  service_keys: (tables.service_keys ?? []).map((row) => ({ ...row, last_used_at: null })),
  passwords: (tables.passwords ?? []).map((row) => ({ ...row, failures: 0 })),
});

/** Only these may grow by the calls that anybody can make with success. */
const growing = ['accounts', 'passwords', 'one_time_tokens', 'outbox', 'inbox_mails', 'audit_events', ...appTables];

/** Every row of before is there as it was; new ones stand only where sign-ups and audit events stand. */
function expectOnlyGrown(before: Tables, after: Tables): void {
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const [name, rows] of Object.entries(uncounted(before))) {
    const now = new Set((uncounted(after)[name] ?? []).map(keyOf));
    const missing = rows.map(keyOf).filter((row) => !now.has(row));
    expect([name, missing]).toEqual([name, []]);
    if (!growing.includes(name)) expect([name, after[name]?.length]).toEqual([name, before[name]?.length]);
  }
}

/** A few at a time, so that both threads that hash have something to do. */
async function inTurns<T>(items: readonly T[], turn: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await turn(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** Changed with success by whoever is signed in. */
const isOfOneself = ({ route }: TextField): boolean => route.method === 'PATCH' && route.path === '/api/account';
/** By the guard of the route. */
const roleFor = ({ route }: TextField): 'admin' | 'user' => (route.guard.name.startsWith('role ') ? 'admin' : 'user');

const searched = (text: string): string => text.normalize('NFKC').toLowerCase().trim();
/** Whether the text stands in what an account is found by, as it is. */
const bears = (item: Record<string, unknown>, text: string): boolean =>
  ['email', 'username', 'first_name', 'last_name'].some((name) =>
    searched(String(item[name] ?? '')).includes(searched(text)),
  );

const isMade = (field: TextField): boolean => fieldTitle(field).startsWith('POST /api/auth/sign-up ');
/** An entry of an app, which holds what was sent. */
const isAdded = ({ route }: TextField): boolean => route.method === 'POST' && isOfApp(route);
/** Has an address of its own, which nobody else may have. */
const isAddressed = (field: TextField): boolean => isMade(field) || (isAdded(field) && hasField(field.route, 'email'));

describeApp('SQL in what is sent', (open) => {
  test('J10: in every text of every call it is a literal: nothing is changed, found or made by it', {
    timeout: 180_000,
  }, async () => {
    // So long a grace that no access token proves an arrival while this runs: that would be a change by design.
    const settings = { REFRESH_GRACE_SECONDS: '600', LOG_LEVEL: 'error' };
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0', ...settings });
    const known = await app.givenAccount({ email: 'injected@example.com', username: 'injected' });
    const { accessToken } = await givenSession(app, { account: known });
    await givenSession(app, { account: known });
    const fields = textFieldsOf(app).filter((field) => !isOfOneself(field));
    // Each has somebody's own session: a hundred wrong passwords are one person's end.
    const tokens = new Map<TextField, string>();
    const service = await givenServiceKey(app, ['introspect', 'accounts:read', 'revocations:read']);
    for (const field of fields)
      if (field.route.guard.scope !== undefined) tokens.set(field, service.key);
      else if (field.route.guard.name !== 'anyone') {
        const account = await app.givenAccount({ role: roleFor(field) });
        tokens.set(field, (await givenSession(app, { account })).accessToken);
      }
    expect(fields.length).toBeGreaterThan(20);
    // What is limited is another test's matter; here every text has to get through to the database.
    app.app.context.counters.consume = async () => ({ isAllowed: true, remaining: 1, resetSeconds: 1 });
    const references = new Map<TextField, Record<string, string>>();
    for (const field of fields) references.set(field, await givenReferences(app, field.route, accessToken));
    await sealAuditEvents(app.app.context);
    const before = await readTables(app.database);

    let [made, added] = [0, 0];
    const calls = fields.flatMap((field) => corpus.map((text, index) => ({ field, text, index })));
    await inTurns(calls, async ({ field, text, index }) => {
      const [name] = [field.name];
      // Every sign-up that passes makes an account, and so with entries: each needs an address of its own.
      const fresh = isAddressed(field) && name !== 'email' ? { email: `made-${name}-${index}@example.com` } : {};
      // A name that matched somebody by a wildcard would come in with their password.
      const others = ['login', 'username'].includes(name) && !isMade(field) ? { password: known.password } : fresh;
      const { [name]: _itself, ...referred } = references.get(field) ?? {};
      const answer = await app.inject(
        callWith(field, text, tokens.get(field) ?? accessToken, { ...referred, ...others }),
      );
      const where = `${fieldTitle(field)} ${text}`;
      expect([where, answer.statusCode >= 500, answer.statusCode === 429]).toEqual([where, false, false]);
      if (field.route.path === '/api/introspect') {
        if (name === 'token' && answer.statusCode === 200)
          expect([where, answer.body]).toEqual([where, '{"active":false}']);
      } else if (!isMade(field) && !isAdded(field)) {
        // Requests for a mail answer everybody alike, and a search finds who bears that very text.
        const isAnswer = [200, 202].includes(answer.statusCode) && !answer.body.includes('check_your_mail');
        const items = isAnswer ? ((answer.json().items ?? [{}]) as Record<string, unknown>[]) : [];
        expect([where, items.filter((item) => !bears(item, text))]).toEqual([where, []]);
        return;
      }
      if (answer.statusCode !== 201) return;
      if (isMade(field)) made += 1;
      else added += 1;
      const kept = (isMade(field) ? answer.json().account : answer.json()) as Record<string, string>;
      if (name in kept) expect([where, kept[name]]).toEqual([where, text.normalize('NFC').trim()]);
    });
    expect(made).toBeGreaterThan(30);
    expect(added).toBeGreaterThanOrEqual(5 * fields.filter(isAdded).length);

    const after = await readTables(app.database);
    expectOnlyGrown(before, after);
    const entriesOf = (tables: Tables): number => appTables.reduce((sum, name) => sum + (tables[name]?.length ?? 0), 0);
    expect(entriesOf(after)).toBeGreaterThanOrEqual(entriesOf(before) + added);
    expect(after.accounts?.length).toBe((before.accounts?.length ?? 0) + made);
    const roles = new Map(before.accounts?.map(({ id, role }) => [id, role]));
    for (const account of after.accounts ?? [])
      expect(account).toMatchObject({ role: roles.get(account.id) ?? 'user', epoch: 0 });
    expect(shapesOf(after).accounts).toEqual(shapesOf(before).accounts);
    expect(app.logged()).toBe('');
    // And everything still works.
    expect((await app.get('/api/account', bearer(accessToken))).json().id).toBe(known.id);
    expect((await app.signIn(known)).statusCode).toBe(200);
  });

  test('J10: what somebody says of themselves is kept as the literal it is, in their own row alone', async () => {
    const app = await open();
    const others = await givenSession(app);
    const fields = textFieldsOf(app).filter(isOfOneself);
    expect(fields.length).toBeGreaterThan(5);
    let kept = 0;
    for (const field of fields) {
      const { account, accessToken } = await givenSession(app);
      const before = await readTables(app.database);
      for (const text of corpus) {
        const answer = await app.inject(callWith(field, text, accessToken));
        expect([fieldTitle(field), text, [200, 422].includes(answer.statusCode)]).toEqual([
          fieldTitle(field),
          text,
          true,
        ]);
        if (answer.statusCode !== 200) continue;
        kept += 1;
        expect(answer.json()[field.name]).toBe(text.normalize('NFC').trim());
      }
      const after = await readTables(app.database);
      const untouched = (tables: Tables) => ({
        ...without(withoutDerived(tables), 'audit_events', 'audit_head'),
        accounts: (tables.accounts ?? []).filter(({ id }) => id !== account.id),
      });
      expect(untouched(after)).toEqual(untouched(before));
      const [row] = (after.accounts ?? []).filter(({ id }) => id === account.id);
      expect(row).toMatchObject({ role: 'user', status: 'active', epoch: 0, email: account.email });
    }
    expect(kept).toBeGreaterThan(30);
    expect((await app.get('/api/account', bearer(others.accessToken))).json().first_name).toBeNull();
  });

  test('J10: in headers that are kept it is a literal', async () => {
    const app = await open({ TRUSTED_PROXIES: '127.0.0.1' });
    const account = await app.givenAccount();
    const body = { login: account.email, password: account.password };
    const texts = corpus.filter((text) => text !== '\u0000');
    for (const text of texts.slice(0, 20)) {
      const headers = { 'user-agent': text, 'accept-language': text, 'x-forwarded-for': text, cookie: `a=${text}` };
      const answer = await app.post('/api/auth/sign-in', body, { ...headers, ...fromOurPage });
      expect([text, answer.statusCode]).toEqual([text, 200]);
    }
    const { sessions = [], audit_events = [], accounts = [] } = await readTables(app.database);
    const sent = texts.slice(0, 20).toSorted();
    expect(sessions.map((row) => String(row.user_agent)).toSorted()).toEqual(sent);
    const events = audit_events.filter((row) => row.type === 'sign_in_succeeded');
    expect(events.map((row) => String(row.user_agent)).toSorted()).toEqual(sent);
    expect(accounts).toHaveLength(1);
  });

  test('J8: % and _ match nothing but themselves, and an operator is no text', async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const { password } = await app.givenAccount({ email: 'ann@example.com', username: 'ann' });
    const wild = await app.givenAccount({ email: 'a_n%@example.com', username: 'a_n' });
    const mine = await givenSession(app);
    await app.post('/api/auth/password-reset/request', { email: 'ann@example.com' });
    expect(await app.mails()).toHaveLength(1);
    const before = await readTables(app.database);

    for (const login of ['a%', 'a__', '___', '%', 'an%@example.com', '___@example.com', '%@%'])
      expect((await app.post('/api/auth/sign-in', { login, password })).json().code).toBe('invalid_credentials');
    for (const id of [
      '%',
      '_'.repeat(22),
      '%25',
      `${mine.sessionId.slice(0, 21)}_`,
      `${mine.sessionId.slice(0, 5)}%`,
    ]) {
      const url = `/api/account/sessions/${encodeURIComponent(id)}`;
      const answer = await app.inject({ method: 'DELETE', url, headers: bearer(mine.accessToken) });
      expect([id, answer.statusCode]).toEqual([id, 404]);
    }
    for (const operator of [{ $ne: null }, { $gt: '' }, { $regex: '.*' }, ['$ne'], { like: '%' }]) {
      for (const [url, body] of [
        ['/api/auth/sign-in', { login: operator, password }],
        ['/api/auth/sign-in', { login: 'ann', password: operator }],
        ['/api/auth/verify-email', { token: operator }],
        ['/api/auth/verify-email', { email: 'ann@example.com', code: operator }],
        ['/api/auth/password-reset', { token: operator, password: goodPassword }],
        ['/api/auth/password-reset/request', { email: operator }],
        ['/api/auth/refresh', { refresh_token: operator }],
        ['/api/setup', { token: operator, email: 'ann@example.com', password: goodPassword }],
      ] as const)
        expect([url, (await app.post(url, body)).statusCode]).toEqual([url, 422]);
    }
    for (const query of ['cursor[$gt]=', 'cursor[]=', 'limit[$ne]=1', 'id[$gt]=', 'cursor=%25', 'cursor=_']) {
      const answer = await app.get(`/api/account/sessions?${query}`, bearer(mine.accessToken));
      expect([query, [400, 422].includes(answer.statusCode)]).toEqual([query, true]);
    }
    for (const form of [
      'refresh_token[$gt]=',
      'refresh_token[]=x',
      'grant_type[$ne]=x',
      'username[$ne]=x&password[$ne]=x',
    ]) {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/auth/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: `grant_type=refresh_token&${form}`,
      });
      expect([form, answer.statusCode, answer.json().error]).toEqual([form, 400, 'invalid_request']);
    }
    expect(without(uncounted(await readTables(app.database)), 'audit_events')).toEqual(
      without(uncounted(before), 'audit_events'),
    );
    expect((await app.signIn({ ...wild, email: 'A_N' })).json().account.id).toBe(wild.id);
  });
});
