import { Agent } from 'node:http';
import { asBearer, type CallOptions, call, signInAt, type Tokens } from './call.ts';
import type { Person } from './given-nodes.ts';

type HeldSession = { person: Person; tokens: Tokens; isBusy: boolean };
type Deed = (session: HeldSession) => Promise<void>;

/** What honest people do all day, at a fixed rate, each request sent once. */
export type SessionLoad = {
  /** Requests that were answered as they should be, by deed. */
  readonly answered: Record<string, number>;
  /** Everything else: what was asked, and what came back. */
  readonly failures: string[];
  /** Those that go on, and those that were signed out by their people. */
  readonly sessions: readonly HeldSession[];
  readonly signedOut: readonly Tokens[];
  /** No more is begun; resolves when everything is answered. */
  stop(): Promise<void>;
};

/** So that no deed has to wait for a session that another one uses. */
const sessionsPerPerson = 4;

export async function startSessionLoad(
  url: string,
  { people, perSecond }: { people: readonly Person[]; perSecond: number },
): Promise<SessionLoad> {
  const agent = new Agent({ keepAlive: true });
  const answered: Record<string, number> = {};
  const failures: string[] = [];
  const signedOut: Tokens[] = [];
  const sessions: HeldSession[] = [];
  for (const person of people)
    for (let n = 0; n < sessionsPerPerson; n += 1)
      sessions.push({ person, tokens: await signInAt(url, person), isBusy: false });

  const ask = async (deed: string, status: number, path: string, options: CallOptions): Promise<string> => {
    const answer = await call(`${url}${path}`, { agent, ...options }).catch((error: Error) => ({
      status: 0,
      body: error.message,
    }));
    if (answer.status === status) answered[deed] = (answered[deed] ?? 0) + 1;
    else failures.push(`${deed}: ${answer.status} ${answer.body}`);
    return answer.status === status ? answer.body : '';
  };
  const refresh: Deed = async (session) => {
    const body = { refresh_token: session.tokens.refresh_token };
    const text = await ask('refresh', 200, '/api/auth/refresh', { body });
    if (text !== '') session.tokens = JSON.parse(text) as Tokens;
  };
  const read: Deed = async ({ tokens }) => {
    await ask('read', 200, '/api/account', { headers: asBearer(tokens.access_token) });
  };
  const change: Deed = async ({ tokens }) => {
    const body = { first_name: `Ada ${Math.floor(1e6 * Math.random())}` };
    await ask('change', 200, '/api/account', { method: 'PATCH', headers: asBearer(tokens.access_token), body });
  };
  const signOutAndIn: Deed = async (session) => {
    const { person, tokens } = session;
    await ask('sign-out', 204, '/api/auth/sign-out', { method: 'POST', headers: asBearer(tokens.access_token) });
    signedOut.push(tokens);
    const body = { login: person.email, password: person.password };
    const text = await ask('sign-in', 200, '/api/auth/sign-in', { body });
    if (text !== '') session.tokens = JSON.parse(text) as Tokens;
  };
  const deeds = [read, read, read, read, read, change, change, refresh, refresh, refresh, refresh, signOutAndIn];

  const underWay = new Set<Promise<void>>();
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    const deed = deeds[turn % deeds.length] ?? read;
    const session =
      sessions.find((one, index) => !one.isBusy && index >= turn % sessions.length) ??
      sessions.find((one) => !one.isBusy);
    if (session === undefined) return;
    session.isBusy = true;
    const done = deed(session).finally(() => {
      session.isBusy = false;
      underWay.delete(done);
    });
    underWay.add(done);
  }, 1000 / perSecond);
  return {
    answered,
    failures,
    sessions,
    signedOut,
    stop: async () => {
      clearInterval(timer);
      await Promise.all(underWay);
      agent.destroy();
    },
  };
}
