import { expect } from 'vitest';
import type { ServiceScope } from '#features/service-keys/service-key.ts';
import { serviceScopes } from '#features/service-keys/service-key.ts';
import { findSetupLink } from '#features/setup/find-setup-link.ts';
import { statement } from '#platform/database/statement.ts';
import { readTables } from '#test/cases/every-table.ts';
import { type GivenSession, givenSession } from '#test/cases/given-session.ts';
import { givenEntry, goodPassword } from '#test/cases/route-calls.ts';
import { pathOf, photo, putAvatar } from '#test/given-avatars.ts';
import { givenServiceKey } from '#test/given-service-key.ts';
import { bearer, type TestApp } from '#test/test-app.ts';
import type { CursorKind, TokenKind } from './token-kinds.ts';
import { addresses, firstPageOf } from './token-places.ts';

/** The METRICS_TOKEN of the settings that the application has to be opened with. */
export const metricsToken = 'a-metrics-token-of-this-test';

export type GivenTokens = {
  /** Of each kind one that is good. */
  tokens: Readonly<Record<TokenKind, string>>;
  cursors: ReadonlyMap<CursorKind, string>;
  /** What looks like them or lies about: parts, ids, and all bytes of the database, as from a dump. */
  others: ReadonlyMap<string, string>;
  /** An administrator who is signed in, and whose lists the cursors are of. */
  admin: GivenSession;
};

type Values = Readonly<Record<string, string>>;

/** Everything the service signs, seals or draws and hands out, asked for through its front door. */
export async function givenTokens(app: TestApp): Promise<GivenTokens> {
  const setup = (await findSetupLink(app.app.context))?.split('#token=')[1] ?? '';
  const admin = await givenSession(app, { account: await app.givenAccount({ role: 'admin' }) });
  const cookies = await givenSession(app, { account: admin.account, transport: 'cookie' });
  const cookieIn = ({ cookies: header }: GivenSession, name: string) =>
    new Map(header.split('; ').map((pair) => pair.split('=') as [string, string])).get(name) ?? '';
  const keys = await givenKeys(app);
  const uploaded = await putAvatar(app, admin.accessToken, await photo());
  const drawn = await app.get('/api/account', bearer((await givenSession(app)).accessToken));
  const keyIn = (answer: typeof uploaded) => pathOf(answer).replace(/^\/avatars\/|\.\w+$/g, '');
  const tokens = {
    'access token': admin.accessToken,
    'access token of cookies': cookieIn(cookies, cookies.names.access),
    'refresh token': admin.refreshToken,
    'refresh token of cookies': cookieIn(cookies, cookies.names.refresh),
    'setup token': setup,
    'metrics token': metricsToken,
    'key of an uploaded picture': keyIn(uploaded),
    'key of a drawn picture': keyIn(drawn),
    ...keys,
    ...(await givenMailed(app, admin)),
  };
  const cursors = await givenCursors(app, admin);
  for (const [kind, value] of [...Object.entries(tokens), ...cursors])
    expect([kind, value.length >= 8], 'of each kind there has to be one').toEqual([kind, true]);
  return { tokens, cursors, others: await givenOthers(app, admin, tokens), admin };
}

async function givenKeys(app: TestApp) {
  const scopes = Object.keys(serviceScopes) as ServiceScope[];
  const keys = await Promise.all(
    scopes.map(async (scope) => [`service key with ${scope}`, (await givenServiceKey(app, [scope])).key] as const),
  );
  return Object.fromEntries(keys) as Record<`service key with ${ServiceScope}`, string>;
}

