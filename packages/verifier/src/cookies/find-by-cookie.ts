import { BearerRefusal, CrossSiteRefusal } from '../answers/bearer-refusal.ts';
import type { Verifier } from '../create-verifier.ts';
import { type GuardedRequest, readCookie } from '../read-headers.ts';
import type { RouteRules } from '../route-rules.ts';
import type { AccessTokenClaims } from '../tokens/claims.ts';
import { type CookieOptions, cookieNamesOf, createOriginRule } from './cookie-rules.ts';
import { createSessionRefresh } from './refresh-session.ts';

type FindByCookie = (
  request: GuardedRequest,
  rules: RouteRules,
  setCookies: string[],
) => Promise<AccessTokenClaims | null>;

/**
 * Finds who sends a request by the authorization server's cookies. An access cookie that is not good counts as missing:
 * browsers drop expired ones, and the exchange of the refresh cookie tells the rest.
 *
 * @returns a function that adds to `setCookies` what has to ride on the answer, whatever becomes of the request
 */
export function createFindByCookie(verifier: Verifier, cookies: CookieOptions): FindByCookie {
  const { publicUrl = verifier.issuer } = cookies;
  const names = cookieNamesOf(publicUrl);
  const isFromAllowedPage = createOriginRule([new URL(publicUrl).origin, ...(cookies.allowedOrigins ?? [])]);
  const refreshOptions = { serviceUrl: verifier.serviceUrl, publicUrl, names };
  const refresh = cookies.refresh ? createSessionRefresh(refreshOptions) : undefined;

  const findByRefresh = async (token: string, request: GuardedRequest, rules: RouteRules, setCookies: string[]) => {
    if (!refresh) throw new BearerRefusal('invalid_token');
    const session = await refresh(token, request);
    setCookies.push(...session.setCookies);
    return verifier.verify(session.accessToken, rules);
  };

  return async (request, rules, setCookies) => {
    const access = readOne(request, names.access);
    const refreshToken = refresh && readOne(request, names.refresh);
    if (access === undefined && refreshToken === undefined) return anonymous(rules, new BearerRefusal());
    // Before anything is verified or exchanged.
    if (!isFromAllowedPage(request)) throw new CrossSiteRefusal();
    try {
      const byAccess = access === undefined ? undefined : verifier.verify(access, rules);
      if (refreshToken === undefined) return (await byAccess) ?? null;
      return (await byAccess?.catch(unlessNotGood)) ?? (await findByRefresh(refreshToken, request, rules, setCookies));
    } catch (error) {
      if (isNotGood(error)) return anonymous(rules, error);
      throw error;
    }
  };
}

/** Cookies are sent by themselves and are never cleared by a refusal: a dead one must not shut a page that is for all. */
function anonymous({ isOptional }: RouteRules, refusal: BearerRefusal): null {
  if (isOptional) return null;
  throw refusal;
}

/** Somebody planted a second cookie of our name from a place that browsers let write it. */
function readOne(request: GuardedRequest, name: string): string | undefined {
  const reading = readCookie(request, name);
  if (reading === 'ambiguous') throw new BearerRefusal('invalid_token', new Error(`the cookie ${name} came twice`));
  return reading === 'absent' ? undefined : reading.value;
}

const isNotGood = (error: unknown): error is BearerRefusal =>
  error instanceof BearerRefusal && error.code === 'invalid_token';

function unlessNotGood(error: unknown): undefined {
  if (!isNotGood(error)) throw error;
}
