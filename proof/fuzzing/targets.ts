import fc from 'fast-check';
import { hostileText } from './hostile-values.ts';
import type { Wish } from './nearly-valid.ts';
import type { Operation } from './operations.ts';

/** `encodeURIComponent` refuses lone surrogates, which are part of the matter. */
export const encodeLoosely = (text: string): string => encodeURIComponent(text.toWellFormed());

/** `cats` of `/api/cats/{id}` and what stands below it. */
const collectionOf = ({ path }: Operation): string | undefined =>
  /^\/api\/(?:account\/)?([\w-]+)\/\{\w+\}/.exec(path)?.[1];

/** What the id in an address is the id of. */
export const idPlaceOf = (operation: Operation): string => {
  const collection = collectionOf(operation);
  if (collection === 'accounts') return '{{account}}';
  return collection === undefined ? '{{session}}' : `{{${collection}-id}}`;
};

/** Whoever may call it with success: for one entry the person who made it. */
export const tokenPlaceOf = (operation: Operation): string => {
  if (operation.roles.length > 0) return '{{admin}}';
  if (operation.isForServices) return '{{service-key}}';
  const collection = collectionOf(operation);
  return collection === undefined ? '{{access}}' : `{{${collection}-access}}`;
};

export function targetOf(operation: Operation): fc.Arbitrary<string> {
  const inPath = /\{(\w+)\}/g;
  const filled = fc.oneof(
    { weight: 3, arbitrary: fc.constant(operation.path.replace(inPath, idPlaceOf(operation))) },
    {
      weight: 1,
      arbitrary: hostileText.map((text) => operation.path.replace(inPath, () => encodeLoosely(text) || 'x')),
    },
  );
  const names = operation.parameters.filter((one) => one.in === 'query').map((one) => one.name);
  const query = fc.oneof(
    { weight: 6, arbitrary: fc.constant('') },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...names, 'x', 'access_token', '__proto__', 'limit[]'), hostileText)
        .map(([name, text]) => `?${name}=${encodeLoosely(text)}`),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('?', '?&&&', '?limit=1&limit=2', '?limit=5', '?cursor={{cursor}}', '?%ff=%fe', '?a=%'),
    },
  );
  return fc.tuple(filled, query).map(([path, search]) => path + search);
}

/** Good values of the query, or one that the document forbids. OAuth ignores what it does not know. */
export function queries({ parameters, body }: Operation): fc.Arbitrary<{ search: string; wish: Wish }> {
  const valid = { search: '', wish: 'valid' as const };
  if (body?.contentType === 'application/x-www-form-urlencoded') return fc.constant(valid);
  const inQuery = parameters.filter(({ in: place }) => place === 'query');
  const wrong = inQuery.flatMap(({ name, schema }): { search: string; wish: Wish }[] => {
    const broken = (deed: string, value: string | number) => ({
      search: `?${name}=${value}`,
      wish: { field: name, deed },
    });
    return [
      ...(schema.minimum === undefined ? [] : [broken('one too small', schema.minimum - 1)]),
      ...(schema.maximum === undefined ? [] : [broken('one too large', schema.maximum + 1)]),
      ...(schema.enum === undefined ? [] : [broken('no choice', 'nothing')]),
      ...(schema.type === 'integer' || schema.type === 'number' ? [broken('another type', 'many')] : []),
    ];
  });
  const good = inQuery.flatMap(({ name, schema }) => [
    ...(schema.minimum === undefined ? [] : [{ search: `?${name}=${schema.minimum}`, wish: 'valid' as const }]),
    ...(schema.maximum === undefined ? [] : [{ search: `?${name}=${schema.maximum}`, wish: 'valid' as const }]),
    ...(schema.enum ?? []).map((one) => ({ search: `?${name}=${String(one)}`, wish: 'valid' as const })),
  ]);
  const unknown = { search: '?nobody_knows_this=1', wish: { field: 'nobody_knows_this', deed: 'one more' } };
  return fc.constantFrom(valid, ...good, ...wrong, unknown);
}
