import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { oneTimePurposes } from '#features/one-time-tokens/store.ts';
import { serviceScopes } from '#features/service-keys/service-key.ts';
import { secretPurposes } from '#platform/crypto/secrets.ts';
import { statement } from '#platform/database/statement.ts';
import { endAvatars, openAvatars } from '#test/given-avatars.ts';
import { bearer, describeApp, type TestApp } from '#test/test-app.ts';
import { type GivenTokens, givenTokens, metricsToken } from './given-tokens.ts';
import { type Answer, type Consumer, consumersOf, findUnlisted } from './token-consumers.ts';
import { homes, madeOf, ofPurposes, oneTimeKinds, storedBytes, type TokenKind } from './token-kinds.ts';

afterAll(endAvatars);

const told = (answer: Answer): unknown[] => {
  if (answer.statusCode === 200) return [200, answer.body];
  const { code, error } = answer.json<{ code?: string; error?: string }>();
  return [answer.statusCode, code ?? error];
};

/** Which values are shown where: all but those that the consumer takes. */
function* wrongPairs(consumers: readonly Consumer[], { tokens, cursors, others }: GivenTokens) {
  const handedOut = [...Object.entries(tokens), ...cursors];
  const seen = new Set<string>();
  for (const consumer of consumers) {
    const { eyes = consumer.name } = consumer;
    const values = seen.has(eyes) ? handedOut : [...handedOut, ...others];
    seen.add(eyes);
    for (const [kind, value] of values)
      if (!(consumer.takes as readonly string[]).includes(kind)) yield { consumer, kind, value };
  }
}

/** Whoever is refused got no cookie, and nothing of what was shown comes back. */
async function findWronglyTaken(consumers: readonly Consumer[], given: GivenTokens): Promise<unknown[][]> {
  const wrong: unknown[][] = [];
  for (const { consumer, kind, value } of wrongPairs(consumers, given)) {
    const answer = await consumer.ask(value);
    const heard = [...told(answer), answer.headers['set-cookie']];
    if (JSON.stringify(heard) !== JSON.stringify([...consumer.refusal(kind), undefined]))
      wrong.push([consumer.name, kind, ...heard]);
  }
  return wrong;
}

const nobodyLeads = statement<{ role: string; id: string }>(
  'test.role',
  'UPDATE accounts SET role = :role WHERE id = :id',
);

/** There is a setup only while there is no administrator. */
async function withoutAdministrator<T>(app: TestApp, { admin }: GivenTokens, deed: () => Promise<T>): Promise<T> {
  const change = (role: string) => app.database.write.change(nobodyLeads, { role, id: admin.account.id });
  await change('user');
  try {
    return await deed();
  } finally {
    await change('admin');
  }
}

const isSetup = ({ name }: Consumer): boolean => name.startsWith('POST /api/setup');

const columns = {
  sqlite: `SELECT m.name || '.' || c.name AS name FROM sqlite_master m, pragma_table_info(m.name) c
    WHERE m.type = 'table' AND upper(c.type) = 'BLOB'`,
  postgres: `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'bytea'`,
};

/** Indexes hold no tokens. */
async function columnsOf(app: TestApp): Promise<string[]> {
  const all = statement<Record<never, never>, { name: string }>('test.columns', columns[app.dialect]);
  const names = (await app.database.read.all(all, {})).map(({ name }) => name);
  return names.filter((name) => !/_index(?:_\w+)?\./.test(name)).toSorted();
}

