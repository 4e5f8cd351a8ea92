import type { InjectOptions } from 'fastify';
import { statement } from '#platform/database/statement.ts';
import { fromOurPage } from '#test/cases/given-session.ts';
import { callWith, fieldTitle, type TextField, textFieldsOf, titleOf } from '#test/cases/route-calls.ts';
import { bearer, type TestApp } from '#test/test-app.ts';
import type { GivenTokens } from './given-tokens.ts';
import type { CursorKind, TokenKind } from './token-kinds.ts';
import { addresses, firstPageOf } from './token-places.ts';

export type Answer = Awaited<ReturnType<TestApp['get']>>;
type Definition = TestApp['app']['routes'][number];
type Kind = TokenKind | CursorKind;

/** A place of a request that takes a value of ours. */
export type Consumer = {
  name: string;
  takes: readonly Kind[];
  /** How it refuses whatever else it is shown: status, and `code` or `error`. */
  refusal(kind: string): readonly unknown[];
  ask(value: string): Promise<Answer>;
  /** What it looks with: of many places with the same eyes, one is shown what lies about as well. */
  eyes?: string;
};

/** Fields of requests that take what a caller makes up: names, texts, choices. A name that stands nowhere fails the test. */
const ordinary = new Set(
  `account_id after age birthday country days description email expires_in favorite first_name format from grant_type id keep_current
   last_name limit locale login mode name nickname notes order owner_id phone q role sort status time_zone to token_type_hint
   transport type username vaccinated`.split(/\s+/),
);
/** Taken in five places with one rule; asked at the one that needs nobody signed in, for what each costs. */
const passwords = new Set(['password', 'current_password']);

type FieldRow = { takes: readonly TokenKind[]; refusal: readonly unknown[]; others?: Record<string, string> };

/** The fields that take one, each with what it takes. */
const fields: Readonly<Record<string, FieldRow>> = {
  'POST /api/auth/refresh body.refresh_token': { takes: ['refresh token'], refusal: [401, 'invalid_refresh_token'] },
  'POST /api/auth/sign-out body.refresh_token': {
    takes: ['refresh token', 'refresh token of cookies'],
    refusal: [401, 'invalid_refresh_token'],
  },
  'POST /api/auth/token body.refresh_token': { takes: ['refresh token'], refusal: [400, 'invalid_grant'] },
  // Whatever is not good is exactly inactive; so says the answer, which is no refusal.
  'POST /api/introspect body.token': {
    takes: ['access token', 'access token of cookies', 'refresh token', 'refresh token of cookies'],
    refusal: [200, '{"active":false}'],
  },
  'POST /api/auth/verify-email body.token': { takes: ['verification token'], refusal: [400, 'invalid_token'] },
  'POST /api/auth/verify-email body.code': {
    takes: ['verification code'],
    refusal: [400, 'invalid_token'],
    others: { email: addresses.typing },
  },
  'POST /api/auth/password-reset body.token': { takes: ['reset token'], refusal: [400, 'invalid_token'] },
  'POST /api/account/email/confirm body.token': { takes: ['confirmation token'], refusal: [400, 'invalid_token'] },
  'POST /api/setup body.token': {
    takes: ['setup token'],
    refusal: [400, 'invalid_token'],
    others: { email: 'root@example.com' },
  },
  'POST /api/auth/sign-up body.invitation': {
    takes: ['invitation', 'mailed invitation'],
    refusal: [400, 'invalid_token'],
    others: { email: addresses.guest },
  },
};

const isCursor = ({ place, name }: TextField): boolean => place === 'query' && name === 'cursor';

/** @returns fields of the contracts that stand in no row, and rows of which there is no field */
export function findUnlisted(routes: readonly Definition[]): string[] {
  const found = textFieldsOf({ app: { routes } })
    .filter((field) => !isCursor(field) && !ordinary.has(field.name) && !passwords.has(field.name))
    .map(fieldTitle);
  const rows = Object.keys(fields);
  return [...found.filter((title) => !rows.includes(title)), ...rows.filter((title) => !found.includes(title))];
}

/** Every place of the route table that takes one, and the few that are mounted beside it. */
export function consumersOf(app: TestApp, { admin, tokens }: Pick<GivenTokens, 'admin' | 'tokens'>): Consumer[] {
  const inject = injectFromAnywhere(app);
  const inFields = textFieldsOf(app).flatMap((field): Consumer[] => {
    const name = fieldTitle(field);
    if (isCursor(field)) {
      const { path } = field.route;
      const url = firstPageOf(field.route, admin.account.id);
      const ask = (value: string) =>
        inject({
          method: 'GET',
          url: `${url}&cursor=${encodeURIComponent(value)}`,
          headers: bearer(admin.accessToken),
        });
      return [{ name, takes: [`cursor of GET ${path}`], refusal: () => [400, 'invalid_cursor'], ask }];
    }
    const row = fields[name];
    if (row === undefined) return [];
    const credential =
      field.route.path === '/api/introspect' ? tokens['service key with introspect'] : admin.accessToken;
    const ask = async (value: string): Promise<Answer> => {
      if (field.name === 'code') await app.database.write.change(forgetTries, {});
      // Of two invitations each makes an account.
      const others =
        field.name === 'invitation' && value === tokens.invitation ? { email: addresses.stranger } : row.others;
      return inject(callWith(field, value, credential, others));
    };
    return [{ name, takes: row.takes, refusal: () => row.refusal, ask }];
  });
  return [...inFields, ...bearersOf(app, inject), ...besideTheTable(inject)];
}

