import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ProblemCode } from '#platform/errors.ts';
import { readIdempotencyKey } from '#platform/idempotency/idempotency-key.ts';
import { factsOf, type RequestFacts } from './request-facts.ts';
import { openUpload, type Upload, type UploadRule } from './upload.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whom the route's guard admitted; only the route itself knows the type. */
    caller: unknown;
  }
}

/** The shapes of one call on the wire; types, validation, serialization and the OpenAPI document all come from here. */
export type Contract = {
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** A file instead of a body of fields. */
  upload?: UploadRule;
  /** Of what types the answer is, where it is a file and not JSON. */
  download?: readonly string[];
  /** One schema for each success status; `z.null()` for an empty body. Problems are added by themselves. */
  answers: Readonly<Record<number, z.ZodType>>;
};

export type Exchange = { request: FastifyRequest; reply: FastifyReply };

/** Who may call. It runs before the body is read, so that nobody learns what a route expects before they may call it. */
export type Guard<C> = {
  name: string;
  /** How the OpenAPI document shows it. */
  security: 'none' | 'session' | 'service key' | 'session or service key';
  /** The scope that a service key needs here. */
  scope?: string;
  /** The roles that are let in, where not every one is; the OpenAPI document names them. */
  roles?: readonly string[];
  /** Answers at once where nothing has to be waited for: a promise is dearer than the look-up behind it. */
  admit(exchange: Exchange): C | Promise<C>;
};

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;

export type Input<C extends Contract, Caller> = {
  body: OutputOf<C['body']>;
  query: OutputOf<C['query']>;
  params: OutputOf<C['params']>;
  /** Not read yet: of a caller who is refused no byte is taken. */
  upload: C['upload'] extends UploadRule ? Upload : undefined;
  caller: Caller;
  /** What the caller sent with a call that is {@link RouteDefinition.isRepeatable}: for `createOnce`. */
  idempotencyKey: string | undefined;
  /** Request id, address and device: for audit events and throttles. */
  facts: RequestFacts;
  exchange: Exchange;
};

/** One of the contract's answers; a status that the contract does not name is a fault of ours (500). */
export type Answer<C extends Contract> = {
  status: number;
  /** A stream passes by the contract's schema, and has to say of what type it is. */
  body: z.input<C['answers'][keyof C['answers']]> | Readable;
  headers?: Record<string, string>;
};

/** The headings of the service's own calls. */
export const serviceTags = ['Authentication', 'Account', 'Administration', 'Other services', 'Service'] as const;

export type RouteDefinition<C extends Contract, Caller> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below PUBLIC_URL, e.g. `/api/account/sessions/:id`. */
  path: string;
  /** For the API reference: one line, and more where a caller needs it. */
  summary: string;
  description?: string;
  /** The heading under which the API reference shows it: one of {@link serviceTags}, or an app's own. */
  tag: string;
  /** Who may call: a route without it does not compile. */
  guard: Guard<Caller>;
  contract: C;
  /** Form bodies are for the OAuth endpoints, which ignore unknown fields. */
  bodyType?: 'json' | 'form';
  /** Codes this route refuses with, beside the ones every route has; for the API reference. */
  problems?: readonly ProblemCode[];
  /** Takes an `Idempotency-Key`: for calls that create something. */
  isRepeatable?: boolean;
  /** Left out of the OpenAPI document. */
  isHidden?: boolean;
  answer(input: Input<C, Caller>): Answer<C> | Promise<Answer<C>>;
};

export type Route = {
  mount(server: FastifyInstance, prefix: string): void;
  readonly definition: Pick<RouteDefinition<Contract, unknown>, 'method' | 'path' | 'guard' | 'contract' | 'tag'>;
};

/** Anybody, signed in or not. */
export const anyone: Guard<null> = { name: 'anyone', security: 'none', admit: () => null };

const nothing = z.strictObject({});
/** RFC 6749 §3.2: unrecognized parameters are ignored. */
const anything = z.object({});