describeApp('what is signed, sealed or drawn', (open) => {
  const openMatrix = () =>
    openAvatars(open, { SIGN_IN_FAILURES_PER_15_MINUTES: '0', REFRESHES_PER_MINUTE: '0', METRICS_TOKEN: metricsToken });

  test('C1, D1, D12, D13: every kind is good at its own consumer alone, and nothing is spent by another', {
    timeout: 120_000,
  }, async () => {
    const app = await openMatrix();
    const given = await givenTokens(app);
    const consumers = consumersOf(app, given);
    const byName = new Map(consumers.map((consumer) => [consumer.name, consumer]));
    expect(byName.size).toBe(consumers.length);
    const others = consumers.filter((consumer) => !isSetup(consumer));
    expect(await findWronglyTaken(others, given)).toEqual([]);
    expect(await withoutAdministrator(app, given, () => findWronglyTaken(consumers.filter(isSetup), given))).toEqual(
      [],
    );

    // Each was good all the while: what was refused above was the place. And once is once.
    for (const [kind, value] of given.cursors) {
      const home = consumers.find(({ takes }) => takes.includes(kind));
      expect([kind, (await home?.ask(value))?.statusCode]).toEqual([kind, 200]);
    }
    for (const [kind, home] of Object.entries(homes) as [TokenKind, string][]) {
      const consumer = byName.get(home);
      if (consumer === undefined) throw new Error(`there is no consumer ${home}`);
      const redeem = () => consumer.ask(given.tokens[kind]);
      const answer = await (isSetup(consumer) ? withoutAdministrator(app, given, redeem) : redeem());
      expect([kind, answer.statusCode < 300, answer.body]).toEqual([kind, true, answer.body]);
      if (!oneTimeKinds.has(kind)) continue;
      const again = await consumer.ask(given.tokens[kind]);
      expect([kind, again.statusCode >= 400 && again.statusCode < 500]).toEqual([kind, true]);
    }
  });
  test('C1, D12: a new purpose, scope, field or column of bytes fails here until its kind has a row', async () => {
    const app = await openMatrix();
    expect(Object.keys(madeOf).toSorted()).toEqual([...secretPurposes].toSorted());
    const scopes = Object.keys(serviceScopes).map((scope) => `service key with ${scope}`);
    expect(Object.keys(homes)).toEqual(expect.arrayContaining([...Object.values(ofPurposes), ...scopes]));
    expect(Object.keys(ofPurposes).toSorted()).toEqual([...oneTimePurposes].toSorted());
    expect(findUnlisted(app.app.routes)).toEqual([]);
    const listed = Object.keys(storedBytes).toSorted();
    expect(await columnsOf(app)).toEqual(listed);
    // Of each that is missing it is told.
    const [route] = app.app.routes.filter(({ path }) => path === '/api/auth/refresh');
    if (route === undefined) throw new Error('there is no refresh');
    const planted = {
      ...route,
      path: '/api/tickets',
      contract: { ...route.contract, body: z.object({ ticket: z.string() }) },
    };
    expect(findUnlisted([...app.app.routes, planted])).toEqual(['POST /api/tickets body.ticket']);
    const add = `ALTER TABLE sessions ADD COLUMN ticket_hash ${app.dialect === 'sqlite' ? 'BLOB' : 'bytea'}`;
    await app.database.write.change(statement<Record<never, never>>('test.add_column', add), {});
    expect(await columnsOf(app)).toEqual([...listed, 'sessions.ticket_hash'].toSorted());
  });

  test('C1: a consumer that takes what it must not is found', async () => {
    const app = await openMatrix();
    const given = await givenTokens(app);
    const consumers = consumersOf(app, given);
    const lax = consumers
      .filter(({ name }) =>
        /^(?:POST \/api\/auth\/verify-email body.token|GET \/api\/account cookie access_token)$/.test(name),
      )
      .map((consumer) => ({ ...consumer, takes: [] }));
    const found = await findWronglyTaken(lax, given);
    expect(found.map((one) => one.slice(0, 3))).toEqual([
      ['POST /api/auth/verify-email body.token', 'verification token', 200],
      ['GET /api/account cookie access_token', 'access token', 200],
      ['GET /api/account cookie access_token', 'access token of cookies', 200],
    ]);
  });

  test('D13: what somebody chose for themselves stands in no token and no cursor', async () => {
    const app = await open();
    const chosen = { email: 'chosen-email@example.com', username: 'chosen-username' };
    const account = await app.givenAccount(chosen);
    const userAgent = '{"sub":"chosen-agent","role":"admin"}';
    const answers = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const body = { login: chosen.email, password: account.password };
      answers.push(
        (await app.post('/api/auth/sign-in', body, { 'user-agent': userAgent, 'x-request-id': 'chosen-id' })).json(),
      );
    }
    const [{ access_token, refresh_token }] = answers as [{ access_token: string; refresh_token: string }];
    const cursor = (await app.get('/api/account/sessions?limit=1', bearer(access_token))).json().next_cursor;
    const [header = '', claims = ''] = access_token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(Object.keys(JSON.parse(header)).toSorted()).toEqual(['alg', 'kid', 'typ']);
    const names = [
      'amr',
      'aud',
      'auth_time',
      'client_id',
      'epoch',
      'exp',
      'gen',
      'iat',
      'iss',
      'jti',
      'role',
      'sid',
      'sub',
    ];
    expect(Object.keys(JSON.parse(claims)).toSorted()).toEqual(names);
    const opened = [
      header,
      claims,
      ...[refresh_token, cursor].map((one: string) => Buffer.from(one, 'base64url').toString('latin1')),
    ];
    for (const one of opened) expect(one).not.toMatch(/chosen|admin/);
    // A sealed cursor says nothing, and the same one is never sealed twice.
    const again = (await app.get('/api/account/sessions?limit=1', bearer(access_token))).json().next_cursor;
    expect(again).not.toBe(cursor);
  });

  test('D12: what was sealed for one purpose opens as nothing else, whatever the purposes', async () => {
    const app = await open();
    const { secrets } = app.app.context;
    for (const purpose of secretPurposes)
      for (const context of ['a', 'b']) {
        const sealed = secrets.seal(purpose, 'what is sealed', context);
        expect(secrets.open(purpose, sealed, context).toString()).toBe('what is sealed');
        for (const other of secretPurposes)
          for (const elsewhere of ['a', 'b', ''])
            if (other !== purpose || elsewhere !== context)
              expect(() => secrets.open(other, sealed, elsewhere)).toThrow();
      }
    expect(new Set(secretPurposes.map((purpose) => secrets.mac(purpose, 'x').toString('hex'))).size).toBe(
      secretPurposes.length,
    );
  });

  test('C1: no token is a password', async () => {
    const app = await openMatrix();
    const { tokens, admin } = await givenTokens(app);
    for (const [kind, value] of Object.entries(tokens)) {
      const answer = await app.signIn({ ...admin.account, password: value });
      expect([kind, ...told(answer)]).toEqual([kind, 401, 'invalid_credentials']);
    }
  });
});
