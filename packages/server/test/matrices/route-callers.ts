import type { Role } from '#features/accounts/store.ts';
import type { ServiceScope } from '#features/service-keys/service-key.ts';
import { serviceScopes } from '#features/service-keys/service-key.ts';
import { fromOurPage, type GivenSession, givenSession } from '#test/cases/given-session.ts';
import { givenServiceKey } from '#test/given-service-key.ts';
import { bearer, type TestApp } from '#test/test-app.ts';

export type Definition = TestApp['app']['routes'][number];
type Headers = Record<string, string>;
const roles = ['user', 'moderator', 'admin'] as const satisfies readonly Role[];

/** Who a guard may let in; the names are those of the columns of the matrix. */
type Admitted = 'anyone' | ReadonlySet<Role | ServiceScope>;

/** Whom a route's guard lets in, by its name; a guard that nobody has described here fails the test. */
export function admittedBy({ guard, method, path }: Pick<Definition, 'guard' | 'method' | 'path'>): Admitted {
  if (guard.name === 'anyone') return 'anyone';
  if (guard.name === 'signed in') return new Set<Role | ServiceScope>(roles);
  const { role, scope } =
    /^(?:role (?<role>.+?))?(?:(?:, or )?service key with (?<scope>[\w:]+))?$/.exec(guard.name)?.groups ?? {};
  const named = [...(role?.split(' or ') ?? []), ...(scope === undefined ? [] : [scope])];
  if (named.length === 0 || named.some((one) => !(roles as readonly string[]).includes(one) && !(one in serviceScopes)))
    throw new Error(`who may call ${method} ${path} is not known: its guard is "${guard.name}"`);
  return new Set(named as (Role | ServiceScope)[]);
}

/** Whoever signs in is nobody there: what they show is no service key. */
export const isForServices = ({ guard }: Pick<Definition, 'guard'>): boolean => guard.security === 'service key';
export const isScope = (is: Caller['is']): is is ServiceScope => is in serviceScopes;

/** One column of the matrix: what a request shows, and who it is by that. */
export type Caller = {
  name: string;
  /** A role or a scope, which a guard may let in; nobody, whom no guard lets in. */
  is: Role | ServiceScope | 'nobody';
  headers: Headers;
  /** Goes into the address. */
  query?: string;
  /** Stands in the body, where there is one. */
  body?: Readonly<Record<string, string>>;
  /** How a guard refuses who is nobody: status and code. The others are refused for what they are. */
  refusal: readonly [number, string];
  /** Whether a page of ours, or a tool, sends it: what comes from elsewhere and is unsafe is refused before all else. */
  isCrossSite?: boolean;
};