type Inject = (options: InjectOptions) => Promise<Answer>;

/** Each request from a network of its own: what is tried here is no guessing. */
function injectFromAnywhere(app: TestApp): Inject {
  let turn = 0;
  return (options) => {
    turn += 1;
    return app.inject({ ...options, remoteAddress: `10.${turn >> 16}.${(turn >> 8) & 255}.${turn & 255}` });
  };
}

/** A code has five tries, and each wrong one costs one. */
const forgetTries = statement<Record<never, never>>('test.forget_tries', 'UPDATE one_time_tokens SET code_tries = 0');

const ofSessions = ['access token', 'access token of cookies'] as const;

/** The Authorization header of every route that is guarded. */
const bearersOf = (app: TestApp, inject: Inject): Consumer[] =>
  app.app.routes
    .filter(({ guard }) => guard.security !== 'none')
    .map((route) => ({
      name: `${titleOf(route)} Bearer`,
      takes: [
        ...(route.guard.security.startsWith('session') ? ofSessions : []),
        ...(route.guard.scope === undefined ? [] : [`service key with ${route.guard.scope}` as TokenKind]),
      ],
      refusal: (kind) =>
        route.guard.scope !== undefined && kind.startsWith('service key with ')
          ? [403, 'insufficient_scope']
          : [401, 'invalid_token'],
      ask: (value) => inject(requestOf(route, bearer(value))),
      eyes: route.guard.name,
    }));

/** A call that its guard is asked about: what it would need besides is left out. */
const requestOf = ({ method, path }: Definition, headers: Record<string, string>): InjectOptions => ({
  method,
  url: path.replace(/:\w+/g, 'AAAAAAAAAAAAAAAAAAAAAA'),
  headers: { ...headers, ...(path === '/api/introspect' && { 'content-type': 'application/x-www-form-urlencoded' }) },
  ...(method !== 'GET' && { payload: path === '/api/introspect' ? 'token=x' : {} }),
});

function besideTheTable(inject: Inject): Consumer[] {
  const at =
    (method: 'GET' | 'POST', url: string, headersOf: (value: string) => Record<string, string>) => (value: string) =>
      inject({ method, url, headers: headersOf(value) });
  const cookie = (name: string) => (value: string) => ({ ...fromOurPage, cookie: `${name}=${value}` });
  const row = (name: string, takes: readonly TokenKind[], refusal: readonly unknown[], ask: Consumer['ask']) => ({
    name,
    takes,
    refusal: () => refusal,
    ask,
  });
  const bothRefresh = ['refresh token', 'refresh token of cookies'] as const;
  const account = '/api/account';
  const [refresh, signOut] = ['/api/auth/refresh', '/api/auth/sign-out'] as const;
  // What is longer than a part of an address may be is refused as that, and shows nothing.
  const picture = (ending: string) => (value: string) =>
    inject({ method: 'GET', url: `/avatars/${encodeURIComponent(value.slice(0, 90))}.${ending}` });
  return [
    row(
      `GET ${account} cookie access_token`,
      ofSessions,
      [401, 'invalid_token'],
      at('GET', account, cookie('access_token')),
    ),
    row(
      `GET ${account} cookie refresh_token`,
      ['refresh token of cookies'],
      [401, 'not_signed_in'],
      at('GET', account, cookie('refresh_token')),
    ),
    row(
      `POST ${refresh} cookie refresh_token`,
      ['refresh token of cookies'],
      [401, 'invalid_refresh_token'],
      at('POST', refresh, cookie('refresh_token')),
    ),
    row(`POST ${signOut} Bearer`, ofSessions, [401, 'invalid_token'], at('POST', signOut, bearer)),
    row(
      `POST ${signOut} cookie access_token`,
      ofSessions,
      [401, 'invalid_token'],
      at('POST', signOut, cookie('access_token')),
    ),
    row(
      `POST ${signOut} cookie refresh_token`,
      bothRefresh,
      [401, 'invalid_refresh_token'],
      at('POST', signOut, cookie('refresh_token')),
    ),
    row('GET /metrics Bearer', ['metrics token'], [404, 'not_found'], at('GET', '/metrics', bearer)),
    row('GET /avatars/{key}.webp', ['key of an uploaded picture'], [404, 'not_found'], picture('webp')),
    row('GET /avatars/{key}.svg', ['key of a drawn picture'], [404, 'not_found'], picture('svg')),
  ];
}
