import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemAnswer, type Refusal } from '../answers/problem-answer.ts';
import { createGuard, type GuardOptions } from '../create-guard.ts';
import type { Verifier } from '../create-verifier.ts';
import type { RouteRules } from '../route-rules.ts';
import type { AccessTokenClaims } from '../tokens/claims.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Claims of the access token; null where the route is optional and nobody is signed in; undefined without a guard. */
    auth?: AccessTokenClaims | null;
  }
}

type FastifyHook = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

export interface FastifyGuardOptions extends GuardOptions {
  /** Answers a refused request in place of the guard, which would send problem+json: a page may lead to sign-in. */
  readonly onRefused?: (refusal: Refusal, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/**
 * Makes hooks for Fastify, one for each set of rules: for a route (`{ onRequest: guard({ roles: ['admin'] }) }`) or for
 * everything in a scope (`app.addHook('onRequest', guard())`).
 * What is told along with a refresh is `request.ip`, which obeys `trustProxy`.
 */
export function createFastifyGuard(
  verifier: Verifier,
  options: FastifyGuardOptions = {},
): (rules?: RouteRules) => FastifyHook {
  const { onRefused = answerRefusal } = options;
  const guard = createGuard(verifier, options);
  return (rules) => async (request, reply) => {
    const { method, rawHeaders } = request.raw;
    const verdict = await guard({ method, rawHeaders, address: request.ip }, rules);
    if (verdict.setCookies.length > 0)
      reply.header('set-cookie', verdict.setCookies).header('cache-control', 'no-store');
    if (verdict.refusal) return onRefused(verdict.refusal, request, reply);
    request.auth = verdict.claims;
    return undefined;
  };
}

function answerRefusal(refusal: Refusal, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, headers, body } = problemAnswer(refusal);
  return reply.code(status).headers(headers).send(body);
}
