import { parseRefreshToken } from '#features/sessions/refresh-token.ts';
import { digest, randomId } from '#platform/crypto/random.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { appendEvent, type CrashEvent } from './crash-history.ts';
import type { GivenSession } from './given-sessions.ts';

/** What a client holds of a session: the newest tokens that it was answered with. */
export type HeldSession = { id: string; refreshToken: string; accessToken: string | null };

/** A client that writes down what it asked for and what it was answered. */
export type CrashClient = {
  readonly accounts: readonly string[];
  readonly sessions: readonly HeldSession[];
  /** Sessions whose sign-out was asked for. */
  readonly ended: readonly HeldSession[];
  noteStart(): void;
  hold(sessions: readonly GivenSession[]): void;
  /** Takes a session out of the pool, so that nobody else works on it meanwhile. */
  take(): HeldSession | undefined;
  giveBack(session: HeldSession): void;
  signUp(): Promise<CrashEvent>;
  /** Signs in with the right password; a new session goes into the pool. */
  signIn(email: string): Promise<CrashEvent>;
  refresh(session: HeldSession): Promise<CrashEvent>;
  /** Shows the access token that came with the refresh token held. */
  read(session: HeldSession): Promise<CrashEvent>;
  /** The session never comes back into the pool. */
  signOut(session: HeldSession): Promise<CrashEvent>;
};

type Reply = { status: number; body: Record<string, unknown> } | undefined;

const password = 'correct horse battery staple';
const fingerprint = (token: string): string => digest(token).toString('hex', 0, 8);

export function createCrashClient(options: { url: string; secretKey: string; historyFile: string }): CrashClient {
  const secrets = createSecrets([options.secretKey]);
  const accounts: string[] = [];
  const sessions: HeldSession[] = [];
  const pool: HeldSession[] = [];
  const ended: HeldSession[] = [];

  /** No answer, half an answer, or one that says "not now": nobody knows whether it happened. */
  const send = async (method: string, path: string, body: object | null, token?: string): Promise<Reply> => {
    try {
      const answer = await fetch(options.url + path, {
        method,
        headers: {
          ...(body && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
    } catch {
      return undefined;
    }
  };
  const note = async (
    op: CrashEvent['op'],
    id: string,
    reply: Promise<Reply>,
    learn: (body: Record<string, unknown>) => Partial<CrashEvent> | undefined = () => undefined,
  ): Promise<CrashEvent> => {
    const invokedAt = performance.now();
    const answer = await reply;
    const event: CrashEvent = {
      op,
      id,
      outcome: outcomeOf(answer?.status),
      invokedAt,
      returnedAt: performance.now(),
      ...(answer && { status: answer.status }),
    };
    if (event.outcome === 'ok' && answer) Object.assign(event, learn(answer.body));
    appendEvent(options.historyFile, event);
    return event;
  };
  const hold = (session: HeldSession): void => {
    sessions.push(session);
    pool.push(session);
  };

  return {
    accounts,
    sessions,
    ended,
    noteStart: () => {
      const now = performance.now();
      appendEvent(options.historyFile, { op: 'start', id: '', outcome: 'ok', invokedAt: now, returnedAt: now });
    },
    hold: (given) => {
      for (const { id, refreshToken } of given) hold({ id, refreshToken, accessToken: null });
    },
    take: () => pool.splice(Math.floor(Math.random() * pool.length), 1)[0],
    giveBack: (session) => pool.push(session),
    signUp: () => {
      const email = `crash-${randomId()
        .replace(/[^a-z0-9]/gi, '')
        .toLowerCase()}@example.com`;
      return note('sign_up', email, send('POST', '/api/auth/sign-up', { email, password }), () => {
        accounts.push(email);
        return undefined;
      });
    },
    signIn: (email) =>
      note('sign_in', email, send('POST', '/api/auth/sign-in', { login: email, password }), (body) => {
        hold({
          id: String(body.session_id),
          refreshToken: String(body.refresh_token),
          accessToken: String(body.access_token),
        });
        return undefined;
      }),
    refresh: (session) => {
      const shown = session.refreshToken;
      return note('refresh', session.id, send('POST', '/api/auth/refresh', { refresh_token: shown }), (body) => {
        session.refreshToken = String(body.refresh_token);
        session.accessToken = String(body.access_token);
        const generation = parseRefreshToken(secrets, session.refreshToken)?.generation;
        return {
          shown: fingerprint(shown),
          given: fingerprint(session.refreshToken),
          ...(generation !== undefined && { generation }),
        };
      });
    },
    read: (session) => note('read', session.id, send('GET', '/api/account', null, session.accessToken ?? 'none')),
    signOut: (session) => {
      ended.push(session);
      return note('sign_out', session.id, send('POST', '/api/auth/sign-out', { refresh_token: session.refreshToken }));
    },
  };
}

function outcomeOf(status: number | undefined): CrashEvent['outcome'] {
  if (status === undefined || status === 429 || status >= 500) return 'unknown';
  return status < 300 ? 'ok' : 'refused';
}
