import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseUnavailable, ReferenceGone } from '#platform/database/database.ts';
import { Problem, type ProblemCode, problems } from '#platform/errors.ts';
import { OAuthError } from './oauth-error.ts';

/** Fastify's own refusals in the words of the closed list. */
const fastifyCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_json',
  FST_ERR_MAX_PARAM_LENGTH: 'uri_too_long',
  FST_ERR_BAD_URL: 'invalid_request',
};

/** Whatever was thrown, as a problem of the closed list. What was not meant is 500 and says nothing of itself. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DatabaseUnavailable) return new Problem('unavailable', { retryAfterSeconds: 1, cause: error });
  if (error instanceof ReferenceGone)
    return new Problem('state_conflict', { detail: 'What this belongs to has gone in the meantime.', cause: error });
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = code === undefined ? undefined : fastifyCodes[code];
  if (known !== undefined) return new Problem(known);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Problem('invalid_request', { cause: error });
  if (statusCode === 503) return new Problem('overloaded', { retryAfterSeconds: 1, cause: error });
  return new Problem('internal_error', { cause: error });
}

/** For a request that finds no route because its address cannot be read: no hook runs for it. */
export const refuseBadAddress =
  (publicUrl: string, headers: Readonly<Record<string, string>>) =>
  (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers({ ...headers, 'x-request-id': request.id, 'server-timing': 'total;dur=0' });
    sendProblem(reply, request, toProblem(error), publicUrl);
  };

/** Every refusal and every fault as `application/problem+json` (RFC 9457), or as RFC 6749 says at the token endpoint. */
export function answerWithProblems(server: FastifyInstance, publicUrl: string): void {
  server.setErrorHandler((error, request, reply) => {
    if (error instanceof OAuthError) {
      request.refusedWith = error.code;
      return sendOAuthError(reply, 400, error.code, error.message);
    }
    const problem = toProblem(error);
    if (problem.status >= 500)
      request.log.error(
        { err: problem.details.cause ?? problem, requestId: request.id, problem: problem.code },
        'a request failed',
      );
    if (request.routeOptions.config.bodyType === 'form') {
      request.refusedWith = problem.code;
      return sendAsOAuthError(reply, problem);
    }
    return sendProblem(reply, request, problem, publicUrl);
  });
}

/** The body of RFC 9457 that tells a problem. */
export const problemBody = (problem: Problem, requestId: string, publicUrl: string) => ({
  type: `${publicUrl}/problems/${problem.code}`,
  title: problems[problem.code].title,
  status: problem.status,
  code: problem.code,
  detail: problem.details.detail ?? problems[problem.code].title,
  request_id: requestId,
  ...(problem.details.errors && { errors: problem.details.errors }),
  ...problem.details.more,
});

export function sendProblem(
  reply: FastifyReply,
  request: FastifyRequest,
  problem: Problem,
  publicUrl: string,
): FastifyReply {
  const { retryAfterSeconds, headers } = problem.details;
  request.refusedWith = problem.code;
  if (headers) reply.headers(headers);
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send(problemBody(problem, request.id, publicUrl));
}

/** RFC 6749 §5.2 has few words: what is wrong with the request is `invalid_request`, everything else keeps its status. */
function sendAsOAuthError(reply: FastifyReply, problem: Problem): FastifyReply {
  const { retryAfterSeconds, headers } = problem.details;
  if (headers) reply.headers(headers);
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  if (problem.status === 429 || problem.status >= 500)
    return sendOAuthError(reply, problem.status, 'temporarily_unavailable', problem.message);
  // RFC 6750 §3.1 and RFC 7662 §2.3: at introspection the caller shows a token of its own.
  const isAboutToken = problem.code === 'invalid_token' || problem.code === 'insufficient_scope';
  const error = isAboutToken ? problem.code : problem.code === 'not_signed_in' ? 'invalid_token' : 'invalid_request';
  return sendOAuthError(reply, problem.status === 422 ? 400 : problem.status, error, problem.message);
}

/** The description may hold printable ASCII without `"` and `\` only. */
const sendOAuthError = (reply: FastifyReply, status: number, error: string, description: string): FastifyReply =>
  reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
    .serializer(JSON.stringify)
    .send({ error, error_description: description.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, ' ') });
