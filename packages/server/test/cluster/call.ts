import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export type Answered = { status: number; headers: IncomingHttpHeaders; body: string };

export type CallOptions = {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: object;
  /** A connection of its own by default. */
  agent?: Agent;
};

/**
 * One request, sent once: nothing is tried again behind the test's back.
 *
 * @throws where no whole answer came; `isReused` says whether the connection had been in use before
 */
export function call(url: string, { method, headers, body, agent }: CallOptions = {}): Promise<Answered> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const sent = request(url, {
    method: method ?? (text === undefined ? 'GET' : 'POST'),
    agent: agent ?? new Agent({ keepAlive: false }),
    headers: {
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...headers,
    },
    timeout: 30_000,
  });
  sent.once('timeout', () => sent.destroy(new Error('no answer within 30 s')));
  sent.once('error', (error) => reject(Object.assign(error, { isReused: sent.reusedSocket })));
  sent.once('response', (answer) => {
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part));
    answer.once('error', reject);
    answer.once('end', () =>
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts).toString() }),
    );
  });
  sent.end(text);
  return promise;
}

export const asBearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

export type Tokens = { access_token: string; refresh_token: string; session_id: string };

/** @throws where the sign-in was refused */
export async function signInAt(url: string, person: { email: string; password: string }): Promise<Tokens> {
  const answer = await call(`${url}/api/auth/sign-in`, { body: { login: person.email, password: person.password } });
  if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body) as Tokens;
}
