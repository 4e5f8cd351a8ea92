import { BearerRefusal } from '../answers/bearer-refusal.ts';
import { readRetryAfter } from '../answers/retry-after.ts';
import { Unavailable } from '../answers/unavailable.ts';
import { type GuardedRequest, readHeader } from '../read-headers.ts';
import { below } from '../verifier-options.ts';
import type { CookieNames } from './cookie-rules.ts';

/** An exchange is given up after this, as in our SDK. */
const TIMEOUT_MS = 10_000;
/** The only answers that end a session for its client; everything else may be different in a moment. */
const finalCodes = new Set(['invalid_refresh_token', 'session_ended']);

export interface RefreshOptions {
  /** Where the authorization server is reached from here; it may hold a path. */
  readonly serviceUrl: string | URL;
  /** Its `PUBLIC_URL`. */
  readonly publicUrl: string;
  readonly names: CookieNames;
}

export interface RefreshedSession {
  readonly accessToken: string;
  /** `Set-Cookie` lines, to be passed on to the browser as they are. */
  readonly setCookies: readonly string[];
}

/**
 * Makes the function that exchanges a refresh cookie. Requests that carry the same one share an exchange under way: a
 * page of twenty parts is one call.
 *
 * @throws {BearerRefusal} from the returned function: `invalid_token` when the session has ended; no cookie is cleared
 * @throws {Unavailable} from the returned function: `refresh_unavailable`, when nobody can say
 */
export function createSessionRefresh(
  options: RefreshOptions,
): (refreshToken: string, request: GuardedRequest) => Promise<RefreshedSession> {
  const underWay = new Map<string, Promise<RefreshedSession>>();
  return (refreshToken, request) => {
    const shared =
      underWay.get(refreshToken) ??
      exchange(options, refreshToken, request).finally(() => underWay.delete(refreshToken));
    underWay.set(refreshToken, shared);
    return shared;
  };
}

async function exchange(
  { serviceUrl, publicUrl, names }: RefreshOptions,
  refreshToken: string,
  request: GuardedRequest,
): Promise<RefreshedSession> {
  if (!/^[\x21-\x7e]{1,4096}$/.test(refreshToken))
    throw new BearerRefusal('invalid_token', new Error('no cookie of ours'));
  const address = request.address ?? request.socket?.remoteAddress;
  const [userAgent] = readHeader(request, 'user-agent');
  const response = await fetch(below(serviceUrl, '/api/auth/refresh'), {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      Cookie: `${names.refresh}=${refreshToken}`,
      // It is the site's own server that asks; where the browser's request came from was looked at before.
      Origin: new URL(publicUrl).origin,
      Accept: 'application/json',
      ...(userAgent === undefined ? {} : { 'User-Agent': userAgent }),
      ...(address === undefined ? {} : { 'X-Forwarded-For': address }),
    },
  }).catch(refuseForNow);
  const body = await response.json().catch(refuseForNow);
  if (response.status !== 200) throw refusalOf(response, body);
  const setCookies = response.headers.getSetCookie();
  const accessToken = accessTokenOf(setCookies, names.access) ?? (body as { access_token?: unknown }).access_token;
  if (typeof accessToken !== 'string') throw new Unavailable('refresh_unavailable', new Error('no access token came'));
  return { accessToken, setCookies };
}

function refuseForNow(cause: unknown): never {
  throw new Unavailable('refresh_unavailable', cause);
}

function refusalOf({ status, headers }: Response, body: unknown): BearerRefusal | Unavailable {
  const code = String((body as { code?: unknown } | null)?.code);
  const cause = new Error(`the authorization server answered ${status} ${code}`);
  if (status === 401 && finalCodes.has(code)) return new BearerRefusal('invalid_token', cause);
  return new Unavailable('refresh_unavailable', cause, readRetryAfter(headers.get('retry-after')));
}

function accessTokenOf(setCookies: readonly string[], name: string): string | undefined {
  const line = setCookies.find((cookie) => cookie.startsWith(`${name}=`));
  return line?.slice(name.length + 1).split(';', 1)[0];
}
