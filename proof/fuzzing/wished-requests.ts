import fc from 'fast-check';
import { validFile, validTypeOf } from './bodies.ts';
import { goesTogether, goodObject, objectOf } from './good-objects.ts';
import { nearlyValid, type Wish } from './nearly-valid.ts';
import type { Operation } from './operations.ts';
import type { HostileRequest } from './request.ts';
import { idPlaceOf, queries, tokenPlaceOf } from './targets.ts';

/** One call as the document says it, and one that breaks one sentence of it: by whoever may call. */
export function wishedRequest(operation: Operation): fc.Arbitrary<HostileRequest> {
  const { body, method, name } = operation;
  const isJson = body?.contentType === 'application/json';
  const schema = body === null ? {} : objectOf(body.schema);
  const made: fc.Arbitrary<{ body: Buffer | null; search: string; wish: Wish }> =
    body === null || !isJson
      ? queries(operation).map((query) => ({ ...query, body: validFile(operation) }))
      : fc.oneof(
          goodObject(schema, name)
            .filter((object) => goesTogether(object, name))
            .map((object) => ({
              body: Buffer.from(JSON.stringify(object)),
              search: '',
              wish: 'valid' as const,
            })),
          {
            weight: 2,
            arbitrary: nearlyValid(schema, goodObject(schema, name)).map(({ body: object, text, wish }) => ({
              body: Buffer.from(text ?? JSON.stringify(object)),
              search: '',
              wish,
            })),
          },
        );
  const place = tokenPlaceOf(operation);
  const token = place === '{{access}}' ? '{{newest-access}}' : place;
  const isGuarded = operation.isGuarded;
  return made.map(({ body: bytes, search, wish }) => ({
    operation: name,
    method,
    target: operation.path.replace(/\{(\w+)\}/g, idPlaceOf(operation)) + search,
    headers: {
      ...(isGuarded && { authorization: `Bearer ${token}` }),
      ...(bytes !== null && { 'content-type': validTypeOf(operation) }),
    },
    body: bytes,
    wish,
  }));
}
