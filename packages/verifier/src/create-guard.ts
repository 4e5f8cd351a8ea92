import { BearerRefusal } from './answers/bearer-refusal.ts';
import { isRefusal, type Refusal } from './answers/problem-answer.ts';
import type { CookieOptions } from './cookies/cookie-rules.ts';
import { createFindByCookie } from './cookies/find-by-cookie.ts';
import type { Verifier } from './create-verifier.ts';
import { type GuardedRequest, readHeader } from './read-headers.ts';
import type { RouteRules } from './route-rules.ts';
import type { AccessTokenClaims } from './tokens/claims.ts';
import { readBearer } from './tokens/read-bearer.ts';

export interface GuardOptions {
  /** Reads the authorization server's access cookie where there is no `Authorization` header; without it no cookie counts. */
  readonly cookies?: CookieOptions;
}

/** `setCookies` go on the answer in either case: the session was refreshed, whatever becomes of the request. */
export type Verdict = { readonly setCookies: readonly string[] } & (
  | { readonly claims: AccessTokenClaims | null; readonly refusal?: undefined }
  | { readonly refusal: Refusal }
);

/** Says who sends a request and whether they may. */
export type Guard = (request: GuardedRequest, rules?: RouteRules) => Promise<Verdict>;

/** What the adapters are thin clothes around; for frameworks that have none. */
export function createGuard(verifier: Verifier, { cookies }: GuardOptions = {}): Guard {
  const findByCookie = cookies && createFindByCookie(verifier, cookies);

  const find = async (request: GuardedRequest, rules: RouteRules, setCookies: string[]) => {
    // `Authorization` wins, and cookies are then ignored.
    const authorization = readHeader(request, 'authorization');
    if (authorization.length === 0 && findByCookie) return findByCookie(request, rules, setCookies);
    const token = readBearer(authorization);
    return token === undefined && rules.isOptional ? null : verifier.verify(token, rules);
  };

  return async (request, rules = {}) => {
    const setCookies: string[] = [];
    try {
      const claims = await find(request, rules, setCookies);
      if (claims && rules.roles && !rules.roles.includes(claims.role)) throw new BearerRefusal('insufficient_scope');
      return { claims, setCookies };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { refusal: error, setCookies };
    }
  };
}