/** What comes by mail, or in an answer of an administrator’s call. */
async function givenMailed(app: TestApp, admin: GivenSession) {
  for (const email of [addresses.newcomer, addresses.typing])
    await app.post('/api/auth/sign-up', { email, password: goodPassword });
  const forgetful = await app.givenAccount();
  await app.post('/api/auth/password-reset/request', { email: forgetful.email });
  const moving = await givenSession(app);
  const change = { email: 'moved@example.com', password: moving.account.password };
  await app.post('/api/account/email', change, bearer(moving.accessToken));
  const shown = await app.post('/api/invitations', {}, bearer(admin.accessToken));
  await app.post('/api/invitations', { email: addresses.guest }, bearer(admin.accessToken));
  const mails = await app.mails();
  const find = (to: string, pattern: RegExp): string =>
    mails.filter((mail) => mail.to.includes(to)).flatMap(({ text }) => pattern.exec(text)?.[1] ?? [])[0] ?? '';
  return {
    'verification token': find(addresses.newcomer, /verify-email#token=([\w-]+)/),
    'verification code': find(addresses.typing, /^\s+(\d{8})\s*$/m),
    'reset token': find(forgetful.email, /reset-password#token=([\w-]+)/),
    'confirmation token': find(change.email, /confirm-email#token=([\w-]+)/),
    invitation: shown.json<{ url: string }>().url.split('#token=')[1] ?? '',
    'mailed invitation': find(addresses.guest, /invitation#token=([\w-]+)/),
  };
}

const waiting = statement<{ id: string; sealed: Uint8Array }>(
  'test.waiting_mail',
  'INSERT INTO outbox (id, kind, sealed_message, tries, created_at) VALUES (:id, :id, :sealed, 0, now_ms())',
);

/** A cursor of every list of the table: each needs two entries, so that it has a second page. */
async function givenCursors(app: TestApp, admin: GivenSession): Promise<Map<CursorKind, string>> {
  const { routes } = app.app;
  const lists = routes.filter(({ method, contract }) => method === 'GET' && contract.query?.shape.cursor !== undefined);
  const makers = lists.flatMap((list) =>
    routes.filter(({ method, path, tag }) => method === 'POST' && path === list.path && tag === list.tag),
  );
  for (const maker of makers)
    for (const birthday of ['1990-02-28', '1991-03-01'])
      if (maker.path === '/api/contacts')
        await app.post(maker.path, { first_name: 'Ann', birthday }, bearer(admin.accessToken));
      else if (maker.path !== '/api/invitations') await givenEntry(app, maker, admin.accessToken);
  for (const id of ['one', 'two']) {
    const sealed = app.app.context.secrets.seal('outbox', 'a mail that nobody can read', 'elsewhere');
    await app.database.transaction((transaction) => transaction.change(waiting, { id, sealed }));
  }
  for (let times = 0; times < 2; times += 1) await app.signIn(admin.account);
  const cursors = new Map<CursorKind, string>();
  for (const list of lists) {
    const answer = await app.get(firstPageOf(list, admin.account.id), bearer(admin.accessToken));
    cursors.set(`cursor of GET ${list.path}`, answer.json<{ next_cursor: string | null }>().next_cursor ?? '');
  }
  return cursors;
}

/** What nobody is meant to show. */
async function givenOthers(app: TestApp, admin: GivenSession, tokens: Values): Promise<Map<string, string>> {
  const [header = '', claims = '', signature = ''] = admin.accessToken.split('.');
  const refresh = Buffer.from(admin.refreshToken, 'base64url');
  const others = new Map<string, string>([
    ['header of the access token', header],
    ['claims of the access token', claims],
    ['signature of the access token', signature],
    ['first half of the refresh token', refresh.subarray(0, refresh.length / 2).toString('base64url')],
    ['last 32 bytes of the refresh token', refresh.subarray(-32).toString('base64url')],
    ['random part of a service key', (tokens['service key with introspect'] ?? '').replace('psk_', '')],
    ['session id', admin.sessionId],
    ['account id', admin.account.id],
    ['jti', (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { jti: string }).jti],
    ['kid', app.app.context.signingKeys.current().kid],
  ]);
  for (const [table, rows] of Object.entries(await readTables(app.database))) {
    // One row of each table will do for what each column holds.
    for (const row of rows.slice(0, 2))
      for (const [column, value] of Object.entries(row))
        if (typeof value === 'string' && value.length >= 20 && /^(?:[0-9a-f]{2})+$/.test(value))
          others.set(`bytes of ${table}.${column}`, Buffer.from(value, 'hex').toString('base64url'));
  }
  return others;
}
