import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from '../answers/problem-answer.ts';
import { createGuard, type GuardOptions } from '../create-guard.ts';
import type { Verifier } from '../create-verifier.ts';
import type { RouteRules } from '../route-rules.ts';
import type { AccessTokenClaims } from '../tokens/claims.ts';
import { addCookies, answerRefusal } from './node-http.ts';

declare global {
  // biome-ignore lint/style/noNamespace: how Express lets its request be extended.
  namespace Express {
    interface Request {
      /** Claims of the access token; null where the route is optional and nobody is signed in; undefined without a guard. */
      auth?: AccessTokenClaims | null;
    }
  }
}

/** What Express and everything like it gives to middleware, so that none of them is needed here. */
type ExpressRequest = IncomingMessage & { auth?: AccessTokenClaims | null; ip?: string | undefined };
type ExpressMiddleware = (
  request: ExpressRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => Promise<void>;

export interface ExpressGuardOptions extends GuardOptions {
  /** Answers a refused request in place of the guard, which would send problem+json: a page may lead to sign-in. */
  readonly onRefused?: (refusal: Refusal, request: ExpressRequest, response: ServerResponse) => void | Promise<void>;
}

/**
 * Makes guards for Express 4 and 5, one for each set of rules:
 * `app.get('/notes', guard(), (request, response) => response.json(notesOf(request.auth.sub)))`.
 * What is told along with a refresh is `request.ip`, which obeys `trust proxy`.
 */
export function createExpressGuard(
  verifier: Verifier,
  options: ExpressGuardOptions = {},
): (rules?: RouteRules) => ExpressMiddleware {
  const { onRefused = answerRefusal } = options;
  const guard = createGuard(verifier, options);

  const admit = async (request: ExpressRequest, response: ServerResponse, rules?: RouteRules): Promise<boolean> => {
    const { method, rawHeaders, socket, ip } = request;
    const verdict = await guard({ method, rawHeaders, socket, address: ip }, rules);
    addCookies(response, verdict.setCookies);
    if (verdict.refusal) await onRefused(verdict.refusal, request, response);
    else request.auth = verdict.claims;
    return verdict.refusal === undefined;
  };
  // Express 4 knows no promises.
  return (rules) => async (request, response, next) => {
    try {
      if (!(await admit(request, response, rules))) return;
    } catch (error) {
      next(error);
      return;
    }
    next();
  };
}
