import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import formBody from '@fastify/formbody';
import { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, fastify, LogController } from 'fastify';
import type { z } from 'zod';
import { Problem } from '#platform/errors.ts';
import { replayedHeader } from '#platform/idempotency/idempotency-key.ts';
import { type Log, withoutRedaction } from '#platform/log.ts';
import { boundConnections, type ConnectionBounds, serverOptions, usualBounds } from './connection-bounds.ts';
import { refuseCrossSiteRequests } from './cross-site.ts';
import { toFieldProblems } from './field-problems.ts';
import { acceptJson } from './json-body.ts';
import { createOriginRule, type OriginConfig } from './origins.ts';
import { refuseUnreadable } from './parser-refusals.ts';
import { answerWithProblems, refuseBadAddress } from './problem-answers.ts';
import { type ClientRules, refuseClients } from './refuse-clients.ts';
import { refuseManyHeaders } from './refuse-many-headers.ts';
import { rateLimitHeaders } from './request-limits.ts';
import { dataHeaders } from './security-headers.ts';
import { acceptUploads, type UploadRule } from './upload.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** `performance.now()` at the first sight of the request. */
    startedAt: number;
    /** The code of the problem that was answered. */
    refusedWith: string | null;
  }
  interface FastifyContextConfig {
    problems?: readonly string[];
    /** The roles that are let in, where not every one is. */
    roles?: readonly string[];
    /** The scope that a service key needs. */
    scope?: string;
    isRepeatable?: boolean;
    bodyType?: 'json' | 'form' | 'upload';
    upload?: UploadRule;
    download?: readonly string[];
  }
}

export type HttpConfig = OriginConfig &
  ClientRules & {
    publicUrl: string;
    isSecure: boolean;
    trustedProxies: readonly string[];
  };

const largestBody = 1024 * 1024;
const exposedHeaders = [
  'X-Request-Id',
  'X-Access-Token',
  'X-Access-Token-Expires-In',
  'Retry-After',
  'Location',
  'ETag',
  replayedHeader,
];

/**
 * The HTTP side of the service without any of its routes: limits on what a client may send, request ids, timing, logs,
 * cross-site rules, security headers, contracts, and problems as answers.
 */
export async function createHttpServer({
  config,
  log,
  stopping = new AbortController().signal,
  bounds = usualBounds(config),
}: {
  config: HttpConfig;
  log: Log;
  /** From then on each answer is the last one of its connection, so that a proxy turns to another node. */
  stopping?: AbortSignal;
  bounds?: ConnectionBounds;
}): Promise<FastifyInstance> {
  const headers = dataHeaders(config.isSecure);
  // Typed as Fastify's own logger, so that the server's type does not depend on ours.
  const loggerInstance: FastifyBaseLogger = log;
  const server = fastify({
    loggerInstance,
    // One line per answer is written below: two lines per request say no more.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: largestBody,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    ...serverOptions(bounds),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false, caseSensitive: true },
    childLoggerFactory: (logger) => logger,
    frameworkErrors: refuseBadAddress(config.publicUrl, headers),
    clientErrorHandler: refuseUnreadable(config.publicUrl, headers),
  });
  const isAllowedOrigin = createOriginRule(config);
  // Declared once, so that every request has the same shape for the engine.
  server.decorateRequest('startedAt', 0);
  server.decorateRequest('refusedWith', null);
  server.decorateRequest('caller', null);
  server.decorateRequest('facts', null);
  boundConnections(server, bounds);
  const accessLog = withoutRedaction(log);

  server.addHook('onRequest', (request, reply, done) => {
    request.startedAt = performance.now();
    reply.header('x-request-id', request.id);
    reply.headers(headers);
    done();
  });
  refuseManyHeaders(server);
  refuseClients(server, config);
  server.addHook('onSend', (request, reply, payload, done) => {
    reply.header('server-timing', `total;dur=${elapsed(request).toFixed(2)}`);
    const limits = request.facts?.limits;
    if (limits !== undefined) reply.headers(rateLimitHeaders(limits));
    if (stopping.aborted) reply.header('connection', 'close');
    done(null, payload);
  });
  const logAnswer = (request: FastifyRequest, status: number | null, message: string): void =>
    accessLog.info(
      {
        requestId: request.id,
        method: request.method,
        // The pattern, not the address: addresses may hold what somebody should not have put there.
        route: request.routeOptions.url ?? 'none',
        status,
        milliseconds: Math.round(elapsed(request) * 100) / 100,
        ip: request.ip,
      },
      message,
    );
  server.addHook('onResponse', (request, reply, done) => {
    logAnswer(request, reply.statusCode, 'answered');
    done();
  });
  // The usual end of a stream.
  server.addHook('onRequestAbort', (request, done) => {
    logAnswer(request, null, 'the client went away');
    done();
  });
  // Before anything that mounts a route: what it mounts keeps the handler it found.
  answerWithProblems(server, config.publicUrl);
  await server.register(cors, {
    origin: (origin, done) => done(null, origin !== undefined && isAllowedOrigin(origin)),
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders,
    maxAge: 600,
    // Its refusal of half a preflight would be plain text.
    strictPreflight: false,
  });
  refuseCrossSiteRequests(server, isAllowedOrigin);

  acceptJson(server);
  await server.register(formBody, { bodyLimit: 64 * 1024 });
  acceptUploads(server);
  server.addHook('preValidation', (request, _reply, done) => {
    if (request.body !== undefined) requireBodyOfType(request);
    done();
  });
  server.setValidatorCompiler<z.ZodType>(({ schema }) => (input) => {
    const parsed = schema.safeParse(input);
    return parsed.success ? { value: parsed.data } : { error: toFieldProblems(parsed.error.issues, input) };
  });
  server.setSerializerCompiler<z.ZodType>(({ schema }) =>
    config.isProduction ? JSON.stringify : (body) => JSON.stringify(schema.parse(body)),
  );
  return server;
}

const elapsed = (request: FastifyRequest): number => performance.now() - request.startedAt;

/** A form is read only where a form is meant, and a token is shown in one place only (RFC 6750 §2: D15). */
function requireBodyOfType(request: FastifyRequest): void {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const expectsForm = request.routeOptions.config.bodyType === 'form';
  if (isForm !== expectsForm)
    throw new Problem('unsupported_media_type', {
      detail: expectsForm ? 'Send application/x-www-form-urlencoded.' : 'Send application/json.',
    });
  const { body } = request;
  if (
    request.headers.authorization !== undefined &&
    typeof body === 'object' &&
    body !== null &&
    Object.hasOwn(body, 'access_token')
  )
    throw new Problem('invalid_request', { detail: 'Send the token in the header or in the body, not in both.' });
}
