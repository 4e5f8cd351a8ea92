import { keepEtag } from './etags.ts';
import { PortressUnreachable, readProblem } from './problem.ts';

/** How one client reaches the service. */
export interface Wire {
  /** Ends with a slash; holds the path of `PUBLIC_URL`. */
  baseUrl: string;
  fetch: typeof globalThis.fetch;
  credentials: RequestCredentials;
  /** Half a grace at most: the rotation of refresh tokens counts on exchanges being given up in time. */
  timeoutSeconds: number;
}

export interface Exchange {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `baseUrl`, without a slash in front. */
  path: string;
  query?: Record<string, string | number | undefined>;
  /** Sent as JSON; a form or a file as it is. */
  body?: object | FormData | Blob;
  headers?: Record<string, string>;
  accessToken?: string | null;
  /** Instead of the client's own, for what carries a file. */
  timeoutSeconds?: number;
  /** The caller's own wish to give up. */
  signal?: AbortSignal | undefined;
}

export interface Answer<Body> {
  body: Body;
  headers: Headers;
}

/**
 * One request and its answer.
 * @throws PortressProblem when the service refuses, PortressUnreachable when no readable answer came in time,
 * and the signal's own reason when the caller gave up.
 */
export async function exchange<Body>(wire: Wire, request: Exchange): Promise<Answer<Body>> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), (request.timeoutSeconds ?? wire.timeoutSeconds) * 1000);
  const stop = () => giveUp.abort();
  request.signal?.addEventListener('abort', stop, { once: true });
  try {
    request.signal?.throwIfAborted();
    return await readAnswer<Body>(await wire.fetch(addressOf(wire, request), initOf(wire, request, giveUp.signal)));
  } catch (error) {
    request.signal?.throwIfAborted();
    if (giveUp.signal.aborted) throw new PortressUnreachable('timeout', error);
    // fetch reports every failure of the network as a TypeError
    if (error instanceof TypeError) throw new PortressUnreachable('network', error);
    throw error;
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', stop);
  }
}

async function readAnswer<Body>(response: Response): Promise<Answer<Body>> {
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return { body: undefined as Body, headers: response.headers };
  const text = await response.text();
  if (text === '') return { body: undefined as Body, headers: response.headers };
  try {
    return { body: keepEtag(JSON.parse(text) as Body, response.headers), headers: response.headers };
  } catch (error) {
    throw new PortressUnreachable('unreadable', error);
  }
}

function addressOf(wire: Wire, request: Exchange): string {
  const address = new URL(request.path, wire.baseUrl);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  return address.href;
}

function initOf(wire: Wire, request: Exchange, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json', ...request.headers };
  // Of a form only `fetch` knows the boundary; what a file is, its caller says.
  if (request.body && !isSentAsItIs(request.body)) headers['content-type'] = 'application/json';
  if (request.accessToken) headers.authorization = `Bearer ${request.accessToken}`;
  return {
    method: request.method,
    headers,
    credentials: wire.credentials,
    // Our API never redirects: an answer from elsewhere is not ours.
    redirect: 'error',
    cache: 'no-store',
    signal,
    ...(request.body ? { body: isSentAsItIs(request.body) ? request.body : JSON.stringify(request.body) } : {}),
  };
}

const isSentAsItIs = (body: object): body is FormData | Blob => body instanceof FormData || body instanceof Blob;
