import { hash } from '@node-rs/argon2';
import { parseRefreshToken } from '#features/sessions/refresh-token.ts';
import { digest, randomId } from '#platform/crypto/random.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { type History, type HistoryEvent, monotonicMilliseconds, outcomeOf } from '#proof/history/history.ts';
import type { Cluster } from '#proof/installation/start-nodes.ts';
import { givenAccounts, givenSessions } from '#test/given-sessions.ts';
import { type Asked, type Door, type Reply, sendRequest } from './ask.ts';

/** A signed-in device of a person, which acts like an honest client: it keeps the newest tokens that it was answered. */
export type Device = {
  /** The account: its address. */
  readonly account: string;
  readonly session: string;
  readonly transport: 'body' | 'cookie';
  refreshToken: string;
  /** Null until the first exchange. */
  accessToken: string | null;
};

/** What a device does and what it was answered, each of it a line in the history. */
export type People = {
  readonly history: History;
  /** Sends one request and writes nothing down. */
  ask(node: Door, method: string, path: string, asked?: Asked): Promise<Reply | undefined>;
  /** Notes a request of any other kind. */
  note(
    node: Door,
    event: NotedRequest,
    request: () => Promise<Reply | undefined>,
    learn?: Learn,
  ): Promise<HistoryEvent>;
  /** @returns the address */
  signUp(node: Door): Promise<string | undefined>;
  /** @param shown another password than the one with which everybody begins */
  signIn(node: Door, account: string, transport?: Device['transport'], shown?: string): Promise<Device | undefined>;
  /** @param shown another token than the newest, such as its parent after a lost answer */
  refresh(node: Door, device: Device, shown?: string): Promise<HistoryEvent>;
  /** A spent token that somebody else shows: what comes back is not kept. */
  replay(node: Door, device: Device, spent: string): Promise<HistoryEvent>;
  read(node: Door, device: Device): Promise<HistoryEvent>;
  /** Another service asks about the access token that the device holds. */
  introspect(node: Door, device: Device, serviceKey: string): Promise<HistoryEvent>;
  signOut(node: Door, device: Device): Promise<HistoryEvent>;
  signOutEverywhere(node: Door, device: Device): Promise<HistoryEvent>;
};

type NotedRequest = Pick<HistoryEvent, 'op' | 'id'> & Partial<HistoryEvent>;
/** What an answer tells beside its status. */
type Learn = (reply: Reply) => Partial<HistoryEvent>;

export const password = 'correct horse battery staple';
export const fingerprint = (token: string): string => digest(token).toString('hex', 0, 8);