/** Declares one call. Feature folders export lists of these; `app.ts` mounts them. */
export function route<const C extends Contract, Caller>(definition: RouteDefinition<C, Caller>): Route {
  return {
    definition,
    mount: (server, prefix) => {
      const { contract, guard } = definition;
      server.route({
        method: definition.method,
        url: prefix + definition.path,
        schema: {
          querystring: contract.query ?? (definition.bodyType === 'form' ? anything : nothing),
          ...(contract.params && { params: contract.params }),
          ...(contract.body && { body: contract.body }),
          response: contract.answers,
          summary: definition.summary,
          ...(definition.description && { description: definition.description }),
          tags: [definition.tag],
          ...(definition.bodyType === 'form' && { consumes: ['application/x-www-form-urlencoded'] }),
          ...(guard.security !== 'none' && { security: securityOf(guard) }),
          ...(definition.isHidden && { hide: true }),
        },
        config: {
          problems: problemsOf(definition),
          ...(guard.roles && { roles: guard.roles }),
          ...(guard.scope && { scope: guard.scope }),
          ...(definition.isRepeatable && { isRepeatable: true }),
          bodyType: contract.upload ? 'upload' : (definition.bodyType ?? 'json'),
          ...(contract.upload && { upload: contract.upload }),
          ...(contract.download && { download: contract.download }),
        },
        onRequest: (request, reply, done) => {
          const admitted = guard.admit({ request, reply });
          if (!(admitted instanceof Promise)) {
            request.caller = admitted;
            return done();
          }
          admitted.then((caller) => {
            request.caller = caller;
            // A hook that returned a promise would make every request wait for one, also those admitted at once.
            // oxlint-disable-next-line promise/no-callback-in-promise
            done();
          }, done);
        },
        handler: (request, reply) => {
          const answer = definition.answer({
            body: request.body as never,
            query: request.query as never,
            params: request.params as never,
            upload: (contract.upload && openUpload(request, contract.upload)) as never,
            caller: request.caller as Caller,
            idempotencyKey: definition.isRepeatable ? readIdempotencyKey(request) : undefined,
            facts: factsOf(request),
            exchange: { request, reply },
          });
          if (answer instanceof Promise) return answer.then((settled) => sendAnswer(definition, reply, settled));
          return sendAnswer(definition, reply, answer);
        },
      });
    },
  };
}

/** What may be shown, in the words of OpenAPI: any one of these. */
const securityOf = ({
  security,
  scope = '',
}: Pick<Guard<unknown>, 'security' | 'scope'>): Record<string, string[]>[] => [
  ...(security.startsWith('session') ? [{ signIn: [] }, { accessCookie: [] }] : []),
  ...(security.endsWith('service key') ? [{ serviceKey: [scope] }] : []),
];

/** The route's own, and those that come with its guard and with a key. */
const problemsOf = ({
  guard,
  isRepeatable,
  problems = [],
}: Pick<RouteDefinition<never, unknown>, 'guard' | 'isRepeatable' | 'problems'>): readonly ProblemCode[] => [
  ...new Set<ProblemCode>([
    ...(guard.roles ? (['forbidden'] as const) : []),
    ...(guard.scope ? (['insufficient_scope', 'too_many_requests'] as const) : []),
    ...problems,
    ...(isRepeatable ? (['idempotency_key_reused', 'state_conflict'] as const) : []),
  ]),
];

function sendAnswer<C extends Contract>(
  { method, path, contract }: Pick<RouteDefinition<C, never>, 'method' | 'path' | 'contract'>,
  reply: FastifyReply,
  answer: Answer<C>,
): FastifyReply | undefined {
  if (contract.answers[answer.status] === undefined)
    throw new TypeError(`${method} ${path} answers ${answer.status}, which its contract does not name`);
  if (answer.headers) reply.headers(answer.headers);
  reply.code(answer.status).send(answer.body ?? undefined);
  // The reply is handed back only where it is not out yet, a stream: Fastify waits for it as for a promise, at the cost of a
  // listener or two, and would otherwise take the answer for an empty one.
  return answer.body instanceof Readable ? reply : undefined;
}
