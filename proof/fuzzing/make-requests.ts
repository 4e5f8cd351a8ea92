import fc from 'fast-check';
import { givenGif } from '#test/given-pictures.ts';
import { hostileBytes, hostileText, hostileValue } from './hostile-values.ts';
import { nearlyValid, type Wish } from './nearly-valid.ts';
import type { Operation, Schema } from './operations.ts';

/** A request that may hold places such as `{{access}}`, which are filled with what the service has said before. */
export type HostileRequest = {
  operation: string;
  method: string;
  target: string;
  headers: Record<string, string>;
  body: Buffer | null;
  /** What it was made to be, where it was made to be anything. */
  wish?: Wish;
};

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

/** Paths that the document does not list, and how many times as often as a call they are asked for together. */
const otherPaths = [
  '/',
  '/healthz',
  '/readyz',
  '/openapi.json',
  '/docs',
  '/dev/inbox',
  '/dev/inbox.json',
  '/problems',
  '/problems/not_found',
  '/problems/__proto__',
  '/metrics',
  '/assets/',
  '/nothing/here',
  '/api/',
  '/api/account/x.css',
  '/api/accounts',
  '/%',
  '/%ff%fe',
  '//evil.example',
  '/api//account',
  '/API/ACCOUNT',
  '/api/account;x=1',
  '/api/account/..%2f..%2fdata',
  `/${'a'.repeat(3000)}`,
];

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

const goodObject = (schema: Schema, operation: string): fc.Arbitrary<Record<string, unknown>> =>
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
/** `encodeURIComponent` refuses lone surrogates, which are part of the matter. */
const encodeLoosely = (text: string): string => encodeURIComponent(text.toWellFormed());

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

function bodyOf({ name, body }: Operation): fc.Arbitrary<Buffer | null> {
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

const objectOf = (schema: Schema): Schema => schema.anyOf?.find((one) => one.type === 'object') ?? schema;

/** `cats` of `/api/cats/{id}` and what stands below it. */
const collectionOf = ({ path }: Operation): string | undefined =>
  /^\/api\/(?:account\/)?([\w-]+)\/\{\w+\}/.exec(path)?.[1];

/** What the id in an address is the id of. */
const idPlaceOf = (operation: Operation): string => {
  const collection = collectionOf(operation);
  if (collection === 'accounts') return '{{account}}';
  return collection === undefined ? '{{session}}' : `{{${collection}-id}}`;
};

/** Whoever may call it with success: for one entry the person who made it. */
const tokenPlaceOf = (operation: Operation): string => {
  if (operation.roles.length > 0) return '{{admin}}';
  if (operation.isForServices) return '{{service-key}}';
  const collection = collectionOf(operation);
  return collection === undefined ? '{{access}}' : `{{${collection}-access}}`;
};

function targetOf(operation: Operation): fc.Arbitrary<string> {
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

const credentials = (token = '{{access}}'): fc.Arbitrary<Record<string, string>> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 5, arbitrary: fc.constant({ authorization: `Bearer ${token}` }) },
    // Most of the older ones have ended by then.
    {
      weight: 6,
      arbitrary: fc.constant({ authorization: `Bearer ${token === '{{access}}' ? '{{newest-access}}' : token}` }),
    },
    { weight: 3, arbitrary: fc.constant({ cookie: '{{cookies}}', 'sec-fetch-site': 'same-origin' }) },
    {
      weight: 3,
      arbitrary: fc.constantFrom<Record<string, string>>(
        { authorization: 'Bearer {{refresh}}' },
        { authorization: 'Bearer ' },
        { authorization: 'Basic YTpi' },
        { authorization: 'Bearer a.b.c' },
        { authorization: `Bearer ${'x'.repeat(8000)}` },
        { authorization: 'Bearer {{access}}', cookie: '{{cookies}}' },
        { cookie: 'access_token=x; access_token=y; refresh_token=z', 'sec-fetch-site': 'same-origin' },
        { cookie: 'refresh_token={{refresh}}', 'sec-fetch-site': 'same-origin' },
        { cookie: `a=${'b'.repeat(12_000)}` },
        { cookie: '{{cookies}}', origin: 'https://evil.example' },
        { cookie: '{{cookies}}', 'sec-fetch-site': 'cross-site' },
      ),
    },
  );

