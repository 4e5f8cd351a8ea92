import type { IncomingMessage, ServerResponse } from 'node:http';
import { problemAnswer, type Refusal } from '../answers/problem-answer.ts';
import { createGuard, type GuardOptions } from '../create-guard.ts';
import type { Verifier } from '../create-verifier.ts';
import type { RouteRules } from '../route-rules.ts';
import type { AccessTokenClaims } from '../tokens/claims.ts';

export interface NodeHttpGuardOptions extends GuardOptions {
  /** The address of the person's device, told along with a refresh; by default the connection's, which may be a proxy's. */
  readonly clientAddressOf?: (request: IncomingMessage) => string | undefined;
  /** Answers a refused request in place of the guard, which would send problem+json: a page may lead to sign-in. */
  readonly onRefused?: (refusal: Refusal, request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
}

/**
 * Resolves with the claims, or with null where the route is optional and nobody is signed in. With undefined it has
 * answered the request itself: 400, 401, 403 or 503.
 */
export interface NodeHttpGuard {
  (
    request: IncomingMessage,
    response: ServerResponse,
    rules: RouteRules & { readonly isOptional: true },
  ): Promise<AccessTokenClaims | null | undefined>;
  (request: IncomingMessage, response: ServerResponse, rules?: RouteRules): Promise<AccessTokenClaims | undefined>;
}

/**
 * Makes a guard for plain `node:http`:
 * `const claims = await guard(request, response); if (claims === undefined) return;`
 */
export function createNodeHttpGuard(verifier: Verifier, options: NodeHttpGuardOptions = {}): NodeHttpGuard {
  const guard = createGuard(verifier, options);
  const { clientAddressOf = () => undefined, onRefused = answerRefusal } = options;
  // One body for both signatures: null comes only where the rules say so.
  return async (request: IncomingMessage, response: ServerResponse, rules?: RouteRules) => {
    const { method, rawHeaders, socket } = request;
    const verdict = await guard({ method, rawHeaders, socket, address: clientAddressOf(request) }, rules);
    addCookies(response, verdict.setCookies);
    if (!verdict.refusal) return verdict.claims as AccessTokenClaims;
    await onRefused(verdict.refusal, request, response);
    return undefined;
  };
}

/** Refreshed cookies on an answer that a cache keeps would sign others in. */
export function addCookies(response: ServerResponse, setCookies: readonly string[]): void {
  if (setCookies.length === 0) return;
  response.appendHeader('Set-Cookie', setCookies);
  response.setHeader('Cache-Control', 'no-store');
}

export function answerRefusal(refusal: Refusal, _request: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body } = problemAnswer(refusal);
  response.writeHead(status, headers);
  response.end(body);
}