/** Nobody, each role by each transport, each scope, and those whose time is over. */
export async function givenCallers(app: TestApp): Promise<Caller[]> {
  const callers: Caller[] = [];
  const add = (name: string, is: Caller['is'], headers: Headers, more: Partial<Caller> = {}): void => {
    callers.push({ name, is, headers, refusal: [401, 'not_signed_in'], ...more });
  };
  // Expired before the others begin: their tokens are from now.
  const late = await givenSession(app);
  const lateCookies = await givenSession(app, { transport: 'cookie' });
  const lateSplit = await givenSession(app, { transport: 'split' });
  await app.clock.wind({ seconds: 15 * 60 + 1 });

  for (const role of roles) {
    const account = await app.givenAccount({ role });
    const [byBody, byCookies, bySplit] = [
      await givenSession(app, { account }),
      await givenSession(app, { account, transport: 'cookie' }),
      await givenSession(app, { account, transport: 'split' }),
    ];
    const cookie = { cookie: byCookies.cookies };
    add(`${role}, Bearer`, role, bearer(byBody.accessToken));
    add(`${role}, cookies of our page`, role, { ...cookie, ...fromOurPage });
    add(`${role}, cookies, typed into the address bar`, role, { ...cookie, 'sec-fetch-site': 'none' });
    add(`${role}, cookies and our origin`, role, { ...cookie, origin: app.app.context.config.publicUrl });
    add(`${role}, split`, role, { ...bearer(bySplit.accessToken), cookie: bySplit.refreshCookie });
    // The header wins, and cookies beside it are ignored: also somebody else's.
    add(`${role}, Bearer and bad cookies`, role, {
      ...bearer(byBody.accessToken),
      cookie: 'access_token=forged; refresh_token=forged',
    });
    for (const [where, marks] of Object.entries(crossSite))
      add(`${role}, cookies from ${where}`, role, { ...cookie, ...marks }, { isCrossSite: true });
    add(`${role}, refresh token as Bearer`, 'nobody', bearer(byBody.refreshToken), { refusal: [401, 'invalid_token'] });
    const search = new URLSearchParams({ access_token: byBody.accessToken, token: byBody.accessToken }).toString();
    add(`${role}, token in the query`, 'nobody', {}, { query: search });
    add(`${role}, refresh token in the body`, 'nobody', {}, { body: { refresh_token: byBody.refreshToken } });
    add(
      `${role}, Bearer of nobody beside good cookies`,
      'nobody',
      { ...bearer('a.b.c'), ...cookie },
      {
        refusal: [401, 'invalid_token'],
      },
    );
  }
  for (const scope of Object.keys(serviceScopes) as ServiceScope[])
    add(`service key with ${scope}`, scope, (await givenServiceKey(app, [scope])).headers);
  const gone = await givenServiceKey(app, Object.keys(serviceScopes) as ServiceScope[], { lifetimeSeconds: 60 });
  await app.clock.wind({ seconds: 61 });
  add('expired service key', 'nobody', gone.headers, { refusal: [401, 'invalid_token'] });

  add('nobody', 'nobody', {});
  add('expired token', 'nobody', bearer(late.accessToken), { refusal: [401, 'invalid_token'] });
  add(
    'expired token in a cookie, without a refresh token',
    'nobody',
    { ...fromOurPage, cookie: `${lateCookies.names.access}=${lateCookies.accessToken}` },
    { refusal: [401, 'invalid_token'] },
  );
  add('expired token in a cookie, with its refresh token', 'user', { ...fromOurPage, cookie: lateCookies.cookies });
  add('expired token, split, with its refresh token', 'user', {
    ...bearer(lateSplit.accessToken),
    cookie: lateSplit.refreshCookie,
  });
  await addEnded(app, add);
  return callers;
}

/** Where an unsafe request with cookies must not come from. */
const crossSite: Readonly<Record<string, Headers>> = {
  'another site': { 'sec-fetch-site': 'cross-site' },
  'another site, its origin told': { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  'a neighbour': { 'sec-fetch-site': 'same-site' },
  'another origin alone': { origin: 'https://evil.example' },
  'an origin of null': { origin: 'null' },
  'nowhere that is told': {},
};

/** Suspended, signed out: by each transport. */
async function addEnded(
  app: TestApp,
  add: (name: string, is: 'nobody', headers: Headers, more: Partial<Caller>) => void,
) {
  const refusal = [401, 'session_ended'] as const;
  const showing = {
    body: (one: GivenSession) => bearer(one.accessToken),
    cookie: (one: GivenSession) => ({ ...fromOurPage, cookie: one.cookies }),
  };
  for (const [transport, show] of Object.entries(showing) as ['body' | 'cookie', (one: GivenSession) => Headers][])
    for (const end of ['suspended account', 'ended session'] as const) {
      const account = await app.givenAccount({ role: 'admin' });
      const session = await givenSession(app, { account, transport });
      const other = await app.givenAccount({ role: 'admin' });
      const by = bearer((await givenSession(app, { account: other })).accessToken);
      const answer =
        end === 'ended session'
          ? await app.post('/api/auth/sign-out', undefined, show(session))
          : await app.inject({
              method: 'PATCH',
              url: `/api/accounts/${account.id}`,
              headers: by,
              payload: { status: 'suspended' },
            });
      if (answer.statusCode >= 300) throw new Error(`${end}: ${answer.body}`);
      add(`${end}, ${transport}`, 'nobody', show(session), { refusal });
    }
}
