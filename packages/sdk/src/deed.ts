import type { Exchange } from './exchange.ts';
import { PortressProblem } from './problem.ts';
import type { paths } from './service.gen.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Operation = {
  parameters: { query?: object | undefined; path?: object | undefined };
  requestBody?: { content: object } | undefined;
  responses: object;
};

/** A path of the OpenAPI document, with its `{id}`. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends Operation ? P : never;
}[keyof paths];

type At<M extends Method, P extends PathOf<M>> = paths[P][M] extends Operation ? paths[P][M] : never;
type Required<Part> = Exclude<Part, undefined>;
type JsonOf<Content> = Content extends { 'application/json': infer Body } ? Body : never;
/** An image, a vCard file: what is not JSON goes as it is. */
type BodyOf<Content> = [JsonOf<Content>] extends [never] ? Blob | FormData : JsonOf<Content>;

type PathPart<O extends Operation> = [Required<O['parameters']['path']>] extends [never]
  ? object
  : { path: Required<O['parameters']['path']> };
type QueryPart<O extends Operation> = [Required<O['parameters']['query']>] extends [never]
  ? object
  : { query?: Required<O['parameters']['query']> };
type BodyPart<O extends Operation> = O extends { requestBody: { content: infer Content } }
  ? null extends BodyOf<Content>
    ? { body?: Exclude<BodyOf<Content>, null> }
    : { body: BodyOf<Content> }
  : object;

/** What one call of the document takes. */
export type DeedInput<M extends Method, P extends PathOf<M>> = PathPart<At<M, P>> &
  QueryPart<At<M, P>> &
  BodyPart<At<M, P>> & {
    /** `If-Match` and `Idempotency-Key` among them. */
    headers?: Record<string, string>;
    /** The caller's own wish to give up. */
    signal?: AbortSignal | undefined;
    /** For a file that takes longer than other calls, both ways. */
    timeoutSeconds?: number;
  };

type Success = 200 | 201 | 202;
type ContentOf<Answer> = Answer extends { content: infer Content } ? JsonOf<Content> : undefined;

/** What it answers with when it succeeds. */
export type DeedAnswer<M extends Method, P extends PathOf<M>> = {
  [Status in keyof At<M, P>['responses']]: Status extends Success ? ContentOf<At<M, P>['responses'][Status]> : never;
}[keyof At<M, P>['responses']] extends infer Answer
  ? [Answer] extends [never]
    ? undefined
    : Answer
  : never;

/**
 * One call of the service in the signed-in account's name, typed by its OpenAPI document:
 * `call('get', '/api/contacts/{id}', { path: { id } })`.
 */
export type Deed = <M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  ...input: object extends DeedInput<M, P> ? [input?: DeedInput<M, P>] : [input: DeedInput<M, P>]
) => Promise<DeedAnswer<M, P>>;

interface LooseInput {
  path?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  timeoutSeconds?: number;
}

/**
 * A deed as it goes over the wire; an id is data, so it can't leave its place in the path.
 * @throws PortressProblem `not_found` for an id that nothing can have, without asking
 */
export function exchangeOf(method: Method, path: string, input: LooseInput = {}): Exchange {
  const { path: parts = {}, ...rest } = input;
  return {
    ...rest,
    method: method.toUpperCase() as Exchange['method'],
    path: path.slice(1).replace(/\{(\w+)\}/g, (_, name: string) => segmentOf(parts[name])),
  };
}

function segmentOf(id: unknown): string {
  // Every address resolves the dots away, encoded or not: what is left would be another call.
  if (typeof id !== 'string' || ['', '.', '..'].includes(id)) throw nothingOfThatName();
  try {
    return encodeURIComponent(id);
  } catch {
    // Half of a pair of surrogates has no place in an address.
    throw nothingOfThatName();
  }
}

function nothingOfThatName(): PortressProblem {
  return new PortressProblem({ code: 'not_found', status: 404, detail: 'Nothing has such an id.' });
}
