import fc from 'fast-check';
import type { Schema } from './operations.ts';

/** What a request was made to be, beside hostile: answered, or refused for this one field. */
export type Wish = 'valid' | { field: string; deed: string };

type Body = Record<string, unknown>;
export type NearlyValid = { body: Body; text?: string; wish: Exclude<Wish, 'valid'> };

const samples = [null, true, 17, 1.5, 'text', [], {}] as const;

/** Whether the document allows a value of this kind there. */
function allowsKind(schema: Schema, value: unknown): boolean {
  if (schema.anyOf !== undefined) return schema.anyOf.some((one) => allowsKind(one, value));
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return true;
  if (value === null) return types.includes('null');
  if (Array.isArray(value)) return types.includes('array');
  if (Number.isInteger(value)) return types.includes('integer') || types.includes('number');
  return types.includes(typeof value);
}

/** Everything that the document says of one field, broken one at a time. */
function brokenValues(schema: Schema): { deed: string; value: unknown }[] {
  const parts = schema.anyOf ?? [schema];
  const ofKind = samples
    .filter((value) => !allowsKind(schema, value))
    .map((value) => ({ deed: 'another type', value }));
  const bounds = parts.flatMap(({ minimum, maximum }) => [
    ...(minimum === undefined ? [] : [{ deed: 'one too small', value: minimum - 1 }]),
    ...(maximum === undefined ? [] : [{ deed: 'one too large', value: maximum + 1 }]),
  ]);
  const choices = parts.flatMap((one) =>
    one.enum === undefined ? [] : [{ deed: 'no choice', value: `${String(one.enum[0])}x` }],
  );
  // Said in words alone: the document has no format for it that all readers know.
  const formats = parts.flatMap(({ description = schema.description ?? '' }) =>
    description.startsWith('One plain e-mail address') || description.startsWith('Unique among owners. One plain')
      ? [
          { deed: 'no address', value: 'nobody' },
          { deed: 'one octet too long', value: `${'a'.repeat(243)}@example.com` },
        ]
      : [],
  );
  const lengths = parts.flatMap(({ description = '' }) => {
    const [, most] = /^\d+–(\d+) (?:characters|letters)/.exec(description) ?? [];
    return most === undefined ? [] : [{ deed: 'one too long', value: 'a'.repeat(Number(most) + 1) }];
  });
  return [...ofKind, ...bounds, ...choices, ...formats, ...lengths];
}

const without = (body: Body, field: string): Body =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));

/** A good object with one thing wrong that the document forbids, and the field that has to be named for it. */
export function nearlyValid(schema: Schema, good: fc.Arbitrary<Body>): fc.Arbitrary<NearlyValid> {
  const properties = Object.entries(schema.properties ?? {});
  const deeds: ((body: Body) => NearlyValid)[] = [
    (body) => ({ body: { ...body, nobody_knows_this: 1 }, wish: { field: 'nobody_knows_this', deed: 'one more' } }),
  ];
  for (const field of schema.required ?? [])
    deeds.push((body) => ({ body: without(body, field), wish: { field, deed: 'missing' } }));
  for (const [field, one] of properties) {
    for (const { deed, value } of brokenValues(one))
      deeds.push((body) => ({ body: { ...body, [field]: value }, wish: { field, deed } }));
    deeds.push((body) => {
      const whole = { [field]: 'x', ...body };
      const text = JSON.stringify(whole).replace(/}$/, `,${JSON.stringify(field)}:"x"}`);
      return { body: whole, text, wish: { field, deed: 'twice' } };
    });
  }
  return fc.tuple(good, fc.constantFrom(...deeds)).map(([body, deed]) => deed(body));
}

type Heard = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

/** Whoever is not let in, asks too often or meets a service that is busy is not told of fields. */
const untold = new Set([401, 403, 429]);

/** Refused for what is so at this moment, and not for how the request was made. */
const ofTheMoment = new Set(['same_password', 'same_email', 'not_invited', 'domain_not_allowed', 'taken']);

function isRead(status: number, body: string): boolean {
  if (status === 400) return !/"code":"invalid_(?:request|json)"/.test(body);
  if (status !== 422) return ![405, 414, 415].includes(status);
  const { errors = [] } = JSON.parse(body) as { errors?: { code: string }[] };
  return errors.length > 0 && errors.every(({ code }) => ofTheMoment.has(code));
}

/** @returns what is wrong with the answer, as to what the request was made to be */
export function judgeWish(wish: Wish, { status, body }: Heard): string | undefined {
  if (untold.has(status)) return undefined;
  if (wish === 'valid') return isRead(status, body) ? undefined : `valid by the document, refused with ${status}`;
  const told = `${wish.field}: ${wish.deed}`;
  if (wish.deed === 'twice')
    return status === 400 && body.includes('"invalid_json"') ? undefined : `${told} is answered with ${status}`;
  if (status !== 422) return `${told} is answered with ${status}`;
  const { errors = [] } = JSON.parse(body) as { errors?: { field: string }[] };
  return errors.some(({ field }) => field === wish.field) ? undefined : `${told} is refused without its name`;
}