export function createPeople(
  { secretKey }: Pick<Cluster, 'secretKey'>,
  { history, timeoutMilliseconds }: { history: History; timeoutMilliseconds?: number },
): People {
  const secrets = createSecrets([secretKey]);
  const ask: People['ask'] = (node, method, path, asked) =>
    sendRequest(node, method, path, { ...(timeoutMilliseconds && { timeoutMilliseconds }), ...asked });
  const note: People['note'] = async (node, event, request, learn = () => ({})) => {
    const t_invoke = monotonicMilliseconds();
    const reply = await request();
    const noted: HistoryEvent = {
      // Whoever stands in front of several nodes says which of them has answered.
      node: reply?.headers.get('x-answered-by') ?? node.name,
      t_invoke,
      t_return: monotonicMilliseconds(),
      outcome: outcomeOf(reply?.status),
      ...(reply && { status: reply.status, retry_after: reply.headers.has('retry-after') }),
      ...(typeof reply?.body.code === 'string' && { code: reply.body.code }),
      ...event,
      ...(reply && learn(reply)),
    };
    history.note(noted);
    return noted;
  };
  const exchange = (node: Door, { transport }: Device, token: string): Promise<Reply | undefined> =>
    ask(node, 'POST', '/api/auth/refresh', tokenIn(transport, token));

  return {
    history,
    ask,
    note,
    signUp: async (node) => {
      const account = `${randomId()
        .replace(/[^a-z0-9]/gi, '')
        .toLowerCase()}@example.com`;
      const { outcome } = await note(node, { op: 'sign_up', id: account, password: fingerprint(password) }, () =>
        ask(node, 'POST', '/api/auth/sign-up', { body: { email: account, password } }),
      );
      return outcome === 'ok' ? account : undefined;
    },
    signIn: async (node, account, transport = 'body', shown = password) => {
      let device: Device | undefined;
      const request = () =>
        ask(node, 'POST', '/api/auth/sign-in', { body: { login: account, password: shown, transport } });
      await note(node, { op: 'sign_in', id: '', account, password: fingerprint(shown) }, request, (reply) => {
        if (reply.status !== 200) return {};
        const session = String(reply.body.session_id);
        device = { account, session, transport, refreshToken: '', accessToken: null };
        keepTokens(device, reply);
        return { id: session, answered: emailOf(reply.body.account) };
      });
      return device;
    },
    refresh: (node, device, shown = device.refreshToken) =>
      note(
        node,
        { op: 'refresh', ...whose(device) },
        () => exchange(node, device, shown),
        (reply) => {
          if (reply.status !== 200) return {};
          const given = givenIn(reply);
          keepTokens(device, reply);
          return {
            answered: emailOf(reply.body.account),
            shown: fingerprint(shown),
            given: fingerprint(given),
            generation: parseRefreshToken(secrets, given)?.generation ?? 0,
          };
        },
      ),
    replay: (node, device, spent) =>
      note(
        node,
        { op: 'replay', ...whose(device) },
        () => exchange(node, device, spent),
        ({ status, body }) => ({
          // The refusal is what acknowledges the end.
          outcome: body.code === 'session_ended' ? 'ok' : status === 200 ? 'fail' : outcomeOf(status),
        }),
      ),
    read: (node, device) =>
      note(
        node,
        { op: 'read', ...whose(device) },
        () => ask(node, 'GET', '/api/account', { headers: accessHeaders(device) }),
        (reply) => {
          keepTokens(device, { ...reply, body: {} });
          return reply.status === 200 ? { answered: emailOf(reply.body) } : {};
        },
      ),
    introspect: (node, device, serviceKey) =>
      note(
        node,
        { op: 'introspect', ...whose(device) },
        () =>
          ask(node, 'POST', '/api/introspect', {
            body: new URLSearchParams({ token: device.accessToken ?? 'none' }),
            headers: { authorization: `Bearer ${serviceKey}` },
          }),
        // RFC 7662: whatever is not good is no error, and nothing is said about why.
        ({ body: { active } }) => (active === false ? { outcome: 'fail', code: 'session_ended' } : {}),
      ),
    signOut: (node, device) =>
      note(node, { op: 'sign_out', ...whose(device) }, () =>
        ask(node, 'POST', '/api/auth/sign-out', tokenIn(device.transport, device.refreshToken)),
      ),
    signOutEverywhere: (node, device) =>
      note(node, { op: 'sign_out_everywhere', id: device.account, account: device.account }, () =>
        ask(node, 'POST', '/api/auth/sign-out-everywhere', { body: {}, headers: accessHeaders(device) }),
      ),
  };
}

const whose = ({ session, account }: Device): { id: string; account: string } => ({ id: session, account });

/** What a page of ours sends: without it a request with a cookie is taken for another site's. */
const fromOurPage = { 'sec-fetch-site': 'same-origin' };

const tokenIn = (transport: Device['transport'], token: string): Asked =>
  transport === 'body'
    ? { body: { refresh_token: token } }
    : { headers: { ...fromOurPage, cookie: `refresh_token=${token}` } };

function accessHeaders({ transport, accessToken, refreshToken }: Device): Record<string, string> {
  if (transport === 'body') return { authorization: `Bearer ${accessToken ?? 'none'}` };
  const access = accessToken === null ? [] : [`access_token=${accessToken}`];
  return { ...fromOurPage, cookie: [...access, `refresh_token=${refreshToken}`].join('; ') };
}

const emailOf = (account: unknown): string => String((account as { email?: unknown } | undefined)?.email);

/** A cookie that is cleared is none. */
const cookieIn = ({ headers }: Reply, name: string): string | undefined =>
  headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0] ?? '')
    .find((pair) => pair.startsWith(`${name}=`) && !pair.endsWith('='))
    ?.slice(name.length + 1);

const givenIn = (reply: Reply): string =>
  typeof reply.body.refresh_token === 'string' ? reply.body.refresh_token : (cookieIn(reply, 'refresh_token') ?? '');

function keepTokens(device: Device, reply: Reply): void {
  device.refreshToken = givenIn(reply) || device.refreshToken;
  const access = reply.body.access_token ?? cookieIn(reply, 'access_token');
  if (typeof access === 'string') device.accessToken = access;
}

const hashed = hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

/** Devices that are signed in already, spread over as many accounts: hundreds of sign-ins would be mostly hashing. */
export async function givenDevices(
  { database, secretKey }: Pick<Cluster, 'database' | 'secretKey'>,
  { accounts: accountCount, devices: count }: { accounts: number; devices: number },
): Promise<Device[]> {
  const accounts = await givenAccounts(database, accountCount, await hashed);
  const sessions = await givenSessions(database, { accounts, count, secretKey });
  return sessions.map(({ id, refreshToken }, index) => ({
    account: accounts[index % accounts.length]?.email ?? '',
    session: id,
    transport: 'body',
    refreshToken,
    accessToken: null,
  }));
}
