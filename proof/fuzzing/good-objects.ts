import fc from 'fast-check';
import type { Schema } from './operations.ts';

/** What a field of this name is filled with when it is meant to be good. */
const places: Readonly<Record<string, string>> = {
  login: '{{email}}',
  username: '{{email}}',
  email: '{{email}}',
  password: '{{password}}',
  current_password: '{{password}}',
  token: '{{link}}',
  code: '{{code}}',
  refresh_token: '{{refresh}}',
  id: '{{session}}',
  grant_type: '{{grant}}',
  invitation: '{{invitation}}',
};
const newAddress = '{{new-email}}';

/** Flows of the service, and entries of apps, in which an address may stand once. */
const takesNewAddress = (operation: string): boolean =>
  /\/(?:sign-up|setup|account\/email)$/.test(operation) || !/ \/api\/(?:auth|account|invitations)\b/.test(operation);

const good = (schema: Schema, name: string, operation: string): fc.Arbitrary<unknown> => {
  if (name === 'email' && takesNewAddress(operation)) return fc.constant(newAddress);
  if (operation.endsWith('/account/password') && name === 'password') return fc.constant('{{new-password}}');
  if (operation.endsWith('/email/confirm') && name === 'token') return fc.constant('{{change}}');
  if (operation.endsWith('/setup') && name === 'token') return fc.constant('{{setup}}');
  // A username is an address nowhere but where one signs in with either.
  if (name === 'username' && !operation.endsWith('/token')) return fc.stringMatching(/^[a-z]{8,12}$/);
  if (places[name] !== undefined) return fc.constant(places[name]);
  // `owner_id` names an entry of `/api/owners`.
  if (name.endsWith('_id')) return fc.constant(`{{${name.slice(0, -'_id'.length)}s-id}}`);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => good(one, name, operation)));
  const type = [schema.type].flat()[0];
  if (type === 'object') return goodObject(schema, operation);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number')
    return fc.integer({ min: Math.max(schema.minimum ?? 0, 0), max: Math.min(schema.maximum ?? 100, 1000) });
  if (type === 'array') return fc.array(good(schema.items ?? {}, name, operation), { maxLength: 3 });
  if (type === 'null') return fc.constant(null);
  if (name === 'locale') return fc.constantFrom('en', 'uk', 'ru', 'de-AT');
  if (name === 'time_zone') return fc.constantFrom('UTC', 'Europe/Kyiv');
  if (name === 'phone') return fc.constantFrom('+380441234567', '+12015550123');
  if (name === 'birthday') return fc.constantFrom('1990-02-28', '--02-29');
  if (name === 'country') return fc.constantFrom('UA', 'DE');
  return fc.stringMatching(/^[A-Za-z]{3,12}$/);
};

export const goodObject = (schema: Schema, operation: string): fc.Arbitrary<Record<string, unknown>> =>
  // The document cannot say which of its fields go together.
  fc.oneof(
    ...(operation.endsWith('/verify-email') ? [fc.constant({ token: '{{verify}}' })] : []),
    ...(operation.endsWith('/sign-up') ? [fc.constant({ email: newAddress, password: '{{password}}' })] : []),
    anyFields(schema, operation),
  );

const anyFields = (schema: Schema, operation: string): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, one]) => [name, good(one, name, operation)]),
    ),
    { requiredKeys: schema.required ?? [] },
  );

export const objectOf = (schema: Schema): Schema => schema.anyOf?.find((one) => one.type === 'object') ?? schema;

/** What the document cannot say in its schema, and says in words: the token, or the address with the code. */
export const goesTogether = (object: Record<string, unknown>, operation: string): boolean =>
  !operation.endsWith('/verify-email') || ['token', 'email,code'].includes(Object.keys(object).join());