const oddHeaders: fc.Arbitrary<Record<string, string>> = fc.constantFrom<Record<string, string>>(
  {},
  {},
  {},
  { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' },
  { 'x-request-id': 'evil\u00ff', 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'evil.example' },
  { 'accept-language': `${'uk;q=0.9,'.repeat(500)}*` },
  { accept: 'text/html', 'if-match': '*', range: 'bytes=0-99999999999' },
  { 'content-encoding': 'gzip' },
  { expect: '100-continue' },
  { origin: 'null' },
  { 'user-agent': '() { :; };\u00e9' },
  { host: 'evil.example' },
);

/** Few keys, so that they come again with the same and with another request; and some that are none. */
const keysOf = (operation: Operation): fc.Arbitrary<Record<string, string>> => {
  const takesKey = operation.parameters.some(({ in: place, name }) => place === 'header' && name === 'Idempotency-Key');
  if (!takesKey) return fc.constant({});
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant({}) },
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', '"c"').map((key) => ({ 'idempotency-key': key })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', 'two words', 'x'.repeat(300), '\u00e9').map((key) => ({ 'idempotency-key': key })),
    },
  );
};

const contentTypes = (expected: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(expected) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'application/json',
        'application/x-www-form-urlencoded',
        'text/plain',
        'multipart/form-data; boundary=x',
        'application/json; charset=utf-16',
        'application/json\t',
        'json',
        'application/vnd.api+json',
        '/',
      ),
    },
  );

/** What the document cannot say in its schema, and says in words: the token, or the address with the code. */
const goesTogether = (object: Record<string, unknown>, operation: string): boolean =>
  !operation.endsWith('/verify-email') || ['token', 'email,code'].includes(Object.keys(object).join());

/** One call as the document says it, and one that breaks one sentence of it: by whoever may call. */
function wishedRequest(operation: Operation): fc.Arbitrary<HostileRequest> {
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

/** Files and forms are judged by what is in them: only that they are taken for what they are is asked here. */
const validFile = ({ body }: Operation): Buffer | null => {
  if (body?.contentType === 'text/vcard') return goodCard;
  if (body?.contentType.startsWith('image/')) return goodPicture;
  return body === null ? null : Buffer.from('grant_type=refresh_token&refresh_token={{refresh}}&token={{access}}');
};
const validTypeOf = ({ body }: Operation): string =>
  body?.contentType.startsWith('image/') ? 'image/gif' : (body?.contentType ?? '');

/** Good values of the query, or one that the document forbids. OAuth ignores what it does not know. */
function queries({ parameters, body }: Operation): fc.Arbitrary<{ search: string; wish: Wish }> {
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

/** One call of the document, good, bent or broken. */
const requestOf = (operation: Operation): fc.Arbitrary<HostileRequest> =>
  fc
    .tuple(
      fc.oneof(
        { weight: 20, arbitrary: fc.constant(operation.method) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'),
        },
      ),
      targetOf(operation),
      credentials(tokenPlaceOf(operation)),
      fc.tuple(oddHeaders, keysOf(operation)).map(([odd, key]) => ({ ...odd, ...key })),
      contentTypes(operation.body?.contentType ?? 'application/json'),
      bodyOf(operation),
    )
    .map(([method, target, shown, odd, contentType, body]) => ({
      operation: method === operation.method ? operation.name : `${method} on another method’s path`,
      method,
      target,
      headers: { ...odd, ...shown, ...(body !== null && { 'content-type': contentType }) },
      body: method === 'GET' || method === 'HEAD' ? null : body,
    }));

const otherRequest: fc.Arbitrary<HostileRequest> = fc
  .tuple(
    fc.constantFrom(...otherPaths),
    fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'DELETE'),
    credentials(),
    oddHeaders,
  )
  .map(([target, method, shown, odd]) => ({
    operation: 'another path',
    method,
    target,
    headers: { ...odd, ...shown },
    body: null,
  }));

/** Requests for every call of the document alike, and some for what it does not list. */
export const hostileRequests = (operations: readonly Operation[]): fc.Arbitrary<HostileRequest> =>
  fc.oneof(
    ...operations.map((operation) => ({
      weight: 10,
      arbitrary: fc.oneof({ weight: 3, arbitrary: requestOf(operation) }, wishedRequest(operation)),
    })),
    {
      weight: 12,
      arbitrary: otherRequest,
    },
  );
