import type { GivenService } from './given-service.ts';
import { givenPassword } from './given-service.ts';
import { peerEmails, peerSignIns } from './peer-servers.ts';
import type { BareServer } from './served-load.ts';

const json = { 'content-type': 'application/json' };
const post = (url: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { ...json, ...headers }, body });

/** How each of them is asked: where, with what, and how a person is seen to be signed in. */
export type Asked = {
  signIn: { url: string; bodies: string[] };
  /** Signs somebody in, looks whether the answer is about that person, and gives what further reads carry. */
  readHeaders(): Promise<Record<string, string>>;
  accountUrl: string;
};

export function askService({ url, accounts }: GivenService): Asked {
  const accountUrl = `${url}/api/account`;
  const bodies = accounts.map(({ email }) => JSON.stringify({ login: email, password: givenPassword }));
  const signIn = { url: `${url}/api/auth/sign-in`, bodies };
  return {
    signIn,
    accountUrl,
    readHeaders: async () => {
      const { access_token: token } = (await (await post(signIn.url, bodies[0] ?? '')).json()) as {
        access_token: string;
      };
      const [email] = accounts.map((account) => account.email);
      return proven(accountUrl, { authorization: `Bearer ${token}` }, email ?? '');
    },
  };
}

/** @param look appended to its read: nothing, or what leaves its cookie cache out */
export function askBetterAuth({ url }: BareServer, look = ''): Asked {
  const signIn = { url: `${url}/api/auth/sign-in/email`, bodies: peerSignIns };
  const accountUrl = `${url}/api/auth/get-session${look}`;
  return {
    signIn,
    accountUrl,
    readHeaders: async () => {
      // Node's fetch says that it is one of a browser, and Better Auth refuses a browser's that brings no origin.
      const answer = await post(signIn.url, peerSignIns[0] ?? '', { origin: url });
      const cookie = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
      return proven(accountUrl, { cookie: cookie.join('; ') }, peerEmails[0] ?? '');
    },
  };
}

export function askFastApi({ url }: BareServer): Asked {
  const signIn = { url: `${url}/sign-in`, bodies: peerSignIns };
  const accountUrl = `${url}/account`;
  return {
    signIn,
    accountUrl,
    readHeaders: async () => {
      const { access_token: token } = (await (await post(signIn.url, peerSignIns[0] ?? '')).json()) as {
        access_token: string;
      };
      return proven(accountUrl, { authorization: `Bearer ${token}` }, peerEmails[0] ?? '');
    },
  };
}

/** Better Auth says 200 to nobody too, with `null`: only the person's address shows that the answer is right. */
async function proven(url: string, headers: Record<string, string>, email: string): Promise<Record<string, string>> {
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  if (answer.status !== 200 || !text.includes(`"${email}"`))
    throw new Error(`${url} did not answer with the account of ${email}: ${answer.status} ${text.slice(0, 200)}`);
  return headers;
}

/** A refresh is right if it brings an access token and another refresh token. */
export async function proveRefresh(url: string, refreshToken: string): Promise<void> {
  const answer = await post(url, JSON.stringify({ refresh_token: refreshToken }));
  const { access_token: access, refresh_token: next } = (await answer.json()) as Record<string, unknown>;
  if (answer.status !== 200 || typeof access !== 'string' || typeof next !== 'string' || next === refreshToken)
    throw new Error(`${url} did not rotate a fresh token: ${answer.status}`);
}
