import fc from 'fast-check';
import { givenGif } from '#test/given-pictures.ts';
import { goodObject, objectOf } from './good-objects.ts';
import { hostileBytes, hostileText, hostileValue } from './hostile-values.ts';
import type { Operation, Schema } from './operations.ts';
import { encodeLoosely } from './targets.ts';

/** Some objects have no members by right. */
const namesOf = ({ properties = {} }: Schema): string[] =>
  Object.keys(properties).length > 0 ? Object.keys(properties) : ['x'];

/** A good object with one thing wrong: a member of another kind, one missing, one more. */
const bentObject = (schema: Schema, operation: string): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .tuple(
      goodObject(schema, operation),
      fc.constantFrom('change', 'drop', 'add'),
      fc.constantFrom(...namesOf(schema)),
      hostileValue,
      fc.oneof(hostileText, fc.constantFrom('role', 'id', 'email_verified', 'account_id', 'isAdmin', 'status')),
    )
    .map(([object, deed, name, value, extra]) => {
      const { [name]: _, ...rest } = object;
      if (deed === 'drop') return rest;
      return deed === 'add' ? { ...object, [extra]: value } : { ...rest, [name]: value };
    });

const asForm = (object: Record<string, unknown>): string =>
  Object.entries(object)
    .map(
      ([name, value]) =>
        `${encodeLoosely(name)}=${encodeLoosely(asText(value)).replaceAll('%7B%7B', '{{').replaceAll('%7D%7D', '}}')}`,
    )
    .join('&');
const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const goodPicture = givenGif(2);
const goodCard = Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Eve\r\nEND:VCARD\r\n');
const hostileCard = fc
  .tuple(fc.constantFrom('N', 'FN', 'EMAIL', 'TEL', 'BDAY', 'NOTE', 'UID', 'PHOTO', 'X;Y="'), hostileText)
  .map(([name, text]) => Buffer.from(`BEGIN:VCARD\r\nFN:Eve\r\n${name}:${text}\r\nEND:VCARD\r\n`));
/** A picture with some bytes changed, and cut off somewhere. */
const bentPicture = fc
  .tuple(
    fc.array(fc.tuple(fc.nat(goodPicture.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
    fc.oneof(fc.constant(goodPicture.length), fc.nat(goodPicture.length)),
  )
  .map(([changes, length]) => {
    const picture = Buffer.from(goodPicture);
    for (const [at, byte] of changes) picture[at] = byte;
    return picture.subarray(0, length);
  });

export function bodyOf({ name, body }: Operation): fc.Arbitrary<Buffer | null> {
  if (body === null)
    return fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: hostileBytes });
  if (body.contentType === 'text/vcard')
    return fc.oneof(
      { weight: 2, arbitrary: fc.constant(goodCard) },
      { weight: 2, arbitrary: hostileCard },
      hostileBytes,
    );
  if (body.contentType.startsWith('image/'))
    return fc.oneof(
      { weight: 4, arbitrary: fc.constant(goodPicture) },
      { weight: 6, arbitrary: bentPicture },
      { weight: 2, arbitrary: hostileBytes },
      { weight: 1, arbitrary: fc.constant(null) },
    );
  const write = (object: Record<string, unknown>) =>
    Buffer.from(body.contentType === 'application/json' ? JSON.stringify(object) : asForm(object));
  return fc.oneof(
    { weight: 4, arbitrary: goodObject(objectOf(body.schema), name).map(write) },
    { weight: 6, arbitrary: bentObject(objectOf(body.schema), name).map(write) },
    { weight: 2, arbitrary: hostileBytes },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

/** Files and forms are judged by what is in them: only that they are taken for what they are is asked here. */
export const validFile = ({ body }: Operation): Buffer | null => {
  if (body?.contentType === 'text/vcard') return goodCard;
  if (body?.contentType.startsWith('image/')) return goodPicture;
  return body === null ? null : Buffer.from('grant_type=refresh_token&refresh_token={{refresh}}&token={{access}}');
};
export const validTypeOf = ({ body }: Operation): string =>
  body?.contentType.startsWith('image/') ? 'image/gif' : (body?.contentType ?? '');
