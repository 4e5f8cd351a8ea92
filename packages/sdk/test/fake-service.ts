/** One request as the fake service saw it. */
export interface Seen {
  path: string;
  /** With its question mark; empty without one. */
  query: string;
  method: string;
  /** What was JSON; a form or a file as it is. */
  body: unknown;
  headers: Record<string, string>;
  authorization: string | null;
  signal: AbortSignal;
}

export type Reply = Response | 'silence' | 'no network';

/** A `fetch` whose answers the test writes; `seen` is everything that was sent. */
export function createFakeService(answer: (seen: Seen, nth: number) => Reply | Promise<Reply>) {
  const seen: Seen[] = [];
  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const signal = init.signal ?? new AbortController().signal;
    const address = new URL(String(input));
    const headers = new Headers(init.headers);
    const request: Seen = {
      path: address.pathname,
      query: address.search,
      headers: Object.fromEntries(headers.entries()),
      method: init.method ?? 'GET',
      body: typeof init.body === 'string' ? JSON.parse(init.body) : (init.body ?? undefined),
      authorization: headers.get('authorization'),
      signal,
    };
    seen.push(request);
    const reply = await answer(request, seen.filter((other) => other.path === request.path).length);
    if (reply === 'no network') throw new TypeError('Failed to fetch');
    if (reply === 'silence')
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return reply;
  };
  const count = (path: string) => seen.filter((request) => request.path === path).length;
  return { fetch, seen, count };
}

export const anna = { id: 'acc_1', email: 'anna@example.com' };

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

export function refusal(status: number, code: string, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ status, code, detail: code, request_id: 'req_1' }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}

/** A token answer for the body transport; `nth` makes its tokens recognisable. */
export function tokens(nth: number): Response {
  return json(200, {
    token_type: 'Bearer',
    access_token: `access-${nth}`,
    refresh_token: `refresh-${nth}`,
    expires_in: 900,
    refresh_expires_in: 2592000,
    session_expires_at: '2027-01-01T00:00:00Z',
    session_id: 'ses_1',
    account: anna,
  });
}
